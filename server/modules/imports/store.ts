import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { ImportState } from '@tidings/core/contract/imports';
import type { Selectable, Updateable } from 'kysely';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { ImportsTable } from '../../db/tables/imports.ts';
import type { FileShape } from './analysis.ts';

export type ImportRow = Selectable<ImportsTable>;

interface NewImport {
  readonly workspaceId: string;
  readonly fileName: string;
  readonly createdBy: ImportsTable['created_by']['__select__'];
}

export async function insertImport(tx: Tx, one: NewImport): Promise<ImportRow> {
  return tx
    .insertInto('imports')
    .values({ workspace_id: one.workspaceId, file_name: one.fileName, created_by: JSON.stringify(one.createdBy) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findImport(tx: Tx, workspaceId: string, id: string): Promise<ImportRow | undefined> {
  return tx.selectFrom('imports').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst();
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockImport(tx: Tx, workspaceId: string, id: string): Promise<ImportRow | undefined> {
  const query = tx.selectFrom('imports').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id);
  return query.forUpdate().executeTakeFirst();
}

export async function listImports(
  tx: Tx,
  workspaceId: string,
  page: { after: string | undefined; limit: number },
): Promise<ImportRow[]> {
  let query = tx.selectFrom('imports').selectAll().where('workspace_id', '=', workspaceId);
  if (page.after !== undefined) query = query.where('id', '<', page.after);
  return query.orderBy('id', 'desc').limit(page.limit).execute();
}

/** Changes an import that is in one of the given states; undefined when it is not, or not there. */
export async function changeImport(
  tx: Tx,
  workspaceId: string,
  id: string,
  from: readonly ImportState[],
  change: Updateable<ImportsTable>,
): Promise<ImportRow | undefined> {
  return tx
    .updateTable('imports')
    .set(change)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('state', 'in', from)
    .returningAll()
    .executeTakeFirst();
}

/** Marks an import that is ready as started, by the database's clock, which tells what was sent or changed since; undefined when it is not ready. */
export async function markStarted(
  tx: Tx,
  workspaceId: string,
  id: string,
  { mapping, leasedUntil, undoDays }: { readonly mapping: string; readonly leasedUntil: Date; readonly undoDays: number },
): Promise<ImportRow | undefined> {
  return tx
    .updateTable('imports')
    .set({
      state: 'queued',
      mapping,
      leased_until: leasedUntil,
      started_at: sql`now()`,
      undo_until: sql`now() + make_interval(days => ${undoDays})`,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'ready')
    .returningAll()
    .executeTakeFirst();
}

export interface Progress {
  readonly rows_read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly warned: number;
  readonly kept_opted_out: number;
  readonly consents: number;
  readonly agreed: number;
  readonly said_no: number;
}

/** Moves the mark and the counts of a running import on, and keeps its lease. */
export async function addProgress(tx: Tx, workspaceId: string, id: string, more: Progress, leaseSeconds: number): Promise<void> {
  const sums = Object.entries(more).map(([name, n]) => sql`${sql.ref(name)} = ${sql.ref(name)} + ${n}`);
  await sql`
    update imports set ${sql.join(sums)}, leased_until = now() + make_interval(secs => ${leaseSeconds}), last_stored_at = clock_timestamp()
    where workspace_id = ${workspaceId} and id = ${id}`.execute(tx);
}

/** Gives the lease back, so that another worker goes on at once. */
export async function releaseLease(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await sql`update imports set leased_until = now() where workspace_id = ${workspaceId} and id = ${id} and state = 'running'`.execute(
    tx,
  );
}

/** Imports of all workspaces whose worker is gone, or that no worker took up. Renews their lease, so that they are taken up once. */
export async function takeAbandoned(
  tx: Tx,
  leaseSeconds: number,
): Promise<{ id: string; workspace_id: string; state: ImportState }[]> {
  const { rows } = await sql<{ id: string; workspace_id: string; state: ImportState }>`
    update imports set leased_until = now() + make_interval(secs => ${leaseSeconds})
    where id in (select id from imports where state in ('queued', 'running', 'undoing') and leased_until < now() for update skip locked)
    returning id, workspace_id, state`.execute(tx);
  return rows;
}

/** Gives up imports that nobody started, or went on with after a pause, for the given days, in all workspaces, with their files. Returns how many. */
export async function giveUpForgotten(tx: Tx, days: { readonly unstarted: number; readonly paused: number }): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update imports set state = 'cancelled', finished_at = now(),
      problem = case state when 'paused' then ${`It was paused for more than ${days.paused} days; its file was removed. People imported until then stay.`}
        else ${`It was not started within ${days.unstarted} days; its file was removed.`} end
    where (state in ('new', 'ready') and created_at < now() - make_interval(days => ${days.unstarted}))
      or (state = 'paused' and coalesce(last_stored_at, started_at) < now() - make_interval(days => ${days.paused})) returning id`.execute(
    tx,
  );
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) await tx.deleteFrom('import_pieces').where('import_id', 'in', ids).execute();
  return ids.length;
}

export async function insertPiece(
  tx: Tx,
  piece: { workspaceId: string; importId: string; fileId: string; position: number; content: Buffer },
): Promise<void> {
  await tx
    .insertInto('import_pieces')
    .values({
      workspace_id: piece.workspaceId,
      import_id: piece.importId,
      file_id: piece.fileId,
      position: piece.position,
      content: piece.content,
    })
    .execute();
}

export async function readPiece(
  tx: Tx,
  workspaceId: string,
  importId: string,
  fileId: string,
  position: number,
): Promise<Buffer | undefined> {
  const row = await tx
    .selectFrom('import_pieces')
    .select('content')
    .where('workspace_id', '=', workspaceId)
    .where('import_id', '=', importId)
    .where('file_id', '=', fileId)
    .where('position', '=', position)
    .executeTakeFirst();
  return row?.content;
}

/** Removes the pieces of an import's file: those named, all but those named, or all. */
export async function deletePieces(
  tx: Tx,
  workspaceId: string,
  importId: string,
  which: { only?: readonly string[]; except?: readonly string[] } = {},
): Promise<void> {
  let query = tx.deleteFrom('import_pieces').where('workspace_id', '=', workspaceId).where('import_id', '=', importId);
  if (which.only !== undefined) query = query.where('file_id', 'in', which.only);
  if (which.except !== undefined && which.except.length > 0) query = query.where('file_id', 'not in', which.except);
  await query.execute();
}

export interface ProblemRow {
  readonly line: number;
  readonly rejected: boolean;
  readonly cells: readonly string[];
  readonly reasons: readonly string[];
}

/** Rows that were rejected, and with `warnings` also those imported in part, by line. */
export async function readProblems(
  tx: Tx,
  workspaceId: string,
  importId: string,
  page: { afterLine: number; limit: number; warnings: boolean },
): Promise<ProblemRow[]> {
  let query = tx
    .selectFrom('import_problems')
    .select(['line', 'rejected', 'cells', 'reasons'])
    .where('workspace_id', '=', workspaceId)
    .where('import_id', '=', importId)
    .where('line', '>', page.afterLine);
  if (!page.warnings) query = query.where('rejected', '=', true);
  return query.orderBy('line').limit(page.limit).execute();
}

/** Which of the given lists and tags of the workspace are there. */
export async function existingIds(
  tx: Tx,
  workspaceId: string,
  table: 'lists' | 'tags',
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  if (table === 'tags') {
    return (
      await tx
        .selectFrom('tags')
        .select('id')
        .where('archived_at', 'is', null)
        .where('workspace_id', '=', workspaceId)
        .where('id', 'in', ids)
        .execute()
    ).map((row) => row.id);
  }
  const lists = tx.selectFrom('lists').select('id').where('workspace_id', '=', workspaceId).where('archived_at', 'is', null);
  return (await lists.where('id', 'in', ids).execute()).map((row) => row.id);
}

export async function timeZoneOf(tx: Tx, workspaceId: string): Promise<{ time_zone: string; country: string }> {
  return tx.selectFrom('workspaces').select(['time_zone', 'country']).where('id', '=', workspaceId).executeTakeFirstOrThrow();
}

export type { FileShape, ImportMapping };
