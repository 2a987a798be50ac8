import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export interface NewSession {
  readonly tokenHash: string;
  readonly userId: string;
  readonly now: Date;
  readonly expiresAt: Date;
  readonly ip: string;
  readonly userAgent: string | null;
}

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      token_hash: session.tokenHash,
      user_id: session.userId,
      created_at: session.now,
      last_seen_at: session.now,
      expires_at: session.expiresAt,
      ip: session.ip,
      user_agent: session.userAgent,
    })
    .execute();
  await tx.updateTable('users').set({ last_seen_at: session.now }).where('id', '=', session.userId).execute();
}

/** The session with this token and its person, unless it ended: at its end, or idle since before `idleSince`. */
export async function findSession(tx: Tx, tokenHash: string, now: Date, idleSince: Date) {
  return tx
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select([
      'sessions.id as session_id',
      'sessions.last_seen_at',
      'users.id',
      'users.name',
      'users.email',
      'users.operator',
      'users.password_change_required',
    ])
    .where('sessions.token_hash', '=', tokenHash)
    .where('sessions.expires_at', '>', now)
    .where('sessions.last_seen_at', '>', idleSince)
    .executeTakeFirst();
}

export async function touchSession(tx: Tx, session: { id: string; userId: string }, now: Date): Promise<void> {
  await tx.updateTable('sessions').set({ last_seen_at: now }).where('id', '=', session.id).execute();
  await tx.updateTable('users').set({ last_seen_at: now }).where('id', '=', session.userId).execute();
}

/** The person's sessions that have not ended, the latest used first. */
export async function listSessions(tx: Tx, userId: string, now: Date, idleSince: Date) {
  return tx
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', idleSince)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .limit(200)
    .execute();
}

export async function deleteSessionByToken(tx: Tx, tokenHash: string): Promise<void> {
  await tx.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute();
}

/** Ends one session of the person; false when they have no such session. */
export async function deleteSession(tx: Tx, userId: string, sessionId: string): Promise<boolean> {
  const result = await tx.deleteFrom('sessions').where('user_id', '=', userId).where('id', '=', sessionId).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Ends the person's sessions, all or all but one. Returns how many. */
export async function deleteSessionsOf(tx: Tx, userId: string, exceptSessionId?: string): Promise<number> {
  const query = tx.deleteFrom('sessions').where('user_id', '=', userId);
  const result = await (exceptSessionId === undefined ? query : query.where('id', '!=', exceptSessionId)).executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** Removes the counters of limits whose key begins so. */
export async function deleteCounters(tx: Tx, prefix: string): Promise<void> {
  await tx.deleteFrom('rate_limits').where(sql<boolean>`starts_with(key, ${prefix})`).execute();
}

/** Removes what has ended: nothing reads it any more. */
export async function sweep(tx: Tx, now: Date, idleSince: Date): Promise<void> {
  await tx
    .deleteFrom('sessions')
    .where((where) => where.or([where('expires_at', '<', now), where('last_seen_at', '<', idleSince)]))
    .execute();
  await tx
    .deleteFrom('rate_limits')
    .where('expire', '<', now.getTime() - 3_600_000)
    .execute();
  await tx
    .deleteFrom('idempotency_keys')
    .where('created_at', '<', new Date(now.getTime() - 48 * 3_600_000))
    .execute();
}
