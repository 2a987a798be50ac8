import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** A name that somebody had before a merge, or that of whom was merged into them. */
export interface FormerName {
  /** As written. */
  readonly label: string;
  /** Lower case. */
  readonly name: string;
  readonly first_name: string | null;
}

/** Whether anybody of the workspace was merged, so that there is something to follow. */
export async function anyMerges(tx: Tx, workspaceId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from contact_merges where workspace_id = ${workspaceId} and undone_at is null limit 1`.execute(tx);
  return rows.length > 0;
}

/** Of these external ids, those that a merge took out of use, with the contact who had it; of several merges the latest counts. */
export async function listFormerIds(tx: Tx, workspaceId: string, externalIds: readonly string[]): Promise<Map<string, string>> {
  if (externalIds.length === 0) return new Map();
  const standing = sql`m.workspace_id = ${workspaceId} and m.undone_at is null`;
  const { rows } = await sql<{ external_id: string; id: string }>`
    select distinct on (external_id) external_id, id from (
      select m.merged_external_id as external_id, m.merged_id as id, m.id as merge from contact_merges m
      where ${standing} and m.merged_external_id = any(${[...externalIds]}::text[])
      union all
      select m.kept_external_id, m.kept_id, m.id from contact_merges m
      where ${standing} and m.kept_external_id = any(${[...externalIds]}::text[])
    ) f order by external_id, merge desc`.execute(tx);
  return new Map(rows.map((row) => [row.external_id, row.id]));
}

/** Whom these contacts were merged into, at the end of however many merges. Those who were not are left out. */
export async function listKept(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ merged: string; id: string }>`
    with recursive way(merged, id, step) as (
      select m.merged_id, m.kept_id, 1 from contact_merges m
      where m.workspace_id = ${workspaceId} and m.merged_id = any(${[...ids]}::uuid[]) and m.undone_at is null
      union all
      select w.merged, m.kept_id, w.step + 1 from way w join contact_merges m on m.merged_id = w.id
      where m.workspace_id = ${workspaceId} and m.undone_at is null and w.step < 100
    ) select distinct on (merged) merged, id from way order by merged, step desc`.execute(tx);
  return new Map(rows.map((row) => [row.merged, row.id]));
}

/** The names of whom was merged into these people, over however many merges, and those that they themselves lost by it. */
export async function listFormerNames(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, FormerName[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<FormerName & { kept: string }>`
    with recursive person(id, kept) as (
      select k.id, k.id from unnest(${[...ids]}::uuid[]) k(id)
      union
      select m.merged_id, p.kept from person p join contact_merges m on m.kept_id = p.id
      where m.workspace_id = ${workspaceId} and m.undone_at is null
    ), named as (
      select p.kept, c.full_name, c.first_name, c.last_name from person p join contacts c on c.id = p.id where p.id <> p.kept
      union
      select p.kept, b ->> 'full_name', b ->> 'first_name', b ->> 'last_name'
      from person p join contact_merges m on m.kept_id = p.id cross join lateral (select m.record -> 'before' -> 'columns') r(b)
      where m.workspace_id = ${workspaceId} and m.undone_at is null
    )
    select n.kept, n.first_name, l.label, lower(l.label) as name from named n cross join lateral (
      select coalesce(nullif(n.full_name, ''), nullif(concat_ws(' ', n.first_name, n.last_name), ''))) l(label)
    where l.label is not null`.execute(tx);
  return Map.groupBy(rows, (row) => row.kept);
}
