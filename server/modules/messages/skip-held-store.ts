import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { LaneName, Mark } from './lease-store.ts';

/**
 * How far a lane may go on at once when what comes next belongs to sources that are held: the last such entry before the first that is not,
 * or before the end. Purpose: a paused broadcast of a million ahead must not make the next message wait for ten thousand leases. Reads the
 * lane's index from the mark on, in one go. The caller holds the mark.
 *
 * Only first attempts of these sources are stepped over: a further one may pass what holds the others.
 */
export async function skipHeld(
  tx: Tx,
  lane: LaneName,
  priority: number,
  mark: Mark,
  sourceIds: readonly string[],
): Promise<Mark> {
  const after = sql`o.sender_id = ${lane.senderId} and o.priority = ${priority} and o.status = 'queued' and o.due_at <= now()
    and (o.due_at, o.message_id) > (${mark.dueAt}::timestamptz, ${mark.messageId}::uuid)`;
  const { rows } = await sql<Mark>`
    with next as materialized (
      select o.due_at, o.message_id from outbox o
      where ${after} and not (o.attempts = 0 and o.source_id is not null and o.source_id = any(${[...sourceIds]}::uuid[]))
      order by o.due_at, o.message_id limit 1
    )
    select o.due_at::text as "dueAt", o.message_id as "messageId" from outbox o
    where ${after} and not exists (select 1 from next n where (o.due_at, o.message_id) >= (n.due_at, n.message_id))
    order by o.due_at desc, o.message_id desc limit 1`.execute(tx);
  return rows[0] ?? mark;
}
