import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** The furthest that a lane had been read before its mark was lowered: what is still queued up to there was held until now. */
const heldUpTo = sql`(held_due_at, held_message_id) = (
  select h.due_at, h.message_id from (values (lane_marks.held_due_at, lane_marks.held_message_id), (lane_marks.due_at, lane_marks.message_id))
    as h(due_at, message_id) order by h.due_at desc nulls last, h.message_id desc nulls last limit 1)`;

/**
 * Makes a lane read its queue again from the given moment: call it in every transaction that adds to the outbox, late, since its row lock is
 * held until the commit and the lane waits for it; but before the counters, which a lease takes after its mark: the other order deadlocks.
 */
export async function lowerLaneMark(
  tx: Tx,
  lane: { readonly workspaceId: string; readonly senderId: string; readonly priority: number; readonly dueAt?: Date },
): Promise<void> {
  // Without a moment: the beginning. Reading over what is there costs one index scan, once.
  const dueAt = lane.dueAt ?? sql<Date>`'-infinity'::timestamptz`;
  await sql`
    insert into lane_marks (workspace_id, sender_id, priority, due_at, lowered_at)
    values (${lane.workspaceId}, ${lane.senderId}, ${lane.priority}, ${dueAt}, now())
    on conflict (sender_id, priority) do update
      set due_at = excluded.due_at, message_id = '00000000-0000-0000-0000-000000000000',
        lowered_at = excluded.lowered_at, ${heldUpTo}
      where lane_marks.due_at >= excluded.due_at`.execute(tx);
}

/** The same for several lanes at once, in one order, so that two plans cannot deadlock. */
export async function lowerLaneMarks(
  tx: Tx,
  lanes: { readonly workspaceId: string; readonly senderIds: readonly string[]; readonly priority: number; readonly dueAt: Date },
): Promise<void> {
  await sql`
    insert into lane_marks (workspace_id, sender_id, priority, due_at, lowered_at)
    select ${lanes.workspaceId}::uuid, sender_id, ${lanes.priority}::smallint, ${lanes.dueAt}::timestamptz, now()
    from unnest(${[...lanes.senderIds]}::uuid[]) as l(sender_id) order by sender_id
    on conflict (sender_id, priority) do update
      set due_at = excluded.due_at, message_id = '00000000-0000-0000-0000-000000000000',
        lowered_at = excluded.lowered_at, ${heldUpTo}
      where lane_marks.due_at >= excluded.due_at`.execute(tx);
}

/** Makes every lane that a source waits in, or what is sent again under its rules, read its queue again from the beginning. */
export async function lowerMarksOfSource(tx: Tx, workspaceId: string, sourceId: string): Promise<void> {
  const { rows: lanes } = await sql<{ senderId: string; priority: number }>`
    select distinct sender_id as "senderId", priority from outbox where workspace_id = ${workspaceId} and source_id = ${sourceId}
    union
    select sender_id, priority from messages
    where workspace_id = ${workspaceId} and rules_source_id = ${sourceId} and state = 'queued' and sender_id is not null
    order by 1, 2`.execute(tx);
  for (const lane of lanes) await lowerLaneMark(tx, { workspaceId, ...lane });
}
