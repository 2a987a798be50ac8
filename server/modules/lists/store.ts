import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import { badField } from '../../lib/errors.ts';

export interface ListRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly contacts: number;
  readonly created_at: Date;
  readonly archived_at: Date | null;
}

/** Lists with the number of people in them who are not deleted. */
function listRows(workspaceId: string, condition: RawBuilder<unknown>, limit: number) {
  return sql<ListRow>`select l.id, l.name, l.description, l.created_at, l.archived_at,
      (select count(*) from list_entries e join contacts c on c.id = e.contact_id
        where e.list_id = l.id and e.workspace_id = l.workspace_id and c.deleted_at is null) as contacts
    from lists l where l.workspace_id = ${workspaceId} and ${condition} order by lower(l.name), l.id limit ${limit}`;
}

export async function listLists(
  tx: Tx,
  workspaceId: string,
  wish: { search?: string | undefined; archived: boolean; limit: number; cursor?: string | undefined },
): Promise<Page<ListRow>> {
  const conditions: RawBuilder<unknown>[] = [wish.archived ? sql`l.archived_at is not null` : sql`l.archived_at is null`];
  const words = wish.search?.trim() ?? '';
  if (words !== '') conditions.push(sql`strpos(search_fold(l.name), search_fold(${words})) > 0`);
  const after = decodeCursor(wish.cursor, 2);
  if (after) {
    const [name, id] = after;
    if (typeof name !== 'string' || typeof id !== 'string' || !/^[0-9a-f-]{36}$/i.test(id)) {
      throw badField('query.cursor', 'is not a cursor of this list; leave it out to start at the beginning');
    }
    conditions.push(sql`(lower(l.name), l.id) > (lower(${name}), ${id}::uuid)`);
  }
  const { rows } = await listRows(workspaceId, sql.join(conditions, sql` and `), wish.limit + 1).execute(tx);
  return toPage(rows, wish.limit, (row) => [row.name, row.id]);
}

/** A list, archived or not. */
export async function findList(tx: Tx, workspaceId: string, id: string): Promise<ListRow | undefined> {
  return (await listRows(workspaceId, sql`l.id = ${id}`, 1).execute(tx)).rows[0];
}

/** Adds a list; undefined when one of that name is there. */
export async function insertList(
  tx: Tx,
  workspaceId: string,
  name: string,
  description: string | null,
): Promise<string | undefined> {
  const { rows } = await sql<{
    id: string;
  }>`insert into lists (workspace_id, name, description) values (${workspaceId}, ${name}, ${description})
    on conflict (workspace_id, lower(name)) where archived_at is null do nothing returning id`.execute(tx);
  return rows[0]?.id;
}

/** Another list in use that has this name. */
export async function isNameTaken(tx: Tx, workspaceId: string, name: string, exceptId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from lists where workspace_id = ${workspaceId} and lower(name) = lower(${name})
    and archived_at is null and id <> ${exceptId}`.execute(tx);
  return rows.length > 0;
}

export async function changeList(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: { name?: string; description?: string | null; archived_at?: Date | null },
): Promise<void> {
  await tx.updateTable('lists').set(change).where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

/** Puts people into a list. Answers how many were new in it. */
export async function addEntries(
  tx: Tx,
  workspaceId: string,
  listId: string,
  contactIds: readonly string[],
  details: Readonly<Record<string, string>> | undefined,
): Promise<number> {
  const people = sql`select c.id from contacts c where c.workspace_id = ${workspaceId} and c.deleted_at is null and c.id = any (${[...contactIds]}::uuid[])`;
  const added = await sql`insert into list_entries (workspace_id, list_id, contact_id, details)
    select ${workspaceId}::uuid, ${listId}::uuid, p.id, ${JSON.stringify(details ?? {})}::jsonb from (${people}) p on conflict do nothing`.execute(
    tx,
  );
  if (details !== undefined) {
    await sql`update list_entries set details = ${JSON.stringify(details)}::jsonb
      where workspace_id = ${workspaceId} and list_id = ${listId} and contact_id in (${people})`.execute(tx);
  }
  return Number(added.numAffectedRows ?? 0n);
}

export async function removeEntries(tx: Tx, workspaceId: string, listId: string, contactIds: readonly string[]): Promise<number> {
  const removed = await sql`delete from list_entries where workspace_id = ${workspaceId} and list_id = ${listId}
    and contact_id = any (${[...contactIds]}::uuid[])`.execute(tx);
  return Number(removed.numAffectedRows ?? 0n);
}
