import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { sha256 } from '../lib/crypto.ts';
import { Refusal } from '../lib/errors.ts';

/** A stored answer. */
export interface KeptAnswer {
  readonly status: number;
  readonly answer: unknown;
}

/** An answer, and whether it is that of an earlier request with the same key. */
export interface OnceAnswer extends KeptAnswer {
  readonly replayed: boolean;
}

interface Attempt {
  readonly workspaceId: string;
  readonly key: string;
  readonly endpoint: string;
  readonly request: unknown;
}

/** How long a first request may be under way before its key may be used again: it died with its process. */
const abandonedAfterSeconds = 60;

/**
 * Runs a request once per Idempotency-Key: a repetition gets the first answer's status and content (as kept in the database: its
 * fields may stand in another order) and is marked as replayed. The same key with another request, or while the first is under
 * way, is refused. A request that failed leaves no trace and may be repeated.
 */
export async function once(db: Database, attempt: Attempt, run: () => Promise<KeptAnswer>): Promise<OnceAnswer> {
  const { workspaceId, key, endpoint } = attempt;
  const hash = sha256(JSON.stringify(attempt.request ?? null));
  if (key.length > 200) throw new Refusal('invalid_request', 'Idempotency-Key may have at most 200 characters.');
  const earlier = await db.workspace(workspaceId, async (tx) => {
    await sql`delete from idempotency_keys where workspace_id = ${workspaceId} and key = ${key}
      and (created_at < now() - interval '48 hours'
        or (status is null and created_at < now() - make_interval(secs => ${abandonedAfterSeconds})))`.execute(tx);
    const claimed = await tx
      .insertInto('idempotency_keys')
      .values({ workspace_id: workspaceId, key, endpoint, request_hash: hash })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (claimed.numInsertedOrUpdatedRows === 1n) return undefined;
    return tx
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('key', '=', key)
      .executeTakeFirst();
  });
  if (earlier) {
    if (earlier.endpoint !== endpoint || earlier.request_hash !== hash) {
      throw new Refusal(
        'idempotency_key_reused',
        'This Idempotency-Key was used for a different request. Use a new key for each new request.',
      );
    }
    if (earlier.status === null) {
      throw new Refusal('idempotency_in_progress', 'The first request with this Idempotency-Key is still under way.', {
        retryAfterSeconds: 1,
      });
    }
    return { status: earlier.status, answer: earlier.answer, replayed: true };
  }
  const answer = await run().catch(async (error: unknown) => {
    await forget(db, attempt).catch(() => undefined);
    throw error;
  });
  // What was done is answered, even when the answer cannot be kept: "it failed" would make the client do it again.
  await keep(db, attempt, answer).catch(() => undefined);
  return { ...answer, replayed: false };
}

async function keep(db: Database, { workspaceId, key }: Attempt, answer: KeptAnswer): Promise<void> {
  await db.workspace(workspaceId, (tx) =>
    tx
      .updateTable('idempotency_keys')
      .set({ status: answer.status, answer: JSON.stringify(answer.answer ?? null) })
      .where('workspace_id', '=', workspaceId)
      .where('key', '=', key)
      .execute(),
  );
}

async function forget(db: Database, { workspaceId, key }: Attempt): Promise<void> {
  await db.workspace(workspaceId, (tx) =>
    tx.deleteFrom('idempotency_keys').where('workspace_id', '=', workspaceId).where('key', '=', key).execute(),
  );
}
