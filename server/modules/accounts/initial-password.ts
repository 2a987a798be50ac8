import { randomInt } from 'node:crypto';
import type { Context } from '../../context.ts';
import { Refusal } from '../../lib/errors.ts';
import { hashPassword } from '../../lib/password-hash.ts';
import { recordActivity } from '../audit/service.ts';
import { listMemberships } from '../members/store.ts';
import { forgiveAccount } from './limits.ts';
import { deleteSessionsOf } from './sessions-store.ts';
import { findUserByEmail, updatePassword } from './store.ts';

/** Letters and digits that nobody mistakes for one another when reading them out. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to hand over: four groups of four, about 79 bits. */
function makePassword(): string {
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

/**
 * Gives an account a new initial password, which its person must replace at the next sign-in. Its sessions end and a lock after wrong
 * passwords is lifted. For whoever has the machine: unlike an admin, they may do so for everybody. Each workspace of the person shows it.
 */
export async function resetPasswordAsOperator(
  ctx: Context,
  email: string,
): Promise<{ readonly name: string; readonly email: string; readonly password: string; readonly sessionsEnded: number }> {
  const password = makePassword();
  const hash = await hashPassword(password);
  const { user, sessionsEnded } = await ctx.db.system(async (tx) => {
    const found = await findUserByEmail(tx, email.trim());
    if (!found)
      throw new Refusal(
        'not_found',
        `Nobody has an account with the e-mail address ${email.trim()}. "tidings user list" shows who has one.`,
      );
    await updatePassword(tx, found.id, { hash, changeRequired: true, at: ctx.clock.now() });
    for (const { workspace_id: workspaceId } of await listMemberships(tx, found.id)) {
      await recordActivity(
        tx,
        { kind: 'system', id: null, name: 'The operator', workspaceId },
        { action: 'member_password_reset', objectKind: 'member', objectId: found.id, objectLabel: found.name },
      );
    }
    return { user: found, sessionsEnded: await deleteSessionsOf(tx, found.id) };
  });
  await forgiveAccount(ctx, user.email);
  return { name: user.name, email: user.email, password, sessionsEnded };
}
