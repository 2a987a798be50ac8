import { handleJob, type Loop } from '../../jobs/define.ts';
import { importJob, importUndoJob } from './jobs.ts';
import { runImport } from './run.ts';
import { giveUpForgotten, takeAbandoned } from './store.ts';
import { runUndo } from './undo.ts';
import { forgetUndos } from './undo-store.ts';

export const importHandler = handleJob(importJob, runImport);
export const importUndoHandler = handleJob(importUndoJob, runUndo);

/** Imports whose worker died are handed to the workers anew. */
const rescueLoop: Loop = {
  name: 'imports.rescue',
  everyMs: 3_000,
  run: (ctx) =>
    ctx.db.system(async (tx) => {
      for (const { id, workspace_id: workspaceId, state } of await takeAbandoned(tx, 15)) {
        ctx.log.info({ import: id }, 'an import without a worker is taken up again');
        await ctx.jobs.enqueue(tx, state === 'undoing' ? importUndoJob : importJob, { workspaceId, importId: id });
      }
    }),
};

/** A file of people that nobody imports is not kept, nor what can be undone no more. */
const forgetLoop: Loop = {
  name: 'imports.forget',
  everyMs: 3_600_000,
  run: (ctx) =>
    ctx.db.system(async (tx) => {
      await giveUpForgotten(tx, { unstarted: 7, paused: 30 });
      await forgetUndos(tx);
    }),
};

export const importLoops: readonly Loop[] = [rescueLoop, forgetLoop];
