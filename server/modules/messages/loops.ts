import type { Context } from '../../context.ts';
import type { Loop } from '../../jobs/define.ts';
import { askForOptIn, lapseOptIns } from './ask-opt-in.ts';
import { catchUp, watchNewConnections } from './catch-up.ts';
import { Dispatcher } from './dispatcher.ts';
import { noteSilence } from './hook-watch.ts';
import { processForgotten } from './inbound.ts';
import { forgetLeases } from './lease-record-store.ts';
import { readPrices, watchNewPrices } from './read-prices.ts';
import { reconcile } from './reconcile.ts';
import { keepBeating, recoverLeases } from './recover.ts';
import { forgetOldWorkers } from './recover-store.ts';
import { releaseDoubts } from './release-doubts.ts';
import { releaseHolds } from './release-holds.ts';
import { forgetOldWaits } from './waits-store.ts';

/** A worker says that it lives before it leases: leases of an unknown worker count as abandoned. */
async function dispatch(ctx: Context, signal: AbortSignal): Promise<void> {
  await keepBeating(ctx);
  await noteSilence(ctx);
  await new Dispatcher(ctx).run(signal);
}

/** Portion by portion, so that no transaction is long. */
async function forgetOldLeases(ctx: Context, signal: AbortSignal): Promise<void> {
  for (let gone = 1; gone > 0 && !signal.aborted; )
    gone = await ctx.db.system((tx) => forgetLeases(tx, ctx.config.keepDecisionsDays, 1_000));
}

/** What the sending of messages does in every worker, again and again. */
export const messageLoops: readonly Loop[] = [
  { name: 'messages.beat', everyMs: 2_000, run: keepBeating },
  { name: 'messages.forget-waits', everyMs: 3_600_000, run: (ctx) => ctx.db.system(forgetOldWaits) },
  { name: 'messages.forget-workers', everyMs: 3_600_000, run: (ctx) => ctx.db.system(forgetOldWorkers) },
  { name: 'messages.forget-leases', everyMs: 3_600_000, run: forgetOldLeases },
  { name: 'messages.dispatch', everyMs: 100, run: dispatch },
  { name: 'messages.forgotten-inbound', everyMs: 5_000, run: processForgotten },
  { name: 'messages.recover', everyMs: 1_000, run: recoverLeases },
  { name: 'messages.release-doubts', everyMs: 1_000, run: releaseDoubts },
  { name: 'messages.ask-opt-in', everyMs: 1_000, run: askForOptIn },
  { name: 'messages.lapse-opt-ins', everyMs: 60_000, run: lapseOptIns },
  { name: 'messages.reconcile', everyMs: 1_000, run: reconcile },
  { name: 'messages.watch-connections', everyMs: 10_000, run: watchNewConnections },
  { name: 'messages.catch-up', everyMs: 1_000, run: catchUp },
  { name: 'messages.release-holds', everyMs: 1_000, run: releaseHolds },
  { name: 'messages.watch-prices', everyMs: 10_000, run: watchNewPrices },
  { name: 'messages.prices', everyMs: 2_000, run: readPrices },
];
