import type { Loop } from '../../jobs/define.ts';
import { idleSince } from './sessions.ts';
import { sweep } from './sessions-store.ts';

/** Removes ended sessions, old counters of limits and old idempotency keys. */
export const sweepLoop: Loop = {
  name: 'accounts.sweep',
  everyMs: 10 * 60_000,
  run: (ctx) => ctx.db.system((tx) => sweep(tx, ctx.clock.now(), idleSince(ctx))),
};
