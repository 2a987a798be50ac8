import type { Context } from '../../context.ts';
import { announce } from '../../events/realtime.ts';
import type { Loop } from '../../jobs/define.ts';
import { isRepeatable } from '../../lib/temporary.ts';
import { cancelQueued, hasQueued } from '../messages/sources-store.ts';
import {
  type BroadcastKey,
  completeFinished,
  endCancelling,
  listCancelling,
  listToPlan,
  notePlanFailure,
  reopenRetried,
  sampleRates,
  startDue,
} from './due-store.ts';
import { PlanOvertaken, planBroadcast } from './plan.ts';
import { lockBroadcast, updateBroadcast } from './store.ts';

/** How often planning may break before it is given up. */
const mostPlanAttempts = 8;

/** Messages taken out of the queue per transaction when a broadcast is cancelled. */
const cancelPortion = 5_000;

/** Picks up scheduled broadcasts whose time has come, and plans those to be planned. What a dead process left is simply still there. */
export const planLoop: Loop = {
  name: 'broadcasts.plan',
  everyMs: 500,
  run: async (ctx, signal) => {
    await pickUpDue(ctx);
    for (const one of await ctx.db.system(listToPlan)) {
      if (signal.aborted) return;
      await planOne(ctx, one);
    }
  },
};

/**
 * Several at once in each worker: while one plans a broadcast to a million, the others pick up and plan what is small or due. Each broadcast
 * is planned by one, whoever takes its lock first.
 */
export const planLoops: readonly Loop[] = ['', ' 2', ' 3'].map((which) => ({ ...planLoop, name: `${planLoop.name}${which}` }));

/** Ends what has ended: completed broadcasts, and cancelled ones still in the queue. Goes on with those of which something is tried again. Notes the rates that screens show. */
export const followLoop: Loop = {
  name: 'broadcasts.follow',
  everyMs: 1_000,
  run: async (ctx, signal) => {
    await ctx.db.system(sampleRates);
    await completeAll(ctx);
    for (const one of await ctx.db.system(listCancelling)) if (!signal.aborted) await takeOutOfQueue(ctx, one, signal);
  },
};

async function pickUpDue(ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const lateBefore = new Date(now.getTime() - ctx.config.lateMinutes * 60_000);
  await ctx.db.system(async (tx) => {
    for (const { id, workspace_id } of await startDue(tx, now, lateBefore))
      await announce(tx, workspace_id, { topic: 'broadcasts', id });
  });
}

async function planOne(ctx: Context, { id, workspace_id: workspaceId }: BroadcastKey): Promise<void> {
  try {
    await ctx.db.workspace(workspaceId, (tx) => planBroadcast(tx, workspaceId, id));
  } catch (error) {
    if (error instanceof PlanOvertaken || isRepeatable(error)) return;
    ctx.log.error({ err: error, broadcast: id }, 'a broadcast could not be planned');
    await ctx.db.workspace(workspaceId, async (tx) => {
      const attempts = await notePlanFailure(tx, workspaceId, id);
      if (attempts < mostPlanAttempts) return;
      const broadcast = await lockBroadcast(tx, workspaceId, id);
      if (broadcast?.state !== 'planning') return;
      const state_reason =
        'Something went wrong in Tidings while it was prepared, several times. Nothing was sent. Tell your operator.';
      await updateBroadcast(tx, workspaceId, id, { state: 'failed', state_reason }, ['finished_at']);
      await announce(tx, workspaceId, { topic: 'broadcasts', id });
    });
  }
}

async function completeAll(ctx: Context): Promise<void> {
  await ctx.db.system(async (tx) => {
    const changed = [...(await completeFinished(tx)), ...(await reopenRetried(tx))];
    for (const { id, workspace_id } of changed) await announce(tx, workspace_id, { topic: 'broadcasts', id });
  });
}

/** Portion by portion, so that no transaction is long. Leases have stopped before: the source is cancelled. */
async function takeOutOfQueue(ctx: Context, { id, workspace_id: workspaceId }: BroadcastKey, signal: AbortSignal): Promise<void> {
  for (let taken = 1; taken > 0 && !signal.aborted; ) {
    taken = await ctx.db.workspace(workspaceId, async (tx) => {
      const n = await cancelQueued(tx, workspaceId, id, cancelPortion);
      if (n > 0) await announce(tx, workspaceId, { topic: 'broadcasts', id });
      return n;
    });
  }
  await ctx.db.workspace(workspaceId, async (tx) => {
    if (await hasQueued(tx, workspaceId, id)) return;
    await endCancelling(tx, workspaceId, id);
    await announce(tx, workspaceId, { topic: 'broadcasts', id });
  });
}
