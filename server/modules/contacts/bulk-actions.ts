import type { BulkActionProgress } from '@tidings/core/contract/bulk-actions';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import { handleJob, type Loop } from '../../jobs/define.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { isDatabaseAway } from '../../lib/temporary.ts';
import {
  addBulkProgress,
  type BulkActionRow,
  endBulkAction,
  findBulkAction,
  releaseBulkAction,
  takeAbandonedBulkActions,
} from './bulk-actions-store.ts';
import { bulkActionJob } from './bulk-jobs.ts';
import { type BulkWork, doBulkWork, peopleOf, recordBulkWork } from './bulk-work.ts';
import { nextPeople, theseIds } from './target-store.ts';

/** People per transaction: what forbids sending holds it up for so many only, and stopping takes a second or two. */
const usualPortion = 2_500;

interface Job {
  readonly workspaceId: string;
  readonly bulkActionId: string;
}

/** Runs an act on many people to its end. Ends early without harm when it is stopped; when the signal comes another worker goes on. */
export async function runBulkAction(ctx: Context, job: Job, signal: AbortSignal, portion = usualPortion): Promise<void> {
  try {
    do signal.throwIfAborted();
    while (await nextPortion(ctx, job, portion));
  } catch (error) {
    if (signal.aborted || isDatabaseAway(error)) {
      await ctx.db
        .workspace(job.workspaceId, (tx) => releaseBulkAction(tx, job.workspaceId, job.bulkActionId))
        .catch(() => undefined);
      throw error;
    }
    const gone = error instanceof Refusal;
    if (!gone) ctx.log.error({ bulk_action: job.bulkActionId, err: error }, 'an act on many people failed');
    const problem = gone
      ? 'A list, tag or field that it was about is not there any more. What was done until then stays.'
      : 'It stopped because of an error on our side. What was done until then stays; doing it again does the rest.';
    await ctx.db.workspace(job.workspaceId, (tx) => end(tx, job, { state: 'failed', problem }));
  }
}

/**
 * The people after the mark, in one transaction with the mark itself. Whoever holds the row works: a second worker waits and goes on from
 * the new mark. People added after it was asked for are left alone: ids sort by time. Returns false when nothing is left to do.
 */
async function nextPortion(ctx: Context, job: Job, portion: number): Promise<boolean> {
  const { workspaceId, bulkActionId: id } = job;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const row = await findBulkAction(tx, workspaceId, id, { forUpdate: true });
    if (!row || isOver(row)) return false;
    const work = row.work as BulkWork;
    const ids = await nextPeople(tx, await peopleOf(tx, workspaceId, work), {
      after: row.position,
      until: row.id,
      limit: portion,
    });
    const last = ids.at(-1);
    if (last !== undefined) {
      const done = await doBulkWork(tx, { ...row.created_by, workspaceId }, work, theseIds(ids));
      await addBulkProgress(tx, workspaceId, id, { ...done, done: ids.length, position: last });
      await announce(tx, workspaceId, { topic: 'bulk_actions', id });
    }
    if (ids.length === portion) return true;
    await end(tx, job, { state: 'completed' });
    return false;
  });
}

/** Ends one that is not over, with its line in the activity. */
async function end(
  tx: Tx,
  { workspaceId, bulkActionId: id }: Job,
  how: Parameters<typeof endBulkAction>[3],
): Promise<BulkActionRow> {
  const before = await findBulkAction(tx, workspaceId, id, { forUpdate: true });
  if (!before) throw notFound('bulk action');
  if (isOver(before)) return before;
  const row = await endBulkAction(tx, workspaceId, id, how);
  await recordBulkWork(tx, { ...row.created_by, workspaceId }, row.work as BulkWork, row);
  await announce(tx, workspaceId, { topic: 'bulk_actions', id });
  return row;
}

/** Stops one that is under way; the portion under way ends first. Refuses one that is over. */
export async function cancelBulkAction(ctx: Context, workspaceId: string, id: string): Promise<BulkActionRow> {
  return ctx.db.workspace(workspaceId, async (tx) => {
    const before = await findBulkAction(tx, workspaceId, id, { forUpdate: true });
    if (!before) throw notFound('bulk action');
    if (isOver(before)) throw new Refusal('wrong_state', 'This is over already.');
    return end(tx, { workspaceId, bulkActionId: id }, { state: 'cancelled' });
  });
}

function isOver({ state }: BulkActionRow): boolean {
  return state !== 'queued' && state !== 'running';
}

export function presentBulkAction(row: BulkActionRow): BulkActionProgress {
  const work = row.work as BulkWork;
  return {
    id: row.id,
    kind: row.kind as BulkActionProgress['kind'],
    label: row.label,
    state: row.state,
    problem: row.problem,
    matched: row.matched,
    done: row.done,
    changed: row.changed,
    conflicting: row.conflicting,
    deletion_id: work.kind === 'delete' ? work.deletionId : null,
    created_by: row.created_by.name,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}

export const bulkActionHandler = handleJob(bulkActionJob, runBulkAction);

/** Acts whose worker died are handed to the workers anew. */
export const bulkActionLoop: Loop = {
  name: 'contacts.bulk-rescue',
  everyMs: 3_000,
  run: (ctx) =>
    ctx.db.system(async (tx) => {
      for (const { id, workspace_id: workspaceId } of await takeAbandonedBulkActions(tx)) {
        ctx.log.info({ bulk_action: id }, 'an act on many people without a worker is taken up again');
        await ctx.jobs.enqueue(tx, bulkActionJob, { workspaceId, bulkActionId: id });
      }
    }),
};
