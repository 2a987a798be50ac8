import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { CheckedDetails } from './entry-details.ts';
import type { People } from './target-store.ts';

/** Sets and clears details of these people on a list; the others keep theirs. Answers how many entries it changed. */
export async function setDetails(
  tx: Tx,
  workspaceId: string,
  listId: string,
  details: CheckedDetails,
  people: People,
): Promise<number> {
  const set = JSON.stringify(Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null)));
  const cleared = Object.keys(details).filter((key) => details[key] === null);
  const after = sql`((e.details || ${set}::jsonb) - ${cleared}::text[])`;
  const result = await sql`update list_entries e set details = ${after}
    where e.workspace_id = ${workspaceId} and e.list_id = ${listId} and e.contact_id in (${people}) and e.details <> ${after}`.execute(
    tx,
  );
  return Number(result.numAffectedRows ?? 0n);
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
