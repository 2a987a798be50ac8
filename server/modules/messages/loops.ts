import type { Context } from '../../context.ts';
import type { Loop } from '../../jobs/define.ts';
import { catchUp, watchNewConnections } from './catch-up.ts';
import { Dispatcher } from './dispatcher.ts';
import { processForgotten } from './inbound.ts';
import { reconcile } from './reconcile.ts';
import { keepBeating, recoverLeases } from './recover.ts';
import { forgetOldWorkers } from './recover-store.ts';

/** A worker says that it lives before it leases: leases of an unknown worker count as abandoned. */
async function dispatch(ctx: Context, signal: AbortSignal): Promise<void> {
  await keepBeating(ctx);
  await new Dispatcher(ctx).run(signal);
}

/** What the sending of messages does in every worker, again and again. */
export const messageLoops: readonly Loop[] = [
  { name: 'messages.beat', everyMs: 2_000, run: keepBeating },
  { name: 'messages.forget-workers', everyMs: 3_600_000, run: (ctx) => ctx.db.system(forgetOldWorkers) },
  { name: 'messages.dispatch', everyMs: 100, run: dispatch },
  { name: 'messages.forgotten-inbound', everyMs: 5_000, run: processForgotten },
  { name: 'messages.recover', everyMs: 1_000, run: recoverLeases },
  { name: 'messages.reconcile', everyMs: 1_000, run: reconcile },
  { name: 'messages.watch-connections', everyMs: 10_000, run: watchNewConnections },
  { name: 'messages.catch-up', everyMs: 1_000, run: catchUp },
];
