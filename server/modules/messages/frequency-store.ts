import type { FrequencyCap } from '@tidings/core/contract/quiet-hours';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { hasIt } from '../audiences/sent-again-store.ts';
import { type Reached, reachedKey } from './frequency-log.ts';

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
const isGone = hasIt('m');
/** When it counts, in milliseconds since the epoch. */
const countsAt = sql`(extract(epoch from coalesce(m.accepted_at, now())) * 1000)::float8`;

/** Handed over within the days of the cap, or in somebody's hands. */
const isRecent = (cap: Pick<FrequencyCap, 'days'>, now: number) => sql`
  m.id > ${firstIdAt(now - (cap.days + longestWaitDays) * dayMs)} and ${isBulk}
  and (m.accepted_at is null or m.accepted_at > ${new Date(now - cap.days * dayMs)})
  and (${isGone} or m.state in ('queued', 'leased') and exists (select 1 from outbox o where o.message_id = m.id and o.status <> 'queued'))`;

/**
 * Lets one lease of a workspace at a time count what people had, until it commits: two lanes that lease for one person in the same instant would
 * not see each other's. Only where a cap is set, and before the lease takes anything that another may wait for while it has this.
 */
export async function lockCounting(tx: Tx, workspaceId: string): Promise<void> {
  await sql`/* kept */ select pg_advisory_xact_lock(7069, hashtext(${workspaceId}))`.execute(tx);
}

/** The same without waiting: false while another lease counts. For a lease that has taken already what the other may wait for. */
export async function tryCounting(tx: Tx, workspaceId: string): Promise<boolean> {
  const { rows } = await sql<{
    done: boolean;
  }>`/* kept */ select pg_try_advisory_xact_lock(7069, hashtext(${workspaceId})) as done`.execute(tx);
  return rows[0]?.done === true;
}

/**
 * When these people had their latest bulk messages, as listRecentBulk tells it, with what went to the same phone for whoever shares it: it is one
 * phone that rings. By reachedKey.
 */
export async function listBulkOfPhones(
  tx: Tx,
  workspaceId: string,
  people: readonly Reached[],
  cap: Pick<FrequencyCap, 'messages' | 'days'>,
  now: number,
): Promise<Map<string, readonly number[]>> {
  const named = people.filter((one) => one.contactId !== null && one.address !== null);
  if (named.length === 0) return new Map();
  const newest = sql`order by coalesce(m.accepted_at, now()) desc limit ${cap.messages}`;
  const { rows } = await sql<Reached & { times: number[] }>`/* kept */
    select p.contact_id as "contactId", p.address, array(
      select at from (
        (select ${countsAt} as at from messages m where m.contact_id = p.contact_id and ${isRecent(cap, now)} ${newest})
        union all
        (select ${countsAt} as at from contact_addresses a join messages m on m.contact_id = a.contact_id and m.address = p.address
          where a.workspace_id = ${workspaceId} and a.kind = 'phone' and a.value = p.address and a.contact_id <> p.contact_id
            and ${isRecent(cap, now)} ${newest})
      ) t order by at desc limit ${cap.messages}) as times
    from unnest(${named.map((one) => one.contactId)}::uuid[], ${named.map((one) => one.address)}::text[]) as p(contact_id, address)`.execute(
    tx,
  );
  return new Map(rows.map((row) => [reachedKey(row), row.times.map(Number)]));
}

/**
 * When these contacts had their latest bulk messages within the days of the cap, newest first, as many as it counts: those that were handed
 * over and did not fail, and those in somebody's hands. Reads the messages of some weeks of each contact by their index: one that waited is
 * older by its id than by when it was sent. What goes to the same phone for somebody else is not among it: see listBulkOfPhones.
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
      where m.contact_id = c.id and ${isRecent(cap, now)}
      order by coalesce(m.accepted_at, now()) desc limit ${cap.messages}) as times
    from unnest(${[...contactIds]}::uuid[]) as c(id)`.execute(tx);
  return new Map(rows.map(({ id, times }) => [id, times.map(Number)]));
}

/**
 * For a forecast, in SQL: rows `contact_id` and `free_at` (milliseconds since the epoch) of those among `people`, a query with a column
 * `contact_id`, who have had as many bulk texts as the cap allows. What waits for its turn by then counts too, unless its source is held: it is
 * gone before. A set is read at once: for a hundred thousand people one look into the index each would take seconds. For few people the
 * planner takes their index all the same. With `sharing`, `people` has a column `address` too, and what went to the same phone for somebody else
 * counts as at the lease.
 */
export function whoHadEnough(
  workspaceId: string,
  people: RawBuilder<unknown>,
  { messages, days }: Pick<FrequencyCap, 'messages' | 'days'>,
  at: Date,
  sharing = false,
): RawBuilder<{ contact_id: string; free_at: number }> {
  const now = at.getTime();
  const ofSharers = sql`
        union all
        select p.contact_id, ${countsAt} as at
        from (${people}) p
          join contact_addresses a on a.workspace_id = ${workspaceId} and a.kind = 'phone' and a.value = p.address and a.contact_id <> p.contact_id
          join messages m on m.contact_id = a.contact_id and m.address = p.address
        where m.workspace_id = ${workspaceId} and ${isRecent({ days }, now)}`;
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
        ${sharing ? ofSharers : sql``}
    ) b group by b.contact_id having count(*) >= ${messages}`;
}
