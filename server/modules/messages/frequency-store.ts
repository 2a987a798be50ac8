import type { FrequencyCap } from '@tidings/core/contract/quiet-hours';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

const dayMs = 86_400_000;
/** A message may have waited this long between being planned, which its id tells, and being sent. */
const longestWaitDays = 15;

/** The smallest id of a moment: ids sort by time. */
function firstIdAt(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** What counts as a bulk text. */
const isBulk = sql`m.direction = 'out' and m.source in ('broadcast', 'direct', 'retry')`;
/** What was handed over and did not fail, or may have been. */
const isGone = sql`m.state in ('accepted', 'sent', 'delivered', 'unknown')`;
/** When it counts, in milliseconds since the epoch. */
const countsAt = sql`(extract(epoch from coalesce(m.accepted_at, now())) * 1000)::float8`;

/**
 * When these contacts had their latest bulk messages within the days of the cap, newest first, as many as it counts: those that were handed
 * over and did not fail, and those in somebody's hands. Reads the messages of some weeks of each contact by their index: one that waited is
 * older by its id than by when it was sent. Two lanes that lease for one person in the same instant may not see each other.
 */
export async function listRecentBulk(
  tx: Tx,
  contactIds: readonly string[],
  cap: Pick<FrequencyCap, 'messages' | 'days'>,
  now: number,
): Promise<Map<string, readonly number[]>> {
  if (contactIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; times: number[] }>`
    select c.id, array(
      select ${countsAt}
      from messages m
      where m.contact_id = c.id and m.id > ${firstIdAt(now - (cap.days + longestWaitDays) * dayMs)} and ${isBulk}
        and (m.accepted_at is null or m.accepted_at > ${new Date(now - cap.days * dayMs)})
        and (${isGone} or m.state in ('queued', 'leased') and exists (select 1 from outbox o where o.message_id = m.id and o.status <> 'queued'))
      order by coalesce(m.accepted_at, now()) desc limit ${cap.messages}) as times
    from unnest(${[...contactIds]}::uuid[]) as c(id)`.execute(tx);
  return new Map(rows.map(({ id, times }) => [id, times.map(Number)]));
}

/**
 * For a forecast, in SQL: rows `contact_id` and `free_at` (milliseconds since the epoch) of those among `people`, a query with a column
 * `contact_id`, who have had as many bulk texts as the cap allows. What waits for its turn by then counts too, unless its source is held: it is
 * gone before. A set is read at once: for a hundred thousand people one look into the index each would take seconds. For few people the
 * planner takes their index all the same.
 */
export function whoHadEnough(
  workspaceId: string,
  people: RawBuilder<unknown>,
  { messages, days }: Pick<FrequencyCap, 'messages' | 'days'>,
  at: Date,
): RawBuilder<{ contact_id: string; free_at: number }> {
  const now = at.getTime();
  return sql<{ contact_id: string; free_at: number }>`
    select b.contact_id, (array_agg(b.at order by b.at desc))[${sql.lit(messages)}] + ${days * dayMs}::float8 as free_at
    from (
        select m.contact_id, ${countsAt} as at
        from (${people}) p join messages m on m.contact_id = p.contact_id
        where m.workspace_id = ${workspaceId} and m.id > ${firstIdAt(now - (days + longestWaitDays) * dayMs)} and ${isBulk} and ${isGone}
          and (m.accepted_at is null or m.accepted_at > ${new Date(now - days * dayMs)})
        union all
        select m.contact_id, ${countsAt} as at
        from outbox o join messages m on m.id = o.message_id join (${people}) p on p.contact_id = m.contact_id
          left join message_sources s on s.id = o.source_id
        where o.workspace_id = ${workspaceId} and ${isBulk} and m.state in ('queued', 'leased')
          and (o.status <> 'queued' or o.due_at <= ${at} and (s.id is null or s.state = 'running'))
    ) b group by b.contact_id having count(*) >= ${messages}`;
}
