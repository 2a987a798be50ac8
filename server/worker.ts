import type { Context } from './context.ts';
import type { Loop } from './jobs/define.ts';
import { loops } from './registry/loops.ts';

/** Starts every loop; the returned function asks them to stop and waits until their present round has ended. */
export function runLoops(ctx: Context): () => Promise<void> {
  const stopping = new AbortController();
  const running = loops.map((loop) => runLoop(ctx, loop, stopping.signal));
  return async () => {
    stopping.abort();
    await Promise.all(running);
  };
}

async function runLoop(ctx: Context, loop: Loop, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await loop.run(ctx, signal);
    } catch (error) {
      if (!signal.aborted) ctx.log.warn({ loop: loop.name, err: error }, 'a loop had a problem and goes on');
    }
    await pause(loop.everyMs, signal);
  }
}

/** Waits, or returns at once when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
