/**
 * How many requests a lane may have under way at its provider at once. It starts small and grows with each good answer, so it doubles with
 * every round trip until something else is the limit; a provider that hangs or says that it is too busy loses half with each such request.
 * So a provider that answers nothing never holds more than a few of the requests that a worker can carry. Where a share p of the answers
 * is bad, the window settles at about 2 / p.
 */
export interface Answer {
  /** How long it took, in milliseconds. */
  readonly ms: number;
  /** The provider asked to be called less (HTTP 429). */
  readonly busy: boolean;
}

/** Bounds of a window. Larger at the start would let a provider that hangs hold more before it is noticed. */
export const windowBounds = { start: 16, least: 4, most: 512 } as const;

/** An answer that took this long is as bad as none. Twilio answers in well under a second. */
const hungMs = 5_000;

/** The window after an answer, or after a request that ended without one. */
export function nextWindow(size: number, { ms, busy }: Answer): number {
  const bad = busy || ms >= hungMs;
  return bad ? Math.max(windowBounds.least, size / 2) : Math.min(windowBounds.most, size + 1);
}

/** A lane needs requests under way for this long beyond the answer itself: the time between two leases. */
const betweenLeasesMs = 100;

/**
 * How many requests a lane can use: what its rate (segments a second) sends while one request is under way (`latencyMs`) and until the next
 * lease, at most its window. Whole, at least `least`.
 */
export function usefulInFlight({ rate, latencyMs, window }: { rate: number; latencyMs: number; window: number }): number {
  const inMotion = (rate * (latencyMs + betweenLeasesMs)) / 1_000;
  return Math.max(windowBounds.least, Math.floor(Math.min(window, inMotion + windowBounds.least)));
}

/** The usual latency after one more answer: a moving average, so that one slow answer changes little. */
export function nextLatency(latencyMs: number, ms: number): number {
  return latencyMs + (ms - latencyMs) / 8;
}
