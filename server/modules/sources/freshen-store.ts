import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** A source that a broadcast waits for, with its latest attempt since the broadcast began to wait. */
export interface AwaitedSource {
  readonly id: string;
  readonly list_id: string;
  readonly name: string;
  readonly list_name: string;
  readonly last_synced_at: Date | null;
  readonly sync_id: string | null;
  readonly sync_state: 'queued' | 'running' | 'review' | 'completed' | 'failed' | 'discarded' | null;
  readonly problem: string | null;
  readonly retry_at: Date | null;
}

/** What a broadcast goes to, as the sources see it that feed it. */
export interface Feeding {
  /** Lists that its audience names. */
  readonly listIds: readonly string[];
  /** The people whom it means, however they were chosen, as a query of ids; null where that is not known. */
  readonly people: RawBuilder<{ id: string }> | null;
}

/**
 * Sources of these lists, and those with rows of these people, that are older than their setting allows: what a sheet says of somebody holds
 * wherever they are written to. The people are asked for only where there is such a source of another list. One that was never taken over feeds nothing yet, and holds up nothing.
 *
 * @param since attempts that began before are not told of
 */
export async function listStale(
  tx: Tx,
  workspaceId: string,
  { listIds, people }: Feeding,
  since: Date | null,
): Promise<AwaitedSource[]> {
  const old = await listOld(tx, workspaceId, since);
  const others = old.filter((one) => !listIds.includes(one.list_id)).map(({ id }) => id);
  const fed = people === null || others.length === 0 ? [] : await listFeeding(tx, workspaceId, others, people);
  return old.filter(({ id, list_id: listId }) => listIds.includes(listId) || fed.includes(id));
}

/** Of these sources, those that have rows of these people. */
async function listFeeding(
  tx: Tx,
  workspaceId: string,
  sourceIds: readonly string[],
  people: RawBuilder<{ id: string }>,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from unnest(${[...sourceIds]}::uuid[]) s(id) where exists (
      select 1 from list_source_rows r
      where r.source_id = s.id and r.workspace_id = ${workspaceId} and r.contact_id in (${people}))`.execute(tx);
  return rows.map((row) => row.id);
}

async function listOld(tx: Tx, workspaceId: string, since: Date | null): Promise<AwaitedSource[]> {
  const { rows } = await sql<AwaitedSource>`
    select s.id, s.list_id, s.name, l.name as list_name, s.last_synced_at, y.id as sync_id, y.state as sync_state, y.problem, y.retry_at
    from list_sources s join lists l on l.id = s.list_id
    left join lateral (
      select id, state, problem, retry_at from list_source_syncs
      where source_id = s.id and (state in ('queued', 'running', 'review') or created_at >= ${since}::timestamptz)
      order by id desc limit 1) y on true
    where s.workspace_id = ${workspaceId} and s.last_synced_at is not null
      and s.fresh_minutes is not null and s.last_synced_at <= coalesce(${since}::timestamptz, now()) - make_interval(mins => s.fresh_minutes)
    order by s.id`.execute(tx);
  return rows;
}

export interface Hold {
  readonly since: Date;
  readonly released_at: Date | null;
  readonly released_by: string | null;
}

export async function findHold(tx: Tx, workspaceId: string, broadcastId: string): Promise<Hold | undefined> {
  return tx
    .selectFrom('broadcast_source_holds')
    .select(['since', 'released_at', 'released_by'])
    .where('workspace_id', '=', workspaceId)
    .where('broadcast_id', '=', broadcastId)
    .executeTakeFirst();
}

/** Notes that a broadcast waits for sources. */
export async function insertHold(tx: Tx, workspaceId: string, broadcastId: string): Promise<Hold> {
  const { rows } = await sql<Hold>`
    insert into broadcast_source_holds (workspace_id, broadcast_id) values (${workspaceId}, ${broadcastId})
    on conflict (broadcast_id) do update set since = broadcast_source_holds.since returning since, released_at, released_by`.execute(
    tx,
  );
  const [hold] = rows;
  if (!hold) throw new Error('A hold was not written.');
  return hold;
}

/** Ends a hold: its sources are synced, or somebody says to send without. */
export async function releaseHold(tx: Tx, workspaceId: string, broadcastId: string, by: string | null): Promise<void> {
  await sql`update broadcast_source_holds set released_at = coalesce(released_at, now()), released_by = ${by}
    where workspace_id = ${workspaceId} and broadcast_id = ${broadcastId}`.execute(tx);
}

/** When a broadcast that waits is looked at again; null for now. */
export async function lookAgainIn(tx: Tx, workspaceId: string, broadcastId: string, seconds: number | null): Promise<void> {
  await sql`update broadcasts set plan_after = now() + make_interval(secs => ${seconds}::float8)
    where workspace_id = ${workspaceId} and id = ${broadcastId} and state = 'planning'`.execute(tx);
}
