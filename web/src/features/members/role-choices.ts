import { type Role, roles, roleWords } from '@tidings/core/contract/permissions';

/** Roles that somebody with the given role may give, from the most to the least powerful. */
export function roleChoices(own: Role): { value: Role; label: string }[] {
  return roles.slice(roles.indexOf(own)).map((role) => ({ value: role, label: roleWords[role].label }));
}

/** Whether somebody with the first role may change somebody with the second. */
export function mayChange(own: Role, theirs: Role): boolean {
  return roles.indexOf(own) <= roles.indexOf(theirs);
}
