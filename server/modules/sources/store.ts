import { type Selectable, sql, type Updateable } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { ListSourcesTable } from '../../db/tables/sources.ts';

/** Sources that one list may have: enough for a sheet of each group of a large church. */
export const mostOfList = 20;

export type SourceRow = Selectable<ListSourcesTable>;

export interface NewSourceRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly listId: string;
  readonly createdByName: string;
}

/** Adds a source; undefined when the list has as many as it may. Call it with the list locked: see findListInUse. */
export async function insertSource(
  tx: Tx,
  { id, workspaceId, listId, createdByName }: NewSourceRow,
  values: Pick<SourceRow, 'name' | 'kind' | 'address_hint' | 'secrets' | 'tab' | 'account_email'>,
): Promise<SourceRow | undefined> {
  const row = { id, workspace_id: workspaceId, list_id: listId, created_by_name: createdByName, ...values };
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from list_sources where workspace_id = ${workspaceId} and list_id = ${listId}`.execute(tx);
  if ((rows[0]?.n ?? 0) >= mostOfList) return undefined;
  return tx.insertInto('list_sources').values(row).returningAll().executeTakeFirst();
}

export async function findSource(tx: Tx, workspaceId: string, id: string): Promise<SourceRow | undefined> {
  return tx
    .selectFrom('list_sources')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The same, and nobody else changes it until the transaction ends. */
export async function lockSource(tx: Tx, workspaceId: string, id: string): Promise<SourceRow | undefined> {
  const query = tx.selectFrom('list_sources').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id);
  return query.forUpdate().executeTakeFirst();
}

export async function listSourceRows(
  tx: Tx,
  workspaceId: string,
  page: { listId: string | undefined; after: string | undefined; limit: number },
): Promise<SourceRow[]> {
  let query = tx.selectFrom('list_sources').selectAll().where('workspace_id', '=', workspaceId);
  if (page.listId !== undefined) query = query.where('list_id', '=', page.listId);
  if (page.after !== undefined) query = query.where('id', '<', page.after);
  return query.orderBy('id', 'desc').limit(page.limit).execute();
}

export async function changeSource(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: Updateable<ListSourcesTable>,
): Promise<SourceRow> {
  return tx
    .updateTable('list_sources')
    .set(change)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteSource(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.deleteFrom('list_sources').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

/** A list in use: its name. Nobody adds a source to it, or archives it, until the transaction ends. */
export async function findListInUse(tx: Tx, workspaceId: string, id: string): Promise<{ name: string } | undefined> {
  return tx
    .selectFrom('lists')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Sources whose time has come, of lists in use. System scope. Each is taken by one worker; those of archived lists wait for the list. */
export async function lockDueSources(tx: Tx): Promise<SourceRow[]> {
  const { rows } = await sql<SourceRow>`
    select s.* from list_sources s
    where s.next_sync_at <= now() and s.state = 'active'
      and exists (select 1 from lists l where l.id = s.list_id and l.archived_at is null)
    order by s.next_sync_at limit 50 for update of s skip locked`.execute(tx);
  return rows;
}
