import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import type { UserActor } from '../../http/actor.ts';
import type { Exchange } from '../../http/route.ts';
import { sessionTokenOf } from '../../http/session-cookie.ts';
import { randomToken, sha256 } from '../../lib/crypto.ts';
import { deleteSessionByToken, findSession, insertSession, touchSession } from './sessions-store.ts';

/** Seen is noted at most this often: a busy screen costs no write. */
const touchMs = 60_000;
const hourMs = 3_600_000;

/** Where a request comes from, as far as sessions care. */
export interface Visit {
  readonly ip: string;
  readonly userAgent: string | null;
  /** The session's token that the browser carries already. */
  readonly token: string | undefined;
}

/** A session to put into the browser, once the transaction that made it has committed. */
export interface StartedSession {
  readonly token: string;
  readonly expiresAt: Date;
}

export function visitOf(ctx: Context, exchange: Exchange): Visit {
  const agent = exchange.headers['user-agent'];
  return {
    ip: exchange.ip,
    userAgent: typeof agent === 'string' ? agent.slice(0, 300) : null,
    token: sessionTokenOf(ctx, exchange.headers),
  };
}

/** Sessions that were last seen before this have ended. */
export function idleSince(ctx: Context): Date {
  return new Date(ctx.clock.now().getTime() - ctx.config.sessionIdleHours * hourMs);
}

/** Signs a person in: always with a new token (one planted by somebody else gains nothing), ending the session the browser had. */
export async function startSession(ctx: Context, tx: Tx, visit: Visit, userId: string): Promise<StartedSession> {
  await endVisit(tx, visit);
  const token = randomToken(32);
  const now = ctx.clock.now();
  const expiresAt = new Date(now.getTime() + ctx.config.sessionMaxDays * 24 * hourMs);
  await insertSession(tx, { tokenHash: sha256(token), userId, now, expiresAt, ip: visit.ip, userAgent: visit.userAgent });
  return { token, expiresAt };
}

/** Ends the session that the browser carries, if any. */
export async function endVisit(tx: Tx, visit: Visit): Promise<void> {
  if (visit.token !== undefined) await deleteSessionByToken(tx, sha256(visit.token));
}

/** The person whose session has this token; undefined when it is unknown or has ended. */
export async function userOfToken(ctx: Context, tx: Tx, token: string): Promise<UserActor | undefined> {
  const now = ctx.clock.now();
  const found = await findSession(tx, sha256(token), now, idleSince(ctx));
  if (!found) return undefined;
  if (now.getTime() - found.last_seen_at.getTime() > touchMs) {
    await touchSession(tx, { id: found.session_id, userId: found.id }, now);
  }
  return {
    kind: 'user',
    id: found.id,
    name: found.name,
    email: found.email,
    operator: found.operator,
    passwordChangeRequired: found.password_change_required,
    sessionId: found.session_id,
  };
}
