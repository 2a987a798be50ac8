import { type ReasonCode, reasonCodes, reasons } from '@tidings/core/messaging/reasons';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import { lockSendingAgain } from '../audiences/sent-again-store.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { countLane, countRetryable, insertRetries, lockWaiting, makeDueNow } from './again-store.ts';
import { countChanges } from './counts-store.ts';
import { lowerLaneMark } from './lane-marks-store.ts';
import { applyTransitions } from './transitions-store.ts';

const retriedAtOnce = 1_000;
const discardedAtOnce = 2_000;
const priorities = [0, 1, 2] as const;

/** Reasons for which sending again makes sense, as it is or once somebody acted. */
export const worthRepeating: readonly ReasonCode[] = reasonCodes.filter((code) => reasons[code].sendAgain !== 'no');

/** Queues failed messages of the last day again, all of one reason or the named ones. Returns how many, and how many are left. */
export async function retryFailed(
  tx: Tx,
  workspaceId: string,
  by: { readonly id: string | null; readonly name: string },
  wish: { readonly reason?: string | undefined; readonly messageIds?: readonly string[] | undefined },
): Promise<{ readonly queued: number; readonly left: number }> {
  const chosen = worthRepeating.filter((code) => wish.reason === undefined || code === wish.reason);
  const request = { workspaceId, reasons: chosen, messageIds: wish.messageIds };
  await lockSendingAgain(tx, workspaceId);
  const lanes = await insertRetries(tx, { ...request, by, limit: retriedAtOnce });
  for (const lane of lanes) await lowerLaneMark(tx, { workspaceId, ...lane, dueAt: lane.createdAt });
  await countChanges(
    tx,
    lanes.flatMap((lane) =>
      Array.from({ length: lane.n }, () => ({
        workspaceId,
        sourceId: null,
        createdAt: lane.createdAt,
        direction: 'out' as const,
        channel: lane.channel,
        from: null,
        to: { state: 'queued', reason: null },
      })),
    ),
  );
  const queued = lanes.reduce((sum, lane) => sum + lane.n, 0);
  return { queued, left: queued < retriedAtOnce ? 0 : await countRetryable(tx, request) };
}

/** Makes what waits in a lane for its next attempt due at once. */
export async function retryNow(tx: Tx, workspaceId: string, senderId: string): Promise<number> {
  for (const priority of priorities) await lowerLaneMark(tx, { workspaceId, senderId, priority });
  return makeDueNow(tx, workspaceId, senderId);
}

/** Cancels what waits in a lane, in portions, for at most the given time. Returns how many, and how many are left. */
export async function discardWaiting(
  ctx: Context,
  workspaceId: string,
  senderId: string,
  mostMs: number,
): Promise<{ readonly discarded: number; readonly left: number }> {
  const until = performance.now() + mostMs;
  let discarded = 0;
  for (;;) {
    const portion = await ctx.db.workspace(workspaceId, async (tx) => {
      await holdLeases(tx, workspaceId);
      const ids = await lockWaiting(tx, workspaceId, senderId, discardedAtOnce);
      const moved = await applyTransitions(
        tx,
        ids.map((messageId) => ({ messageId, to: 'cancelled', reason: 'cancelled_by_member' })),
      );
      for (const id of new Set(moved.flatMap((one) => (one.sourceId === null ? [] : [one.sourceId]))))
        await announce(tx, workspaceId, { topic: 'broadcasts', id });
      return ids.length;
    });
    discarded += portion;
    if (portion < discardedAtOnce || performance.now() > until) break;
  }
  return { discarded, left: await ctx.db.workspace(workspaceId, (tx) => countLane(tx, workspaceId, senderId, 10_001)) };
}
