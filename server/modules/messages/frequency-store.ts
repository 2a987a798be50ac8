import type { FrequencyCap } from '@tidings/core/contract/quiet-hours';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

const dayMs = 86_400_000;
/** A message may have waited this long between being planned, which its id tells, and being sent. */
const longestWaitDays = 15;

/** The smallest id of a moment: ids sort by time. */
function firstIdAt(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/**
 * When these contacts had their latest bulk messages, newest first: those that were handed over and did not fail, and those in somebody's
 * hands. Reads the few newest messages of each contact by their index. Two lanes that lease for one person in the same instant may not see
 * each other.
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
      select (extract(epoch from coalesce(m.accepted_at, now())) * 1000)::float8
      from messages m
      where m.contact_id = c.id and m.id > ${firstIdAt(now - (cap.days + longestWaitDays) * dayMs)} and m.direction = 'out'
        and m.source in ('broadcast', 'direct', 'retry')
        and (m.state in ('accepted', 'sent', 'delivered', 'unknown')
          or m.state in ('queued', 'leased') and exists (select 1 from outbox o where o.message_id = m.id and o.status <> 'queued'))
      order by m.id desc limit ${cap.messages}) as times
    from unnest(${[...contactIds]}::uuid[]) as c(id)`.execute(tx);
  return new Map(rows.map(({ id, times }) => [id, times.map(Number).sort((a, b) => b - a)]));
}
