import { type Role, roles } from '@tidings/core/contract/permissions';
import { Refusal } from '../../lib/errors.ts';

/** Whether the first role is at least as powerful as the second. */
export function reaches(role: Role, other: Role): boolean {
  return roles.indexOf(role) <= roles.indexOf(other);
}

/** Nobody gives more than they have: not to others, not to a key, not to an invitation. */
export function refuseRaising(actorRole: Role, given: Role): void {
  if (!reaches(actorRole, given)) {
    throw new Refusal(
      'not_allowed',
      `With the role ${actorRole} you cannot give the role ${given}, which may do more than yours.`,
    );
  }
}

/** Nobody changes those above them. */
export function refuseAbove(actorRole: Role, theirs: Role): void {
  if (!reaches(actorRole, theirs)) {
    throw new Refusal('not_allowed', `Only members with the role ${theirs} may change somebody with that role.`);
  }
}
