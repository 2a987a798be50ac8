import type { Context } from '../../context.ts';
import { renewDoubts } from '../compliance/doubts-store.ts';
import { askAfterDoubt } from '../compliance/opt-in-store.ts';
import { finishDoubts, releaseHeldMessages, takeDecidedDoubts } from './release-doubts-store.ts';

/**
 * Puts messages and questions back into their turn whose doubtful text was decided. Whether they go out is decided at their lease (I2): they end as skipped
 * when the person opted out. What nobody has decided waits on, however long.
 */
export async function releaseDoubts(ctx: Context): Promise<void> {
  await ctx.db.system(async (tx) => {
    await renewDoubts(tx);
    const decided = await takeDecidedDoubts(tx);
    if (decided.length === 0) return;
    for (const one of decided) {
      await releaseHeldMessages(tx, one);
      await askAfterDoubt(tx, one.workspaceId, one.address);
    }
    await finishDoubts(
      tx,
      decided.map((one) => one.id),
    );
  });
}
