import type { Context } from '../../context.ts';
import { announce } from '../../events/realtime.ts';
import { finishDoubts, moveHeldMessages, takeEndedDoubts } from './release-doubts-store.ts';

/**
 * Puts messages back into their turn whose doubtful text was decided, or whose time is over. Whether they go out is decided at their lease (I2):
 * they end as skipped when the person opted out.
 */
export async function releaseDoubts(ctx: Context): Promise<void> {
  await ctx.db.system(async (tx) => {
    const ended = await takeEndedDoubts(tx);
    if (ended.length === 0) return;
    for (const one of ended) {
      await moveHeldMessages(tx, one, one.holdsUntil, null);
      if (one.lapsed) {
        await announce(tx, one.workspaceId, { topic: 'conversations', ...(one.contactId ? { id: one.contactId } : {}) });
      }
    }
    await finishDoubts(
      tx,
      ended.map((one) => one.id),
    );
  });
}
