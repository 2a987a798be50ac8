import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { listTakenForDead, requeueTakenForDead } from './give-back-store.ts';
import { lowerLaneMark } from './lane-marks-store.ts';
import { type LeaseSpending, returnSpending } from './lease-spending.ts';
import { announceChanges } from './news.ts';
import type { KeptAnswer } from './outcome.ts';
import { applyTransitions, insertAttempts, requeueLeased } from './transitions-store.ts';

/** A leased message that nobody has: it goes back to the queue. */
export interface GivenBack {
  readonly workspaceId: string;
  readonly messageId: string;
  readonly attempt: number;
  readonly at: Date;
  readonly code: number | undefined;
  readonly words: string;
  readonly sandbox: boolean;
  readonly sourceId: string | null;
  readonly spending?: LeaseSpending | undefined;
  readonly answer?: KeptAnswer | undefined;
  readonly attemptsAllowed?: number | undefined;
}

/**
 * Puts messages back into the queue, to be tried again at their time. That time may have passed when the database takes them, and the lane
 * may have read beyond it, so the lane's mark is lowered. A transaction of its own: it takes the lane's mark, which must not wait for
 * counters, as a lease takes them in the other order.
 */
export async function giveBack(ctx: Context, rows: readonly GivenBack[]): Promise<void> {
  if (rows.length === 0) return;
  const back = await ctx.db.system(async (tx) => {
    const lanes = await requeueLeased(
      tx,
      ctx.process.id,
      rows.map((one) => ({ messageId: one.messageId, attempt: one.attempt, dueAt: one.at })),
    );
    const ids = new Set(lanes.flatMap((lane) => lane.messageIds));
    await keepAttempts(tx, rows, ids);
    for (const lane of lanes) await lowerLaneMark(tx, lane);
    await returnSpending(
      tx,
      rows.filter((one) => ids.has(one.messageId)),
    );
    return ids;
  });
  const rest = rows.filter((one) => !back.has(one.messageId));
  if (rest.length > 0) await takeBackUnknown(ctx, rest);
}

/**
 * This process was slow to beat, so others took it for dead, and what it had leased for unknown. Of these it knows better: nobody has them.
 * Without that they would wait for the provider's list, and for a person where there is none.
 */
async function takeBackUnknown(ctx: Context, rows: readonly GivenBack[]): Promise<void> {
  const changed = await ctx.db.system(async (tx) => {
    const wanted = rows.map((one) => ({ messageId: one.messageId, attempt: one.attempt, dueAt: one.at }));
    const lanes = await listTakenForDead(tx, ctx.process.id, wanted);
    if (lanes.length === 0) return [];
    for (const lane of lanes) await lowerLaneMark(tx, lane);
    const moved = await applyTransitions(
      tx,
      lanes.flatMap((lane) => lane.messageIds.map((messageId) => ({ messageId, to: 'queued' as const }))),
    );
    const ids = new Set(moved.map((one) => one.messageId));
    await requeueTakenForDead(
      tx,
      ctx.process.id,
      wanted.filter((one) => ids.has(one.messageId)),
    );
    await keepAttempts(tx, rows, ids);
    await returnSpending(
      tx,
      rows.filter((one) => ids.has(one.messageId)),
    );
    return moved;
  });
  await announceChanges(ctx, changed);
}

async function keepAttempts(tx: Tx, rows: readonly GivenBack[], back: ReadonlySet<string>): Promise<void> {
  await insertAttempts(
    tx,
    rows.flatMap((one) => (back.has(one.messageId) ? [{ ...one, outcome: 'retry', errorCode: one.code, retryAt: one.at }] : [])),
  );
}
