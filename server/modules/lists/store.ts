import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { ListFieldType } from '@tidings/core/contract/list-fields';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import { badField } from '../../lib/errors.ts';
import type { CheckedDetails } from '../contacts/entry-details.ts';

export interface ListRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly purpose: MessagePurpose | null;
  readonly event: { readonly id: string; readonly name: string; readonly starts_at: string } | null;
  readonly fields: { id: string; key: string; label: string; type: ListFieldType; choices: string[] }[];
  readonly contacts: number;
  readonly created_at: Date;
  readonly archived_at: Date | null;
}

/** Lists with their details, their event and the number of people in them who are not deleted. */
function listRows(workspaceId: string, condition: RawBuilder<unknown>, limit: number) {
  return sql<ListRow>`select l.id, l.name, l.description, l.purpose, l.created_at, l.archived_at,
      (select jsonb_build_object('id', v.id, 'name', v.name, 'starts_at', to_char(v.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
        from events v where v.id = l.event_id and v.workspace_id = l.workspace_id) as event,
      (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'key', f.key, 'label', f.label, 'type', f.type, 'choices', f.choices)
          order by f.position, f.id), '[]')
        from list_fields f where f.list_id = l.id and f.workspace_id = l.workspace_id and f.archived_at is null) as fields,
      (select count(*) from list_entries e join contacts c on c.id = e.contact_id
        where e.list_id = l.id and e.workspace_id = l.workspace_id and c.deleted_at is null) as contacts
    from lists l where l.workspace_id = ${workspaceId} and ${condition} order by lower(l.name), l.id limit ${limit}`;
}

export async function listLists(
  tx: Tx,
  workspaceId: string,
  wish: {
    search?: string | undefined;
    archived: boolean;
    eventId?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Page<ListRow>> {
  const conditions: RawBuilder<unknown>[] = [wish.archived ? sql`l.archived_at is not null` : sql`l.archived_at is null`];
  if (wish.eventId !== undefined) conditions.push(sql`l.event_id = ${wish.eventId}`);
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

/** What is written of a list. */
export interface ListValues {
  readonly name: string;
  readonly description: string | null;
  readonly purpose: MessagePurpose | null;
  readonly event_id: string | null;
}

/** An event that lists may belong to. */
export async function hasEvent(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const event = tx.selectFrom('events').select('id').where('workspace_id', '=', workspaceId).where('id', '=', id);
  return (await event.where('archived_at', 'is', null).executeTakeFirst()) !== undefined;
}

/** Adds a list; undefined when one of that name is there. */
export async function insertList(
  tx: Tx,
  workspaceId: string,
  { name, description, purpose, event_id }: ListValues,
): Promise<string | undefined> {
  const { rows } = await sql<{
    id: string;
  }>`insert into lists (workspace_id, name, description, purpose, event_id)
    values (${workspaceId}, ${name}, ${description}, ${purpose}, ${event_id})
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
  change: Partial<ListValues> & { readonly archived_at?: Date | null },
): Promise<void> {
  await tx.updateTable('lists').set(change).where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

/** Puts people into a list, those new in it with these details. Answers how many were new. */
export async function addEntries(
  tx: Tx,
  workspaceId: string,
  listId: string,
  contactIds: readonly string[],
  details: CheckedDetails = {},
): Promise<number> {
  const stored = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null));
  const added = await sql`insert into list_entries (workspace_id, list_id, contact_id, details)
    select ${workspaceId}::uuid, ${listId}::uuid, c.id, ${JSON.stringify(stored)}::jsonb from contacts c
    where c.workspace_id = ${workspaceId} and c.deleted_at is null and c.id = any (${[...contactIds]}::uuid[]) on conflict do nothing`.execute(
    tx,
  );
  return Number(added.numAffectedRows ?? 0n);
}

export async function removeEntries(tx: Tx, workspaceId: string, listId: string, contactIds: readonly string[]): Promise<number> {
  const removed = await sql`delete from list_entries where workspace_id = ${workspaceId} and list_id = ${listId}
    and contact_id = any (${[...contactIds]}::uuid[])`.execute(tx);
  return Number(removed.numAffectedRows ?? 0n);
}
