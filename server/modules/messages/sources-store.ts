import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { HoursOverride } from '@tidings/core/contract/quiet-hours';
import type { EntryList } from '@tidings/core/messaging/entry-tags';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export interface NewSource {
  readonly id: string;
  readonly workspaceId: string;
  readonly kind: 'broadcast' | 'direct' | 'test';
  readonly template: string;
  readonly smartEncoding: boolean;
  readonly uselessAfter: Date | null;
  /** So many first; the others wait for liftCanary. */
  readonly canaryLimit?: number | null;
  /** What it says of its hours; null for the workspace's. */
  readonly quietHours?: HoursOverride | null;
  /** What it is for. */
  readonly purpose?: MessagePurpose;
  /** Lists that fill the entry tags of its template; null where it has none. */
  readonly entryLists?: readonly EntryList[] | null;
  /** It goes to those whom an earlier one reached: see migration 0245. */
  readonly correction?: boolean;
  readonly state: 'running' | 'paused';
}

/** Adds a source; false when it is there already. Waits for another transaction that is just adding the same one. */
export async function insertSource(tx: Tx, source: NewSource): Promise<boolean> {
  const result = await tx
    .insertInto('message_sources')
    .values({
      id: source.id,
      workspace_id: source.workspaceId,
      kind: source.kind,
      state: source.state,
      template: source.template,
      smart_encoding: source.smartEncoding,
      useless_after: source.uselessAfter,
      canary_limit: source.canaryLimit ?? null,
      quiet_hours: source.quietHours ? JSON.stringify(source.quietHours) : null,
      entry_lists: source.entryLists ? JSON.stringify(source.entryLists) : null,
      correction: source.correction === true,
      ...(source.purpose === undefined ? {} : { purpose: source.purpose }),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Sets a source's state. A cancelled one stays cancelled. */
export async function setSourceState(
  tx: Tx,
  workspaceId: string,
  sourceId: string,
  state: 'running' | 'paused' | 'cancelled',
): Promise<void> {
  await tx
    .updateTable('message_sources')
    .set({ state })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', sourceId)
    .where('state', '!=', 'cancelled')
    .execute();
}

/**
 * Takes up to `limit` messages of a source out of the queue, marks them cancelled and moves the counters, in one
 * statement; returns how many. Messages that somebody else holds are left for the next round; they are locked before
 * their entries, as all others do, so that nobody deadlocks with a receipt or a lease.
 */
export async function cancelQueued(tx: Tx, workspaceId: string, sourceId: string, limit: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with held as materialized (
      select m.id from outbox o join messages m on m.id = o.message_id
      where o.workspace_id = ${workspaceId} and o.source_id = ${sourceId} and o.status = 'queued'
      limit ${limit} for update of m skip locked
    ),
    gone as (
      delete from outbox o using held where o.message_id = held.id and o.status = 'queued' returning o.message_id
    ),
    before as (
      select m.id, m.state, coalesce(m.reason, '') as reason, date_trunc('hour', m.created_at, 'UTC') as hour, m.channel
      from messages m join gone on gone.message_id = m.id
      where m.workspace_id = ${workspaceId} and m.state in ('planned', 'queued')
    ),
    changed as (
      update messages m set state = 'cancelled', reason = 'cancelled_by_member', ended_at = now()
      from before where m.id = before.id and m.state in ('planned', 'queued')
      returning m.id
    ),
    moved as (select before.* from before join changed using (id)),
    by_source as (
      insert into source_counts (workspace_id, source_id, state, reason, n)
      select ${workspaceId}, ${sourceId}, state, reason, sum(n) from (
        select state, reason, -count(*)::int as n from moved group by 1, 2
        union all select 'cancelled', 'cancelled_by_member', count(*)::int from moved having count(*) > 0) x
      group by 3, 4 order by 3, 4
      on conflict (source_id, state, reason) do update set n = source_counts.n + excluded.n
    ),
    by_hour as (
      insert into hour_counts (workspace_id, hour, direction, channel, state, n)
      select ${workspaceId}, hour, 'out', channel, state, sum(n) from (
        select hour, channel, state, -count(*)::int as n from moved group by 1, 2, 3
        union all select hour, channel, 'cancelled', count(*)::int from moved group by 1, 2) x
      group by 2, 4, 5 order by 2, 4, 5
      on conflict (workspace_id, hour, direction, channel, state) do update set n = hour_counts.n + excluded.n
    )
    select count(*)::int as n from gone`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Whether anything of a source is still in the queue, without looking at what is being handed over. */
export async function hasQueued(tx: Tx, workspaceId: string, sourceId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from outbox where workspace_id = ${workspaceId} and source_id = ${sourceId} and status = 'queued') as found`.execute(
    tx,
  );
  return rows[0]?.found === true;
}

/** Counts of one source by state and reason. */
export async function sourceCounts(tx: Tx, workspaceId: string, sourceIds: readonly string[]) {
  if (sourceIds.length === 0) return [];
  return tx
    .selectFrom('source_counts')
    .select(['source_id', 'state', 'reason', 'n'])
    .where('workspace_id', '=', workspaceId)
    .where('source_id', 'in', [...sourceIds])
    .where('n', '!=', 0)
    .execute();
}
