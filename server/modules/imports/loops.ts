import { handleJob, type Loop } from '../../jobs/define.ts';
import { importJob } from './jobs.ts';
import { runImport } from './run.ts';
import { giveUpForgotten, takeAbandoned } from './store.ts';

export const importHandler = handleJob(importJob, runImport);

/** Imports whose worker died are handed to the workers anew. */
const rescueLoop: Loop = {
  name: 'imports.rescue',
  everyMs: 3_000,
  run: (ctx) =>
    ctx.db.system(async (tx) => {
      for (const { id, workspace_id: workspaceId } of await takeAbandoned(tx, 15)) {
        ctx.log.info({ import: id }, 'an import without a worker is taken up again');
        await ctx.jobs.enqueue(tx, importJob, { workspaceId, importId: id });
      }
    }),
};

/** A file of people that nobody imports is not kept. */
const forgetLoop: Loop = {
  name: 'imports.forget',
  everyMs: 3_600_000,
  run: async (ctx) => void (await ctx.db.system((tx) => giveUpForgotten(tx, 7))),
};

export const importLoops: readonly Loop[] = [rescueLoop, forgetLoop];
