import { jobHandlers } from '../registry/jobs.ts';
import { runLoops } from '../worker.ts';
import { contextFor, onStop, sayReady, startOnDatabase } from './process.ts';

/** `tidings worker`: sends messages and does background work. Any number of them, on any number of machines. */
export async function worker(): Promise<void> {
  const { config, ctx } = contextFor('worker');
  await startOnDatabase(ctx, jobHandlers);
  await ctx.jobs.work(ctx, jobHandlers);
  const stopLoops = runLoops(ctx);
  onStop(ctx, async () => {
    await Promise.all([stopLoops(), ctx.jobs.stop(config.shutdownSeconds * 800)]);
    await ctx.close();
  });
  ctx.log.info('worker is ready');
  sayReady({});
}
