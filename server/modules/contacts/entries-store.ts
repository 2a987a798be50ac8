import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { CheckedDetails } from './entry-details.ts';
import type { People } from './target-store.ts';

/** Who changes details of entries, and through what. */
export interface EntryChanger {
  readonly origin: 'member' | 'api' | 'form' | 'import' | 'sheet' | 'undo';
  /** The import, or the sync of a source. */
  readonly originId?: string;
  readonly byName: string;
}

export const entryChanger = ({ kind, name }: { readonly kind: string; readonly name: string }): EntryChanger => ({
  origin: kind === 'api_key' ? 'api' : 'member',
  byName: name,
});

/**
 * Changes details of entries, and keeps who changed what: `update` sets `details` of list_entries e. An entry that this transaction made has no
 * history. Answers how many entries it changed. One statement.
 */
export async function changeEntries(tx: Tx, workspaceId: string, by: EntryChanger, update: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with changed as (
      ${update} returning e.list_id, e.contact_id, e.added_at < now() as there, e.details as after,
        (select o.details from list_entries o where o.list_id = e.list_id and o.contact_id = e.contact_id) as before
    ), kept as (
      insert into list_entry_changes (workspace_id, list_id, contact_id, origin, origin_id, by_name, before, after)
      select ${workspaceId}::uuid, c.list_id, c.contact_id, ${by.origin}, ${by.originId ?? null}::uuid, ${by.byName}, d.before, d.after
      from changed c cross join lateral (
        select jsonb_object_agg(key, c.before -> key) as before, jsonb_object_agg(key, c.after -> key) as after
        from jsonb_object_keys(c.before || c.after) key where c.before -> key is distinct from c.after -> key) d
      where c.there and d.before is not null
    ) select count(*)::int as n from changed`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Sets and clears details of these people on a list; the others keep theirs. Answers how many entries it changed. */
export async function setDetails(
  tx: Tx,
  { workspaceId, listId, by }: { readonly workspaceId: string; readonly listId: string; readonly by: EntryChanger },
  details: CheckedDetails,
  people: People,
): Promise<number> {
  const set = JSON.stringify(Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null)));
  const cleared = Object.keys(details).filter((key) => details[key] === null);
  const after = sql`((e.details || ${set}::jsonb) - ${cleared}::text[])`;
  return changeEntries(
    tx,
    workspaceId,
    by,
    sql`update list_entries e set details = ${after}
      where e.workspace_id = ${workspaceId} and e.list_id = ${listId} and e.contact_id in (${people}) and e.details <> ${after}`,
  );
}

/** The details of a contact under an alias on one list; null when they are not on it. */
export const entryOf = (alias: string, listId: string): RawBuilder<unknown> => sql`(
  select e.details from list_entries e where e.list_id = ${listId} and e.contact_id = ${sql.ref(`${alias}.id`)}
    and e.workspace_id = ${sql.ref(`${alias}.workspace_id`)})`;

/** What these people have on these lists: for filling in texts. */
export async function listEntryDetails(
  tx: Tx,
  workspaceId: string,
  listIds: readonly string[],
  contactIds: readonly string[],
): Promise<Map<string, Map<string, Readonly<Record<string, unknown>>>>> {
  const { rows } = await sql<{ contact_id: string; list_id: string; details: Record<string, unknown> }>`
    select e.contact_id, e.list_id, e.details from list_entries e
    where e.workspace_id = ${workspaceId} and e.list_id = any (${[...listIds]}::uuid[]) and e.contact_id = any (${[...contactIds]}::uuid[])`.execute(
    tx,
  );
  const found = new Map<string, Map<string, Readonly<Record<string, unknown>>>>();
  for (const { contact_id: contact, list_id: list, details } of rows) {
    const of = found.get(contact) ?? new Map<string, Readonly<Record<string, unknown>>>();
    found.set(contact, of.set(list, details));
  }
  return found;
}
