import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export interface TagRow {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly contacts: number;
  readonly created_at: Date;
  readonly archived_at: Date | null;
}

function tagRows(workspaceId: string, condition = sql`true`) {
  return sql<TagRow>`select t.id, t.name, t.color, t.created_at, t.archived_at,
      (select count(*) from contact_tags ct join contacts c on c.id = ct.contact_id
        where ct.tag_id = t.id and ct.workspace_id = t.workspace_id and c.deleted_at is null) as contacts
    from tags t where t.workspace_id = ${workspaceId} and ${condition} order by lower(t.name)`;
}

export async function listTags(tx: Tx, workspaceId: string, archived: boolean): Promise<readonly TagRow[]> {
  return (await tagRows(workspaceId, archived ? sql`t.archived_at is not null` : sql`t.archived_at is null`).execute(tx)).rows;
}

export async function findTag(tx: Tx, workspaceId: string, id: string): Promise<TagRow | undefined> {
  return (await tagRows(workspaceId, sql`t.id = ${id}`).execute(tx)).rows[0];
}

export async function countTags(tx: Tx, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from tags where workspace_id = ${workspaceId}`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Adds a tag; undefined when one of that name is there. An archived one of that name ends, with what it held. */
export async function insertTag(tx: Tx, workspaceId: string, name: string, color: string): Promise<string | undefined> {
  await sql`delete from tags where workspace_id = ${workspaceId} and lower(name) = lower(${name}) and archived_at is not null`.execute(
    tx,
  );
  const { rows } = await sql<{
    id: string;
  }>`insert into tags (workspace_id, name, color) values (${workspaceId}, ${name}, ${color})
    on conflict (workspace_id, lower(name)) do nothing returning id`.execute(tx);
  return rows[0]?.id;
}

/** Another tag of this name, archived or not. */
export async function findTagByName(tx: Tx, workspaceId: string, name: string): Promise<{ id: string } | undefined> {
  const { rows } = await sql<{
    id: string;
  }>`select id from tags where workspace_id = ${workspaceId} and lower(name) = lower(${name})`.execute(tx);
  return rows[0];
}

export async function changeTag(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: { name?: string; color?: string; archived_at?: Date | null },
): Promise<void> {
  await tx.updateTable('tags').set(change).where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

/** Gives a person exactly these tags, leaving archived ones alone. Answers the ids that are no tags here. */
export async function replaceTags(
  tx: Tx,
  workspaceId: string,
  contactId: string,
  tagIds: readonly string[],
): Promise<readonly string[]> {
  const wanted = sql`select id from tags where workspace_id = ${workspaceId} and archived_at is null and id = any (${[...tagIds]}::uuid[])`;
  await sql`delete from contact_tags ct using tags t where ct.workspace_id = ${workspaceId} and ct.contact_id = ${contactId}
    and t.id = ct.tag_id and t.archived_at is null and ct.tag_id <> all (${[...tagIds]}::uuid[])`.execute(tx);
  await sql`insert into contact_tags (workspace_id, contact_id, tag_id)
    select ${workspaceId}::uuid, ${contactId}::uuid, t.id from (${wanted}) t on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ id: string }>`${wanted}`.execute(tx);
  return tagIds.filter((id) => !rows.some((row) => row.id === id));
}
