/** Time as the carrier sees it. Replaceable, so that tests can let hours pass in a moment. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `work` once `delayMs` have passed; the returned function calls it off. */
  after(delayMs: number, work: () => void): () => void;
}

// Node fires a longer timer at once, so long waits are taken in stretches of this length.
const longestTimerMs = 2_000_000_000;

export const realClock: Clock = {
  now: () => Date.now(),
  after(delayMs, work) {
    const timer =
      delayMs > longestTimerMs
        ? setTimeout(() => realClock.after(delayMs - longestTimerMs, work), longestTimerMs)
        : setTimeout(work, Math.max(0, delayMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export interface ManualClock extends Clock {
  /** Moves time forward and runs what became due, in order. */
  advance(ms: number): void;
}

interface ManualTimer {
  at: number;
  order: number;
  work: () => void;
}

/** A clock that stands still until it is told to advance. */
export function createManualClock(startMs: number): ManualClock {
  let now = startMs;
  let order = 0;
  const timers = new Set<ManualTimer>();
  const nextDue = (until: number): ManualTimer | undefined => {
    let first: ManualTimer | undefined;
    for (const timer of timers) {
      if (timer.at > until) continue;
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
    }
    return first;
  };
  return {
    now: () => now,
    after(delayMs, work) {
      const timer = { at: now + Math.max(0, delayMs), order: order++, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const until = now + ms;
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        timers.delete(timer);
        now = timer.at;
        timer.work();
      }
      now = until;
    },
  };
}
