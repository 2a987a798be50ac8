import type { SyncTrigger } from '@tidings/core/contract/source-syncs';
import { type Selectable, sql, type Updateable } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { ListSourceSyncsTable } from '../../db/tables/sources.ts';

export type SyncRow = Selectable<ListSourceSyncsTable>;

export type Requester = ListSourceSyncsTable['requested_by']['__select__'];

/** Adds a sync that waits for a worker; undefined while another of the source is open. */
export async function insertSync(
  tx: Tx,
  one: { workspaceId: string; sourceId: string; trigger: SyncTrigger; whole?: boolean; requestedBy: Requester },
): Promise<SyncRow | undefined> {
  return tx
    .insertInto('list_source_syncs')
    .values({
      workspace_id: one.workspaceId,
      source_id: one.sourceId,
      trigger: one.trigger,
      whole: one.whole ?? false,
      requested_by: JSON.stringify(one.requestedBy),
      leased_until: sql<Date>`now()`,
    })
    .onConflict((on) => on.column('source_id').where('state', 'in', ['queued', 'running', 'review']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function findSync(tx: Tx, workspaceId: string, sourceId: string, id: string): Promise<SyncRow | undefined> {
  return tx
    .selectFrom('list_source_syncs')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('source_id', '=', sourceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function lockSync(tx: Tx, workspaceId: string, id: string): Promise<SyncRow | undefined> {
  const query = tx.selectFrom('list_source_syncs').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id);
  return query.forUpdate().executeTakeFirst();
}

/** The latest sync of each source that has one. */
export async function latestSyncs(tx: Tx, workspaceId: string, sourceIds: readonly string[]): Promise<SyncRow[]> {
  if (sourceIds.length === 0) return [];
  const { rows } = await sql<SyncRow>`
    select y.* from unnest(${[...sourceIds]}::uuid[]) s(id)
    cross join lateral (
      select * from list_source_syncs where source_id = s.id and workspace_id = ${workspaceId} order by id desc limit 1) y`.execute(
    tx,
  );
  return rows;
}

export async function listSyncs(
  tx: Tx,
  workspaceId: string,
  sourceId: string,
  page: { after: string | undefined; limit: number },
): Promise<SyncRow[]> {
  let query = tx
    .selectFrom('list_source_syncs')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('source_id', '=', sourceId);
  if (page.after !== undefined) query = query.where('id', '<', page.after);
  return query.orderBy('id', 'desc').limit(page.limit).execute();
}

/** The sync of a source that has not ended. */
export async function findOpenSync(tx: Tx, workspaceId: string, sourceId: string): Promise<SyncRow | undefined> {
  return tx
    .selectFrom('list_source_syncs')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('source_id', '=', sourceId)
    .where('state', 'in', ['queued', 'running', 'review'])
    .executeTakeFirst();
}

export async function changeSync(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: Updateable<ListSourceSyncsTable>,
): Promise<SyncRow> {
  return tx
    .updateTable('list_source_syncs')
    .set(change)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Notes that the content came, by the database's clock: a broadcast that waits for it began to by the same. */
export async function noteFetched(tx: Tx, workspaceId: string, id: string, shape: object): Promise<void> {
  await sql`update list_source_syncs set shape = ${JSON.stringify(shape)}::jsonb, fetched_at = now()
    where workspace_id = ${workspaceId} and id = ${id}`.execute(tx);
}

/** Takes a sync for one worker: one that waits and may begin, or whose worker is gone. Undefined when there is nothing to do. */
export async function claimSync(
  tx: Tx,
  workspaceId: string,
  id: string,
  runId: string,
  leaseSeconds: number,
): Promise<SyncRow | undefined> {
  const { rows } = await sql<SyncRow>`
    update list_source_syncs set state = 'running', run_id = ${runId}, started_at = coalesce(started_at, now()), retry_at = null,
      leased_until = now() + make_interval(secs => ${leaseSeconds})
    where workspace_id = ${workspaceId} and id = ${id} and (
      (state = 'queued' and (retry_at is null or retry_at <= now())) or (state = 'running' and leased_until <= now()))
    returning *`.execute(tx);
  return rows[0];
}

/** Says that the worker lives; false when the sync is not its own any more. */
export async function renewLease(tx: Tx, workspaceId: string, id: string, runId: string, leaseSeconds: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update list_source_syncs set leased_until = now() + make_interval(secs => ${leaseSeconds})
    where workspace_id = ${workspaceId} and id = ${id} and run_id = ${runId} and state = 'running'`.execute(tx);
  return (numAffectedRows ?? 0n) > 0n;
}

/**
 * Syncs of all workspaces that no worker took up, or whose worker is gone. System scope. Puts their lease a little off, so that each is handed
 * out once; a running one is claimed by whoever comes after that.
 */
export async function takeWaiting(tx: Tx): Promise<{ id: string; workspace_id: string }[]> {
  const { rows } = await sql<{ id: string; workspace_id: string }>`
    with waiting as (
      select id from list_source_syncs
      where leased_until <= now() and (state = 'running' or (state = 'queued' and (retry_at is null or retry_at <= now())))
      order by leased_until limit 50 for update skip locked
    )
    update list_source_syncs s set leased_until = case when s.state = 'queued' then now() + interval '10 seconds' else s.leased_until end
    from waiting where s.id = waiting.id returning s.id, s.workspace_id`.execute(tx);
  return rows;
}

/** Forgets changes that are older than so many days, in all workspaces; a portion at a time. Returns how many. System scope. */
export async function forgetOldChanges(tx: Tx, days: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from list_source_changes where id in (
      select c.id from list_source_syncs s join list_source_changes c on c.sync_id = s.id
      where s.finished_at < now() - make_interval(days => ${days}) limit 10000)`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** Drops syncs that nobody answered for so many days, in all workspaces: what came is not kept longer. System scope. */
export async function dropUnanswered(tx: Tx, days: number): Promise<void> {
  await sql`
    with dropped as (
      update list_source_syncs set state = 'discarded', finished_at = now(), run_id = null, leased_until = null
      where state = 'review' and coalesce(fetched_at, created_at) < now() - make_interval(days => ${days}) returning id
    )
    delete from list_source_pieces p using dropped where p.sync_id = dropped.id`.execute(tx);
}

/** Forgets syncs that changed nothing and ended so many days ago, in all workspaces; a portion at a time. Returns how many. System scope. */
export async function forgetIdleSyncs(tx: Tx, days: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from list_source_syncs where id in (
      select id from list_source_syncs
      where finished_at < now() - make_interval(days => ${days}) and touched = 0 and gone = 0 and state in ('completed', 'failed', 'discarded')
      limit 5000)`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** Stores a piece of what came. */
export async function insertPiece(tx: Tx, workspaceId: string, syncId: string, position: number, content: Buffer): Promise<void> {
  await tx.insertInto('list_source_pieces').values({ workspace_id: workspaceId, sync_id: syncId, position, content }).execute();
}

export async function readPiece(tx: Tx, workspaceId: string, syncId: string, position: number): Promise<Buffer | undefined> {
  const row = await tx
    .selectFrom('list_source_pieces')
    .select('content')
    .where('workspace_id', '=', workspaceId)
    .where('sync_id', '=', syncId)
    .where('position', '=', position)
    .executeTakeFirst();
  return row?.content;
}

export async function deletePieces(tx: Tx, workspaceId: string, syncId: string): Promise<void> {
  await tx.deleteFrom('list_source_pieces').where('workspace_id', '=', workspaceId).where('sync_id', '=', syncId).execute();
}
