import type { Loop } from '../../jobs/define.ts';
import { refreshOne } from './reach-store.ts';

/** Keeps the figures of the home screen that are counted too slowly for a screen. */
export const homeLoops: readonly Loop[] = [
  {
    name: 'home.reach',
    everyMs: 30_000,
    run: async (ctx, signal) => {
      while (!signal.aborted && (await ctx.db.system(refreshOne)));
    },
  },
];
