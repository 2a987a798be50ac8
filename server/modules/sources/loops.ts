import { handleJob, type Loop } from '../../jobs/define.ts';
import { syncJob } from './jobs.ts';
import { lockDueSources } from './store.ts';
import { planNext, runSync } from './sync.ts';
import { dropUnanswered, forgetIdleSyncs, forgetOldChanges, insertSync, takeWaiting } from './syncs-store.ts';

/** Two at once in each worker: one that waits for a slow sheet does not hold up another. */
export const syncHandler = handleJob(syncJob, runSync, { concurrency: 2 });

/** Days that the log keeps whom a sync changed. */
const keptDays = 90;
/** Days that it keeps syncs that changed nothing, and that a sync waits for an answer. */
const idleDays = 30;
const unansweredDays = 7;

/** Begins the syncs that are due by their schedule, and hands those to the workers that nobody works on. */
const dueLoop: Loop = {
  name: 'sources.due',
  everyMs: 1_000,
  run: async (ctx) => {
    await ctx.db.system(async (tx) => {
      for (const source of await lockDueSources(tx)) {
        const { id: sourceId, workspace_id: workspaceId } = source;
        // Nothing is added while one runs or waits for an answer.
        await insertSync(tx, {
          workspaceId,
          sourceId,
          trigger: 'schedule',
          requestedBy: { kind: 'system', id: null, name: 'Schedule' },
        });
        await planNext(ctx, tx, workspaceId, sourceId);
      }
      for (const { id: syncId, workspace_id: workspaceId } of await takeWaiting(tx)) {
        await ctx.jobs.enqueue(tx, syncJob, { workspaceId, syncId });
      }
    });
  },
};

/** What nobody answers is dropped, and of the log only what tells something is kept for long. */
const forgetLoop: Loop = {
  name: 'sources.forget',
  everyMs: 3_600_000,
  run: async (ctx, signal) => {
    await ctx.db.system((tx) => dropUnanswered(tx, unansweredDays));
    while (!signal.aborted && (await ctx.db.system((tx) => forgetIdleSyncs(tx, idleDays))) > 0);
    while (!signal.aborted && (await ctx.db.system((tx) => forgetOldChanges(tx, keptDays))) > 0);
  },
};

export const sourceLoops: readonly Loop[] = [dueLoop, forgetLoop];
