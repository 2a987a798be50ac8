import type { Context } from '../../context.ts';
import { version } from '../../lib/version.ts';
import { announceChanges } from './news.ts';
import { beat, listAbandoned } from './recover-store.ts';
import { applyTransitions, markUnknown } from './transitions-store.ts';

/** A worker that has not beaten for this long is taken for dead. It beats every two seconds. */
export const deadAfterSeconds = 8;
/** A lease this old has no result to come: begun within 5 s, connected within 10, answered within 20 and read within 20. */
const tooOldSeconds = 60;
const atOnce = 1_000;

interface Beats {
  last: number;
  /** Since when this process beats without a gap, in monotonic milliseconds. */
  steadySince: number;
}

const beats = new WeakMap<Context, Beats>();

/** Says that this worker lives. */
export async function keepBeating(ctx: Context): Promise<void> {
  await ctx.db.system((tx) => beat(tx, ctx.process, version));
  const now = performance.now();
  const before = beats.get(ctx);
  const steady = before !== undefined && now - before.last < (deadAfterSeconds * 1_000) / 2;
  beats.set(ctx, { last: now, steadySince: steady ? before.steadySince : now });
}

/** Whether others would have been heard by now. After the database was away nobody has beaten lately, and nobody is dead for that. */
function isSteady(ctx: Context): boolean {
  const steadySince = beats.get(ctx)?.steadySince;
  return steadySince !== undefined && performance.now() - steadySince > deadAfterSeconds * 1_000;
}

/**
 * Messages that a dead worker had leased: it may have handed them over or not, so they are unknown (I3), never simply sent again.
 * If the worker lives after all, its results still count: unknown leads forward to whatever it reports.
 */
export async function recoverLeases(ctx: Context): Promise<void> {
  if (!isSteady(ctx)) return;
  for (;;) {
    const changed = await ctx.db.system(async (tx) => {
      const ids = await listAbandoned(tx, deadAfterSeconds, tooOldSeconds, atOnce);
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
