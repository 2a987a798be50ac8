import type { Context } from './context.ts';
import type { Loop } from './jobs/define.ts';
import { loops } from './registry/loops.ts';

/** A loop that goes on failing is logged this often, and tried again at least this often. */
const logEveryMs = 30_000;
const longestPauseMs = 5_000;

/** Starts every loop; the returned function asks them to stop and waits until their present round has ended. */
export function runLoops(ctx: Context, wanted: readonly Loop[] = loops): () => Promise<void> {
  const stopping = new AbortController();
  const running = wanted.map((loop) => runLoop(ctx, loop, stopping.signal));
  return async () => {
    stopping.abort();
    await Promise.all(running);
  };
}

async function runLoop(ctx: Context, loop: Loop, signal: AbortSignal): Promise<void> {
  const complain = complaints(ctx, loop.name);
  for (let failures = 0; !signal.aborted; ) {
    try {
      await loop.run(ctx, signal);
      failures = 0;
    } catch (error) {
      failures += 1;
      if (!signal.aborted) complain(error);
    }
    await pause(Math.max(loop.everyMs, pauseAfter(failures)), signal);
  }
}

/** How long to wait after so many failures in a row: what is broken is not mended by asking a hundred times a second. */
export function pauseAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(longestPauseMs, 100 * 2 ** Math.min(failures - 1, 10));
}

/** Logs a loop's problems: the first at once, then at most one line in half a minute that says how many there were. */
function complaints(ctx: Context, name: string): (error: unknown) => void {
  let loggedAt = Number.NEGATIVE_INFINITY;
  let times = 0;
  return (error) => {
    times += 1;
    const now = ctx.clock.now().getTime();
    if (now - loggedAt < logEveryMs) return;
    ctx.log.warn({ loop: name, times, err: error }, 'a loop had a problem and goes on');
    loggedAt = now;
    times = 0;
  };
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
