import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Imports and syncs that changed people, one row each: `contact_id`, `import_id` and `at`; those that added them stand on the contact. */
const touches = (where: RawBuilder<unknown>) => sql`
  select h.contact_id, h.import_id, h.at from import_changes h where h.wrote_at is not null and ${where}
  union all select h.contact_id, h.import_id, h.at from import_touches h where ${where}`;

/** The people whom an import or a sync changed. */
export const changedByImport = (importId: string): RawBuilder<unknown> => sql`(${touches(sql`h.import_id = ${importId}::uuid`)})`;

/** The imports and syncs that changed these people: `people` are ids, as a query or a list. */
export const importsThatChanged = (people: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(${touches(sql`h.contact_id in (${people})`)})`;

/** Whether an import or a sync added or changed the contact under an alias: by key, to be asked of few. */
export function ofImport(alias: string, importId: string): RawBuilder<boolean> {
  const key = sql`h.import_id = ${importId}::uuid and h.contact_id = ${sql.ref(`${alias}.id`)}`;
  return sql<boolean>`(${sql.ref(`${alias}.import_id`)} is not distinct from ${importId}::uuid
    or exists (select 1 from import_changes h where ${key} and h.wrote_at is not null) or exists (select 1 from import_touches h where ${key}))`;
}

/** Everybody whom an import or a sync added or changed, as a set: `contact_id`. */
export const peopleOfImport = (workspaceId: string, importId: string): RawBuilder<unknown> => sql`(
  select x.id as contact_id from contacts x where x.workspace_id = ${workspaceId} and x.import_id = ${importId}::uuid and x.deleted_at is null
  union all select t.contact_id from ${changedByImport(importId)} t)`;

/** Of these imports, those that changed anybody: the others are found by the index over whom they added alone. */
export async function listChanging(tx: Tx, importIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (importIds.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select i.id from unnest(${[...importIds]}::uuid[]) i(id)
    where exists (select 1 from import_changes h where h.import_id = i.id and h.wrote_at is not null)
      or exists (select 1 from import_touches h where h.import_id = i.id)`.execute(tx);
  return new Set(rows.map((row) => row.id));
}
