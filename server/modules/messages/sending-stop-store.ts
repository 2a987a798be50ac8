import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { holdAllLeases, holdLeases } from '../../db/lease-lock.ts';

/** Whether nothing of the workspace `w` may go out, by its own stop or by the installation's. */
export const isStopped = sql<boolean>`(w.sending_stopped_at is not null
  or exists (select 1 from installation where sending_stopped_at is not null))`;

/** That stop as JSON (`of`, `by`, `reason`), the installation's first; null while the workspace may send. */
export const stopAsJson = sql`coalesce(
  (select jsonb_build_object('of', 'installation', 'by', coalesce(i.sending_stopped_by, ''), 'reason', coalesce(i.sending_stopped_reason, ''))
    from installation i where i.sending_stopped_at is not null),
  case when w.sending_stopped_at is not null then jsonb_build_object('of', 'workspace', 'by', coalesce(w.sending_stopped_by, ''),
    'reason', coalesce(w.sending_stopped_reason, '')) end)`;

/** The other way round, for the sender `s`: its workspace may send. Read from the few that are stopped, once for all senders. */
export const maySend = sql<boolean>`s.workspace_id not in (select id from workspaces where sending_stopped_at is not null)
  and not exists (select 1 from installation where sending_stopped_at is not null)`;

/** A stop, and who pressed it. */
export interface SendingStop {
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
}

interface StopColumns {
  readonly sending_stopped_at: Date | null;
  readonly sending_stopped_by: string | null;
  readonly sending_stopped_reason: string | null;
}

const columns = ['sending_stopped_at', 'sending_stopped_by', 'sending_stopped_reason'] as const;

const stopOf = (row: StopColumns | undefined): SendingStop | null =>
  row?.sending_stopped_at == null
    ? null
    : { at: row.sending_stopped_at, by: row.sending_stopped_by ?? '', reason: row.sending_stopped_reason ?? '' };

const set = (by: string, reason: string) => ({
  sending_stopped_at: sql<Date>`clock_timestamp()`,
  sending_stopped_by: by,
  sending_stopped_reason: reason,
});
const cleared = { sending_stopped_at: null, sending_stopped_by: null, sending_stopped_reason: null };

/** Whether nothing of a workspace may go out, by its own stop or by the installation's. */
export async function isSendingStopped(tx: Tx, workspaceId: string): Promise<boolean> {
  const { rows } = await sql<{
    stopped: boolean;
  }>`select ${isStopped} as stopped from workspaces w where w.id = ${workspaceId}`.execute(tx);
  return rows[0]?.stopped === true;
}

/** The workspace's own stop; null while it may send. */
export async function findStop(tx: Tx, workspaceId: string): Promise<SendingStop | null> {
  return stopOf(await tx.selectFrom('workspaces').select(columns).where('id', '=', workspaceId).executeTakeFirst());
}

/** The stop of the whole installation; null while it may send. */
export async function findInstallationStop(tx: Tx): Promise<SendingStop | null> {
  return stopOf(await tx.selectFrom('installation').select(columns).executeTakeFirst());
}

/**
 * Stops everything of a workspace: once this has committed, no lease of it does. False when it was stopped before; then that stop stays.
 * Locks the workspace's row, then its leases.
 */
export async function stopWorkspace(tx: Tx, workspaceId: string, by: string, reason: string): Promise<boolean> {
  await sql`select from workspaces where id = ${workspaceId} for no key update`.execute(tx);
  await holdLeases(tx, workspaceId);
  const { numUpdatedRows } = await tx
    .updateTable('workspaces')
    .set(set(by, reason))
    .where('id', '=', workspaceId)
    .where('sending_stopped_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** From now on what waits in these lanes waits for its turn, and nobody is to blame for the time before. */
async function openLanes(tx: Tx, workspaceId: string | null): Promise<void> {
  await sql`update senders set watched_from = now()
    where paused_at is null and archived_at is null and (${workspaceId}::uuid is null or workspace_id = ${workspaceId}::uuid)`.execute(
    tx,
  );
}

/** Lets a workspace send again; false when it was not stopped. No mark moved meanwhile, so its lanes go on where they were. */
export async function resumeWorkspace(tx: Tx, workspaceId: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('workspaces')
    .set(cleared)
    .where('id', '=', workspaceId)
    .where('sending_stopped_at', 'is not', null)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await openLanes(tx, workspaceId);
  return numUpdatedRows > 0n;
}

/** Stops every workspace: once this has committed, no lease does. False when it was stopped before. System scope, and nothing else in it. */
export async function stopInstallation(tx: Tx, by: string, reason: string): Promise<boolean> {
  await holdAllLeases(tx);
  const { numUpdatedRows } = await tx
    .updateTable('installation')
    .set(set(by, reason))
    .where('sending_stopped_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Lets every workspace send again that is not stopped itself; false when nothing was stopped. System scope. */
export async function resumeInstallation(tx: Tx): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('installation')
    .set(cleared)
    .where('sending_stopped_at', 'is not', null)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await openLanes(tx, null);
  return numUpdatedRows > 0n;
}

/** Every workspace of the installation. System scope. */
export async function listWorkspaceIds(tx: Tx): Promise<string[]> {
  return (await tx.selectFrom('workspaces').select('id').execute()).map((row) => row.id);
}
