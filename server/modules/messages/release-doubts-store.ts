import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { lowerLaneMark } from './lane-marks-store.ts';

interface Ended {
  readonly id: string;
  readonly workspaceId: string;
  readonly contactId: string | null;
  readonly address: string;
  readonly holdsUntil: string;
  readonly lapsed: boolean;
}

/**
 * Questions about opt-outs that were decided, or whose time is over, and whose messages still wait: each is this transaction's until it ends.
 * Purpose: what each worker asks every second; one probe of a partial index that is nearly always empty. System scope.
 */
export async function takeEndedDoubts(tx: Tx): Promise<Ended[]> {
  const { rows } = await sql<Ended>`
    select id, workspace_id as "workspaceId", contact_id as "contactId", address, holds_until::text as "holdsUntil", decided_at is null as lapsed
    from opt_out_doubts where released_at is null and (decided_at is not null or holds_until <= now())
    order by id limit 100 for update skip locked`.execute(tx);
  return rows;
}

/** Lanes in which messages were put off until exactly this moment, for this address. One index probe per lane and priority. */
async function lanesOf(tx: Tx, doubt: { readonly workspaceId: string; readonly address: string }, until: string) {
  const { rows } = await sql<{ senderId: string; priority: number; ids: string[]; sources: (string | null)[] }>`
    select o.sender_id as "senderId", o.priority, array_agg(o.message_id) as ids, array_agg(o.source_id) as sources
    from senders s
    cross join unnest(array[0, 1, 2]::smallint[]) as p(priority)
    join outbox o on o.sender_id = s.id and o.priority = p.priority and o.status = 'queued' and o.due_at = ${until}::timestamptz
    join messages m on m.id = o.message_id and m.address = ${doubt.address}
    where s.workspace_id = ${doubt.workspaceId} group by 1, 2 order by 1, 2`.execute(tx);
  return rows;
}

/** Takes messages out of the counts of who waits until when, and where they wait on, counts them there. Before the outbox rows, as everywhere. */
async function moveWaits(
  tx: Tx,
  workspaceId: string,
  sources: readonly (string | null)[],
  from: string,
  to: string | null,
): Promise<void> {
  const ids = sources.filter((id) => id !== null).sort();
  if (ids.length === 0) return;
  const { rows } = await sql<{ source_id: string; local: string; moved: number }>`
    update source_waits w set n = w.n - least(w.n, i.n)
    from (select id, count(*)::int as n from unnest(${ids}::uuid[]) id group by id) i
    where w.source_id = i.id and w.workspace_id = ${workspaceId} and w.reason = 'asked_to_stop_maybe' and w.until = ${from}::timestamptz
    returning w.source_id, w.local, i.n as moved`.execute(tx);
  await sql`
    delete from source_waits
    where source_id = any(${ids}::uuid[]) and reason = 'asked_to_stop_maybe' and until = ${from}::timestamptz and n = 0`.execute(
    tx,
  );
  if (to === null) return;
  for (const { source_id, local, moved } of rows) {
    await sql`
      insert into source_waits (workspace_id, source_id, reason, until, local, n)
      values (${workspaceId}, ${source_id}, 'asked_to_stop_maybe', ${to}::timestamptz, ${local}, ${moved})
      on conflict (source_id, reason, until, local) do update set n = source_waits.n + excluded.n`.execute(tx);
  }
}

/**
 * Makes what was put off for a doubtful text due at another moment. Takes the marks of the lanes first, as a lease does, so that no lease reads
 * beyond what comes back.
 */
export async function moveHeldMessages(
  tx: Tx,
  doubt: { readonly workspaceId: string; readonly address: string },
  from: string,
  to: string | null,
): Promise<void> {
  const lanes = await lanesOf(tx, doubt, from);
  // What is put off further is due in the future before and after: no lease looks at it.
  for (const { senderId, priority } of to === null ? lanes : [])
    await lowerLaneMark(tx, { workspaceId: doubt.workspaceId, senderId, priority });
  await moveWaits(
    tx,
    doubt.workspaceId,
    lanes.flatMap((lane) => lane.sources),
    from,
    to,
  );
  for (const { ids } of lanes) {
    await sql`
      update outbox set due_at = coalesce(${to}::timestamptz, now())
      where message_id = any(${ids}::uuid[]) and status = 'queued' and due_at = ${from}::timestamptz`.execute(tx);
  }
}

/** Notes that nothing waits for these questions any more; one whose time was over is decided by that. */
export async function finishDoubts(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    update opt_out_doubts set released_at = now(), decided_at = coalesce(decided_at, now()), decision = coalesce(decision, 'lapsed')
    where id = any(${[...ids]}::uuid[])`.execute(tx);
}
