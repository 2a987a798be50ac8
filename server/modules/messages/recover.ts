import type { Context } from '../../context.ts';
import { announceChanges } from './news.ts';
import { listAbandoned } from './recover-store.ts';
import { applyTransitions, markUnknown } from './transitions-store.ts';

/** A worker that has not beaten for this long is taken for dead. It beats every two seconds. */
export const deadAfterSeconds = 8;
const atOnce = 1_000;

/**
 * Messages that a dead worker had leased: it may have handed them over or not, so they are unknown (I3), never simply sent again.
 * If the worker lives after all, its results still count: unknown leads forward to whatever it reports.
 */
export async function recoverLeases(ctx: Context): Promise<void> {
  for (;;) {
    const changed = await ctx.db.system(async (tx) => {
      const ids = await listAbandoned(tx, deadAfterSeconds, atOnce);
      const moved = await applyTransitions(
        tx,
        ids.map((messageId) => ({ messageId, to: 'unknown', reason: 'unknown_outcome' })),
      );
      await markUnknown(tx, ids, Math.min(10, ctx.config.unknownAfterSeconds));
      return { ids, moved };
    });
    if (changed.ids.length > 0) ctx.log.warn({ count: changed.ids.length }, 'leases of a dead worker became unknown');
    await announceChanges(ctx, changed.moved);
    if (changed.ids.length < atOnce) return;
  }
}
