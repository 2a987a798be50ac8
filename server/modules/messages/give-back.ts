import type { Context } from '../../context.ts';
import { lowerLaneMark } from './lane-marks-store.ts';
import { type LeaseSpending, returnSpending } from './lease-spending.ts';
import type { KeptAnswer } from './outcome.ts';
import { insertAttempts, requeueLeased } from './transitions-store.ts';

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
  await ctx.db.system(async (tx) => {
    const lanes = await requeueLeased(
      tx,
      ctx.process.id,
      rows.map((one) => ({ messageId: one.messageId, attempt: one.attempt, dueAt: one.at })),
    );
    const back = new Set(lanes.flatMap((lane) => lane.messageIds));
    await insertAttempts(
      tx,
      rows.flatMap((one) =>
        back.has(one.messageId) ? [{ ...one, outcome: 'retry', errorCode: one.code, retryAt: one.at }] : [],
      ),
    );
    for (const lane of lanes) await lowerLaneMark(tx, lane);
    await returnSpending(
      tx,
      rows.filter((one) => back.has(one.messageId)),
    );
  });
}
