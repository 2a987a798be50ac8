import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { liveExternalId } from './external-id-store.ts';
import type { People } from './target-store.ts';

// One statement each for all people given. Each answers how many it changed.

export async function addTag(tx: Tx, workspaceId: string, tagId: string, people: People): Promise<number> {
  return changed(
    await sql`insert into contact_tags (workspace_id, contact_id, tag_id)
      select ${workspaceId}::uuid, p.id, ${tagId}::uuid from (${people}) p on conflict do nothing`.execute(tx),
  );
}

export async function removeTag(tx: Tx, workspaceId: string, tagId: string, people: People): Promise<number> {
  return changed(
    await sql`delete from contact_tags where workspace_id = ${workspaceId} and tag_id = ${tagId}
      and contact_id in (${people})`.execute(tx),
  );
}

export async function addToList(tx: Tx, workspaceId: string, listId: string, people: People): Promise<number> {
  return changed(
    await sql`insert into list_entries (workspace_id, list_id, contact_id)
      select ${workspaceId}::uuid, ${listId}::uuid, p.id from (${people}) p on conflict do nothing`.execute(tx),
  );
}

export async function removeFromList(tx: Tx, workspaceId: string, listId: string, people: People): Promise<number> {
  return changed(
    await sql`delete from list_entries where workspace_id = ${workspaceId} and list_id = ${listId}
      and contact_id in (${people})`.execute(tx),
  );
}

/** Soft: everything stays, nothing is seen. */
export async function deletePeople(tx: Tx, workspaceId: string, deletionId: string, people: People): Promise<number> {
  return changed(
    await sql`update contacts set deleted_at = now(), deletion_id = ${deletionId}
      where workspace_id = ${workspaceId} and deleted_at is null and id in (${people})`.execute(tx),
  );
}

/** Brings deleted people back, but for those whose external id somebody else has by now. */
export async function restorePeople(
  tx: Tx,
  workspaceId: string,
  people: People,
): Promise<{ changed: number; conflicting: number }> {
  // The ids stand still: after the change the query would find only those who were left.
  const { rows } = await sql<{ ids: string[] | null }>`select array_agg(p.id) as ids from (${people}) p`.execute(tx);
  const ids = rows[0]?.ids ?? [];
  const restored = changed(
    await sql`update contacts c set deleted_at = null, deletion_id = null, updated_at = now()
      where c.workspace_id = ${workspaceId} and c.deleted_at is not null and c.id = any (${ids}::uuid[]) and (c.external_id is null or (
        not exists (select 1 from contacts o where o.workspace_id = c.workspace_id and o.external_id is not null and ${liveExternalId('o')} = c.external_id)
        and not exists (select 1 from contacts o where o.workspace_id = c.workspace_id and o.external_id = c.external_id
          and o.deleted_at is not null and o.id > c.id and o.id = any (${ids}::uuid[]))))`.execute(tx),
  );
  return { changed: restored, conflicting: ids.length - restored };
}

const changed = (result: { readonly numAffectedRows?: bigint }): number => Number(result.numAffectedRows ?? 0n);
