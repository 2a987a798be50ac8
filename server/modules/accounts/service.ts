import type { AccountSession } from '@tidings/core/contract/account';
import type { Context } from '../../context.ts';
import type { UserActor } from '../../http/actor.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { hashOfNobody, verifyPassword } from '../../lib/password-hash.ts';
import { describeDevice } from './device.ts';
import { countAttempt, forgiveAttempts } from './limits.ts';
import { hashNewPassword } from './new-password.ts';
import { idleSince, type StartedSession, startSession, type Visit } from './sessions.ts';
import { deleteSession, deleteSessionsOf, listSessions } from './sessions-store.ts';
import { findUser, findUserByEmail, updatePassword, updateUserName } from './store.ts';

/**
 * Signs in by e-mail and password. An unknown address gets the same answer, after the same time and with the same lock, as a wrong password.
 * Returns the person's id with the new session.
 */
export async function signIn(
  ctx: Context,
  visit: Visit,
  given: { email: string; password: string },
): Promise<{ userId: string; session: StartedSession }> {
  const email = given.email.trim();
  const attempt = { account: email, ip: visit.ip };
  await countAttempt(ctx, attempt);
  const user = await ctx.db.system((tx) => findUserByEmail(tx, email));
  const right = await verifyPassword(given.password, user?.password_hash ?? hashOfNobody);
  if (!user || !right) throw new Refusal('wrong_credentials', 'E-mail and password do not match.');
  await forgiveAttempts(ctx, attempt);
  const session = await ctx.db.system((tx) => startSession(ctx, tx, visit, user.id));
  return { userId: user.id, session };
}

/** Changes the own password; every session of the account ends, and this browser gets a new one. */
export async function changePassword(
  ctx: Context,
  visit: Visit,
  actor: UserActor,
  given: { current_password: string; new_password: string; organisations: readonly string[] },
): Promise<StartedSession> {
  const attempt = { account: actor.id, ip: visit.ip };
  await countAttempt(ctx, attempt);
  const user = await ctx.db.system((tx) => findUser(tx, actor.id));
  if (!user || !(await verifyPassword(given.current_password, user.password_hash))) {
    throw new Refusal('wrong_credentials', 'The present password is not right.', {
      fields: [{ field: 'body.current_password', message: 'is not right' }],
    });
  }
  await forgiveAttempts(ctx, attempt);
  if (given.current_password === given.new_password) {
    throw new Refusal('invalid_request', 'The new password is the present one.', {
      fields: [{ field: 'body.new_password', message: 'must differ from the present one' }],
    });
  }
  const hash = await hashNewPassword(given.new_password, { ...user, organisations: given.organisations }, 'body.new_password');
  return ctx.db.system(async (tx) => {
    await updatePassword(tx, user.id, { hash, changeRequired: false, at: ctx.clock.now() });
    await deleteSessionsOf(tx, user.id);
    return startSession(ctx, tx, visit, user.id);
  });
}

export async function renameAccount(ctx: Context, actor: UserActor, name: string): Promise<void> {
  await ctx.db.system((tx) => updateUserName(tx, actor.id, name));
}

/** Where the person is signed in. */
export async function listOwnSessions(ctx: Context, actor: UserActor): Promise<AccountSession[]> {
  const rows = await ctx.db.system((tx) => listSessions(tx, actor.id, ctx.clock.now(), idleSince(ctx)));
  return rows.map((row) => ({
    id: row.id,
    current: row.id === actor.sessionId,
    signed_in_at: row.created_at.toISOString(),
    last_seen_at: row.last_seen_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    ip: row.ip,
    device: describeDevice(row.user_agent),
  }));
}

export async function endOwnSession(ctx: Context, actor: UserActor, sessionId: string): Promise<void> {
  if (!(await ctx.db.system((tx) => deleteSession(tx, actor.id, sessionId)))) throw notFound('session');
}

export async function endOtherSessions(ctx: Context, actor: UserActor): Promise<number> {
  return ctx.db.system((tx) => deleteSessionsOf(tx, actor.id, actor.sessionId));
}
