import type { ImportUndoCounts } from '@tidings/core/contract/imports';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { holdLeases } from '../../db/lease-lock.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { importUndoJob } from './jobs.ts';
import { getImport } from './service.ts';
import { changeImport, type ImportRow, lockImport } from './store.ts';
import { undoAdded } from './undo-added-store.ts';
import { noUndo, type UndoStep } from './undo-conditions-store.ts';
import { undoable, undoRefusal } from './undo-refusal.ts';
import { countUndo, undoChanges } from './undo-store.ts';

/** People per transaction: leases of the workspace wait while one is under way. */
const usualStep = 1_000;
const leaseSeconds = 15;
/** What undoing the import would do now. */
export async function previewUndo(ctx: Context, actor: WorkspaceActor, id: string): Promise<ImportUndoCounts> {
  const row = await getImport(ctx, actor, id);
  refuseUndo(row, ctx.clock.now());
  return ctx.db.workspace(actor.workspaceId, (tx) => countUndo(tx, row));
}

/** Begins to undo an import; the workers do it. */
export async function startUndo(ctx: Context, actor: WorkspaceActor, id: string): Promise<ImportRow> {
  const { workspaceId } = actor;
  const row = await getImport(ctx, actor, id);
  const now = ctx.clock.now();
  refuseUndo(row, now);
  return ctx.db.workspace(workspaceId, async (tx) => {
    const begun = await changeImport(tx, workspaceId, id, undoable, {
      state: 'undoing',
      undo_by: JSON.stringify({ kind: actor.kind, id: actor.id, name: actor.name }),
      undo_total: row.created + (await countChanged(tx, row)),
      leased_until: new Date(now.getTime() + leaseSeconds * 1000),
    });
    if (!begun) throw new Refusal('wrong_state', 'This import is being undone already.');
    await ctx.jobs.enqueue(tx, importUndoJob, { workspaceId, importId: id });
    await announce(tx, workspaceId, { topic: 'imports', id });
    return begun;
  });
}

function refuseUndo(row: ImportRow, now: Date): void {
  const words = undoRefusal(row, now);
  if (words !== null) throw new Refusal('wrong_state', words);
}

async function countChanged(tx: Tx, row: ImportRow): Promise<number> {
  const query = tx.selectFrom('import_changes').where('workspace_id', '=', row.workspace_id).where('import_id', '=', row.id);
  const { n } = await query.select((one) => one.fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
  return n;
}

/** Undoes an import step by step, each a transaction of its own; after a crash another worker goes on. */
export async function runUndo(
  ctx: Context,
  { workspaceId, importId }: { workspaceId: string; importId: string },
  signal: AbortSignal,
  step = usualStep,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const more = await ctx.db.workspace(workspaceId, (tx) => undoStep(ctx, tx, { workspaceId, importId }, step));
    if (!more) return;
  }
}

/** Returns whether there is more to do. People who were here before come first. */
async function undoStep(
  ctx: Context,
  tx: Tx,
  { workspaceId, importId }: { workspaceId: string; importId: string },
  limit: number,
): Promise<boolean> {
  // Consents are taken back and people deleted: leases under way end first (I2).
  await holdLeases(tx, workspaceId);
  const row = await lockImport(tx, workspaceId, importId);
  if (row?.state !== 'undoing') return false;
  const changes = row.undo_mark === null && (await countChanged(tx, row)) > 0;
  const done = changes ? await undoChanges(tx, row, limit) : await undoAdded(tx, row, limit);
  const counts = sumOf(row, done);
  const over = !changes && done.people < limit;
  await changeImport(tx, workspaceId, importId, ['undoing'], {
    undo_done: row.undo_done + done.people,
    undo_counts: JSON.stringify(counts),
    undo_mark: done.mark ?? row.undo_mark,
    leased_until: over ? null : new Date(ctx.clock.now().getTime() + leaseSeconds * 1000),
    ...(over ? { state: 'undone' as const, undone_at: ctx.clock.now(), undo_until: null } : {}),
  });
  await announce(tx, workspaceId, { topic: 'imports', id: importId });
  if (over) await tell(tx, row, counts);
  return !over;
}

function sumOf(row: ImportRow, { counts }: UndoStep) {
  const before = { ...noUndo, ...row.undo_counts };
  const keys = Object.keys(noUndo) as Array<keyof typeof noUndo>;
  return Object.fromEntries(keys.map((key) => [key, before[key] + counts[key]])) as unknown as typeof noUndo;
}

async function tell(tx: Tx, row: ImportRow, counts: typeof noUndo): Promise<void> {
  const by = row.undo_by ?? row.created_by;
  await recordActivity(
    tx,
    { kind: by.kind, id: by.id, name: by.name, workspaceId: row.workspace_id },
    {
      action: 'import_undone',
      objectKind: 'import',
      objectId: row.id,
      objectLabel: row.file_name,
      details: { count: counts.removed + counts.restored, removed: counts.removed, restored: counts.restored },
    },
  );
  for (const topic of ['contacts', 'lists'] as const) await announce(tx, row.workspace_id, { topic });
}
