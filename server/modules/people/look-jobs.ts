import type { DuplicateLook } from '@tidings/core/contract/duplicates';
import type { Context } from '../../context.ts';
import { announce } from '../../events/realtime.ts';
import { defineJob, handleJob, type Loop } from '../../jobs/define.ts';
import { lookAt } from './look.ts';
import {
  addLookProgress,
  endLook,
  findLook,
  type LookRow,
  listDueLooks,
  nextToLookAt,
  queueLook,
  releaseLook,
  startLook,
  takeAbandonedLooks,
} from './looks-store.ts';

/** People per transaction: nobody waits for it longer than a second or two, and memory follows it. */
const usualPortion = 500;

interface Job {
  readonly workspaceId: string;
}

/**
 * Looks for possible duplicates to the end, or on from where a worker left it. Safe to cut anywhere: each portion is committed with the mark
 * where to go on, and one whose worker died is taken up by the lease on its row.
 */
const lookJob = defineJob<Job>('people.duplicates', { expireSeconds: 6 * 3600, retries: 20, retrySeconds: 1 });

/** Asks for a look; answers how far it, or the one that was under way already, is. */
export async function askForLook(
  ctx: Context,
  workspaceId: string,
  wish: { readonly everybody: boolean },
): Promise<DuplicateLook> {
  return ctx.db.workspace(workspaceId, async (tx) => {
    if (await queueLook(tx, workspaceId, wish)) {
      await ctx.jobs.enqueue(tx, lookJob, { workspaceId });
      await announce(tx, workspaceId, { topic: 'duplicates' });
    }
    return presentLook(await findLook(tx, workspaceId));
  });
}

/** Carries out the look that was asked for in a workspace. Without one it does nothing. */
export async function runLook(ctx: Context, { workspaceId }: Job, signal: AbortSignal, portion = usualPortion): Promise<void> {
  try {
    do signal.throwIfAborted();
    while (await nextPortion(ctx, workspaceId, portion));
  } catch (error) {
    await ctx.db.workspace(workspaceId, (tx) => releaseLook(tx, workspaceId)).catch(() => undefined);
    throw error;
  }
}

/** The people after the mark, in one transaction with it. A second worker waits and goes on from the new mark. False at the end. */
async function nextPortion(ctx: Context, workspaceId: string, portion: number): Promise<boolean> {
  return ctx.db.workspace(workspaceId, async (tx) => {
    const row = await findLook(tx, workspaceId, { forUpdate: true });
    if (!row || row.state === 'idle') return false;
    if (row.state === 'queued') await startLook(tx, workspaceId);
    const people = await nextToLookAt(tx, workspaceId, portion);
    const last = people.at(-1);
    if (last) {
      await lookAt(
        tx,
        workspaceId,
        people.map((one) => one.id),
      );
      await addLookProgress(tx, workspaceId, { done: people.length, last });
    }
    const goesOn = people.length === portion;
    if (!goesOn) await endLook(tx, workspaceId);
    await announce(tx, workspaceId, { topic: 'duplicates' });
    return goesOn;
  });
}

export function presentLook(row: LookRow | undefined): DuplicateLook {
  const { state = 'idle', done = 0, total = 0, looked_at: at = null } = row ?? {};
  return { state, done, total, looked_at: at?.toISOString() ?? null };
}

export const lookHandler = handleJob(lookJob, runLook);

/** Asks for the looks that are due: after imports and syncs, and at night; and hands those whose worker died to the workers anew. */
export async function askForDueLooks(ctx: Context): Promise<void> {
  const due = await ctx.db.system((tx) => listDueLooks(tx, ctx.clock.now()));
  for (const workspaceId of due) await askForLook(ctx, workspaceId, { everybody: false });
  await ctx.db.system(async (tx) => {
    for (const workspaceId of await takeAbandonedLooks(tx)) await ctx.jobs.enqueue(tx, lookJob, { workspaceId });
  });
}

export const lookLoop: Loop = { name: 'people.duplicates-due', everyMs: 15_000, run: askForDueLooks };
