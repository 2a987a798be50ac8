import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/**
 * Orders merges and plans in a workspace: a plan takes this shared before it reads who there is, a merge exclusively. So a merge sees all
 * messages that were written down for either of the two, and no plan writes to a contact that was merged meanwhile (I1). A file or a sheet
 * that is taken in does the same, portion by portion: none of its rows may end at somebody who is not there any more.
 */
export async function keepMergesOut(tx: Tx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(7067, hashtext(${workspaceId}))`.execute(tx);
}

/** See keepMergesOut. False, with the transaction lost, when a plan under way did not end within some seconds: somebody may try again. */
export async function lockPlans(tx: Tx, workspaceId: string): Promise<boolean> {
  try {
    await sql`select set_config('lock_timeout', '5s', true)`.execute(tx);
    await sql`select pg_advisory_xact_lock(7067, hashtext(${workspaceId}))`.execute(tx);
    await sql`select set_config('lock_timeout', '0', true)`.execute(tx);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '55P03') return false;
    throw error;
  }
}

/** A contact and all that were merged into it, over however many steps, as a query of ids: what is kept under the ids they had. */
export function withMerged(contactId: string): RawBuilder<{ id: string }> {
  return sql`with recursive person(id) as (
      select ${contactId}::uuid union select m.merged_id from contact_merges m join person p on p.id = m.kept_id where m.undone_at is null
    ) select id from person`;
}

/** Contacts that were merged into one, over however many steps. */
export async function listMergedInto(tx: Tx, workspaceId: string, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from contacts c where c.workspace_id = ${workspaceId} and c.id <> ${id} and c.id in (${withMerged(id)})`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}

/** Whom a contact was merged into, at the end of however many merges; undefined for one that was not. */
export async function findKept(tx: Tx, workspaceId: string, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    with recursive way(id, step) as (
      select m.kept_id, 1 from contact_merges m where m.workspace_id = ${workspaceId} and m.merged_id = ${id} and m.undone_at is null
      union all
      select m.kept_id, w.step + 1 from contact_merges m join way w on w.id = m.merged_id
      where m.workspace_id = ${workspaceId} and m.undone_at is null and w.step < 100
    ) select id from way order by step desc limit 1`.execute(tx);
  return rows[0]?.id;
}

/** The same ids with those of merged contacts followed to whom they were merged into; others stay as they are. */
export async function followMerges(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ merged: string; kept: string }>`
    with recursive way(merged, kept, step) as (
      select m.merged_id, m.kept_id, 1 from contact_merges m
      where m.workspace_id = ${workspaceId} and m.merged_id = any(${[...ids]}::uuid[]) and m.undone_at is null
      union all
      select w.merged, m.kept_id, w.step + 1 from contact_merges m join way w on w.kept = m.merged_id
      where m.workspace_id = ${workspaceId} and m.undone_at is null and w.step < 100
    ) select distinct on (merged) merged, kept from way order by merged, step desc`.execute(tx);
  const kept = new Map(rows.map((row) => [row.merged, row.kept]));
  return [...new Set(ids.map((id) => kept.get(id) ?? id))];
}

/** That the contact under the alias is not there because it was merged: it comes back by undoing the merge, not by restoring. */
export function wasMerged(alias: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from contact_merges m where m.merged_id = ${sql.ref(`${alias}.id`)} and m.undone_at is null)`;
}
