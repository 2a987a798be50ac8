import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Requeued } from './transitions-store.ts';

/** A message as its worker leased it, and when it shall be tried again. */
export interface OwnLease {
  readonly messageId: string;
  readonly attempt: number;
  readonly dueAt: Date;
}

const ofLeases = (rows: readonly OwnLease[]) => sql`unnest(${rows.map((row) => row.messageId)}::uuid[],
  ${rows.map((row) => row.attempt)}::smallint[], ${rows.map((row) => row.dueAt)}::timestamptz[]) as i(id, attempt, due_at)`;

/** Those that became unknown because this worker was taken for dead, in the very attempt that it means; lane by lane, in one order. */
export async function listTakenForDead(tx: Tx, workerId: string, rows: readonly OwnLease[]): Promise<readonly Requeued[]> {
  const { rows: lanes } = await sql<Requeued>`
    select o.workspace_id as "workspaceId", o.sender_id as "senderId", o.priority, min(i.due_at) as "dueAt", array_agg(o.message_id) as "messageIds"
    from outbox o join ${ofLeases(rows)} on o.message_id = i.id and o.attempts = i.attempt
    where o.status = 'unknown' and o.worker_id = ${workerId} group by 1, 2, 3 order by 2, 3`.execute(tx);
  return lanes;
}

/** Back to the queue, once their messages are there. */
export async function requeueTakenForDead(tx: Tx, workerId: string, rows: readonly OwnLease[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update outbox o set status = 'queued', due_at = i.due_at, worker_id = null, leased_at = null, check_at = null,
      body = case when m.source not in ('broadcast', 'direct') then o.body end
    from ${ofLeases(rows)} join messages m on m.id = i.id
    where o.message_id = i.id and o.status = 'unknown' and o.worker_id = ${workerId} and o.attempts = i.attempt`.execute(tx);
}
