import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { BulkActionsTable } from '../../db/tables/bulk-actions.ts';
import type { BulkDone, BulkWork } from './bulk-work.ts';

export type BulkActionRow = Selectable<BulkActionsTable>;

/** How long a worker may be silent before another takes its place. A portion takes a second or two. */
const lease = sql<Date>`now() + interval '30 seconds'`;

interface NewBulkAction {
  readonly workspaceId: string;
  readonly kind: string;
  readonly work: BulkWork;
  readonly label: string | null;
  readonly matched: number;
  readonly createdBy: BulkActionRow['created_by'];
}

export async function insertBulkAction(tx: Tx, one: NewBulkAction): Promise<BulkActionRow> {
  return tx
    .insertInto('bulk_actions')
    .values({
      workspace_id: one.workspaceId,
      kind: one.kind,
      work: JSON.stringify(one.work),
      label: one.label,
      matched: one.matched,
      created_by: JSON.stringify(one.createdBy),
      leased_until: lease,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** One of them; `forUpdate` keeps others from changing it until the transaction ends. */
export async function findBulkAction(
  tx: Tx,
  workspaceId: string,
  id: string,
  options: { forUpdate?: boolean } = {},
): Promise<BulkActionRow | undefined> {
  const query = tx.selectFrom('bulk_actions').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id);
  return (options.forUpdate ? query.forUpdate() : query).executeTakeFirst();
}

export async function listBulkActions(
  tx: Tx,
  workspaceId: string,
  page: { after: string | null; limit: number },
): Promise<BulkActionRow[]> {
  let query = tx.selectFrom('bulk_actions').selectAll().where('workspace_id', '=', workspaceId);
  if (page.after !== null) query = query.where('id', '<', page.after);
  return query.orderBy('id', 'desc').limit(page.limit).execute();
}

/** Moves the mark and the counts of a running one on, and keeps its lease. */
export async function addBulkProgress(
  tx: Tx,
  workspaceId: string,
  id: string,
  more: BulkDone & { readonly done: number; readonly position: string },
): Promise<void> {
  await sql`
    update bulk_actions set state = 'running', done = done + ${more.done}, changed = changed + ${more.changed},
      conflicting = conflicting + ${more.conflicting}, position = ${more.position}, leased_until = ${lease}
    where workspace_id = ${workspaceId} and id = ${id}`.execute(tx);
}

/** Ends one. */
export async function endBulkAction(
  tx: Tx,
  workspaceId: string,
  id: string,
  end: { readonly state: 'completed' | 'cancelled' | 'failed'; readonly problem?: string },
): Promise<BulkActionRow> {
  return tx
    .updateTable('bulk_actions')
    .set({ state: end.state, problem: end.problem ?? null, finished_at: sql<Date>`now()`, leased_until: null })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Gives the lease back, so that another worker goes on at once. */
export async function releaseBulkAction(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await sql`update bulk_actions set leased_until = now()
    where workspace_id = ${workspaceId} and id = ${id} and state in ('queued', 'running')`.execute(tx);
}

/** Those in all workspaces whose worker is silent, leased anew for the one who is told. */
export async function takeAbandonedBulkActions(tx: Tx): Promise<{ id: string; workspace_id: string }[]> {
  const { rows } = await sql<{ id: string; workspace_id: string }>`
    update bulk_actions set leased_until = ${lease}
    where id in (select id from bulk_actions where state in ('queued', 'running') and leased_until < now() for update skip locked)
    returning id, workspace_id`.execute(tx);
  return rows;
}
