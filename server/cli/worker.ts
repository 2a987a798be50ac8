import { keepBeating } from '../modules/messages/recover.ts';
import { jobHandlers } from '../registry/jobs.ts';
import { runLoops } from '../worker.ts';
import { sayFarewell, startHeartbeat } from './heartbeat.ts';
import { contextFor, onStop, sayReady, startOnDatabase } from './process.ts';
import { listenForOperators } from './worker-port.ts';

/** `tidings worker`: sends messages and does background work. Any number of them, on any number of machines. */
export async function worker(): Promise<void> {
  const { config, ctx } = contextFor('worker');
  await startOnDatabase(ctx, jobHandlers);
  await ctx.jobs.work(ctx, jobHandlers);
  const app = await listenForOperators(ctx);
  // Before the first lease: who is not on the list of those that live is taken for dead, and what it leases for abandoned.
  await keepBeating(ctx);
  const stopLoops = runLoops(ctx);
  onStop(ctx, async () => {
    // The loops no longer beat, and what is in flight must not be taken for abandoned.
    const endHeartbeat = startHeartbeat(ctx);
    await Promise.all([stopLoops(), ctx.jobs.stop(config.drainSeconds * 800)]);
    await endHeartbeat();
    await app?.close();
    await sayFarewell(ctx);
    await ctx.close();
  });
  ctx.log.info('worker is ready');
  sayReady({});
}
