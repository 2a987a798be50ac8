import { countSegments } from '@tidings/core/messaging/segments';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { afterMark } from './lease-store.ts';

/** Counting ends here: a forecast of many hours needs no more, and a lane of a million costs no more than this. */
const mostAhead = 100_000;

interface AheadRow {
  /** Segments of those whose text stands; plain text is assumed. */
  readonly segments: number;
  /** How many get their text at their lease, from this template. */
  readonly open: number;
  readonly template: string | null;
}

/**
 * About how many segments go out through a lane before what is planned now: what is due and not held. Held is what the lane has read over (a
 * canary, money) and what a paused source has; those whose hours come later are not due. At most mostAhead messages of each priority are
 * counted, in the order of the lane's index.
 */
export async function segmentsAhead(tx: Tx, workspaceId: string, senderId: string): Promise<number> {
  const { rows } = await aheadQuery(workspaceId, senderId).execute(tx);
  return rows.reduce((sum, row) => sum + row.segments + row.open * countSegments(row.template ?? '').segments, 0);
}

/** What waits by source. Purpose: the confirm page; read from the lane's mark on by its index. Takes no locks. */
export const aheadQuery = (workspaceId: string, senderId: string) => sql<AheadRow>`
    with waiting as (
      select o.source_id, count(*) filter (where o.body is null)::int as open,
        coalesce(sum(case when length(o.body) > 160 then ceil(length(o.body) / 153.0) when o.body is not null then 1 end), 0)::int as segments
      from unnest(array[0, 1, 2]::smallint[]) as p(priority)
      left join lane_marks k on k.sender_id = ${senderId} and k.priority = p.priority
      cross join lateral (
        select q.source_id, q.body from outbox q
        where q.sender_id = ${senderId} and q.priority = p.priority and q.status = 'queued' and q.due_at <= now()
          and (q.due_at, q.message_id) > (${afterMark})
        order by q.due_at, q.message_id limit ${mostAhead}) o
      group by o.source_id)
    select w.open, w.segments, s.template from waiting w
    left join message_sources s on s.id = w.source_id and s.workspace_id = ${workspaceId}
    where w.source_id is null or s.state = 'running'`;
