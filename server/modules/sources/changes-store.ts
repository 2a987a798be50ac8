import type { SyncChangeKind } from '@tidings/core/contract/source-syncs';
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { ChangeDetails, ListSourceChangesTable } from '../../db/tables/sources.ts';

export type ChangeRow = Selectable<ListSourceChangesTable>;

/** A change before it is written down. */
export interface Change {
  readonly kind: SyncChangeKind;
  readonly contactId: string | null;
  readonly name: string;
  readonly line: number | null;
  readonly details: ChangeDetails;
}

/** How much a sync changed, by kind, in how many rows, and how many details of list entries. */
export type ChangeCounts = Readonly<Record<SyncChangeKind | 'touched' | 'details', number>>;

export const noChanges: ChangeCounts = {
  added: 0,
  changed: 0,
  kept_here: 0,
  gone: 0,
  opted_in: 0,
  opted_out: 0,
  kept_opted_out: 0,
  rejected: 0,
  touched: 0,
  details: 0,
};

export function addCounts(a: ChangeCounts, b: ChangeCounts): ChangeCounts {
  return Object.fromEntries(
    Object.entries(a).map(([name, n]) => [name, n + b[name as keyof ChangeCounts]]),
  ) as unknown as ChangeCounts;
}

/** Writes changes down, in one statement. */
export async function insertChanges(tx: Tx, workspaceId: string, syncId: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const column = <T>(pick: (change: Change) => T) => changes.map(pick);
  await sql`
    insert into list_source_changes (workspace_id, sync_id, kind, contact_id, name, line, details)
    select ${workspaceId}::uuid, ${syncId}::uuid, x.* from unnest(
      ${column(({ kind }) => kind)}::text[], ${column(({ contactId }) => contactId)}::uuid[], ${column(({ name }) => name.replaceAll('\0', ''))}::text[],
      ${column(({ line }) => line)}::int[], ${column(({ details }) => JSON.stringify(details).replaceAll('\\u0000', ''))}::jsonb[]
    ) x(kind, contact_id, name, line, details)`.execute(tx);
}

/** Counts changes on their sync, and keeps its lease. */
export async function countChanges(
  tx: Tx,
  workspaceId: string,
  syncId: string,
  counts: ChangeCounts,
  leaseSeconds: number,
): Promise<void> {
  const sums = Object.entries(counts).map(([name, n]) => sql`${sql.ref(name)} = ${sql.ref(name)} + ${n}`);
  await sql`
    update list_source_syncs set ${sql.join(sums)}, leased_until = now() + make_interval(secs => ${leaseSeconds})
    where workspace_id = ${workspaceId} and id = ${syncId}`.execute(tx);
}

/** Forgets what a preview showed, and its counts. */
export async function deleteChanges(tx: Tx, workspaceId: string, syncId: string): Promise<void> {
  await tx.deleteFrom('list_source_changes').where('workspace_id', '=', workspaceId).where('sync_id', '=', syncId).execute();
}

export async function listChanges(
  tx: Tx,
  workspaceId: string,
  syncId: string,
  page: { kind: SyncChangeKind | undefined; after: number | undefined; limit: number },
): Promise<ChangeRow[]> {
  let query = tx
    .selectFrom('list_source_changes')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('sync_id', '=', syncId);
  if (page.kind !== undefined) query = query.where('kind', '=', page.kind);
  if (page.after !== undefined) query = query.where('id', '>', page.after);
  return query.orderBy('id').limit(page.limit).execute();
}
