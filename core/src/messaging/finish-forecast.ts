/** What a lane is asked to send, and from when. */
export interface Arrival {
  /** Milliseconds since the epoch from which these may go out. */
  readonly at: number;
  readonly segments: number;
}

/** A lane as it stands. */
export interface LaneForecast {
  /** Segments per second, above 0. */
  readonly rate: number;
  /** Segments per day of the cap, null without one. */
  readonly cap: number | null;
  /** Segments of the cap used already today. */
  readonly used: number;
  /** When the cap begins anew: milliseconds since the epoch, ascending, the first after `now`. */
  readonly resets: readonly number[];
}

export interface FinishForecast {
  /** Milliseconds since the epoch when the last segment is handed over; null when that is beyond the last reset given. */
  readonly finishesAt: number | null;
  /** Segments by day of the cap: `until` is the reset that ends it, null for the time after the last reset given. */
  readonly days: readonly { readonly until: number | null; readonly segments: number }[];
  /** Segments that cannot go out today because the cap is used up, of everything that may go out today. */
  readonly slips: number;
}

/**
 * When a lane is done with what it is asked to send, at its real rate and under its daily cap (BE-3). Pure: the clock and the resets come in.
 * Whoever may go out later waits until then; the cap holds what is over it until it begins anew.
 */
export function forecastFinish(now: number, arrivals: readonly Arrival[], lane: LaneForecast): FinishForecast {
  const waiting = arrivals.filter((one) => one.segments > 0).toSorted((a, b) => a.at - b.at);
  const days: { until: number | null; segments: number }[] = [];
  let at = now;
  let used = lane.used;
  let queue = 0;
  let next = 0;
  let slips = 0;
  let finishesAt: number | null = now;
  for (let day = 0; day <= lane.resets.length; day += 1) {
    const end = lane.resets[day] ?? Number.POSITIVE_INFINITY;
    let sent = 0;
    while (at < end) {
      while ((waiting[next]?.at ?? Number.POSITIVE_INFINITY) <= at) queue += waiting[next++]?.segments ?? 0;
      const arrives = waiting[next]?.at ?? Number.POSITIVE_INFINITY;
      const left = lane.cap === null ? Number.POSITIVE_INFINITY : Math.max(0, lane.cap - used);
      const may = Math.min(queue, left);
      const until = Math.min(end, arrives);
      if (may === 0) {
        at = until;
        if (until === Number.POSITIVE_INFINITY) break;
        continue;
      }
      const goes = Math.min(may, Math.max(1e-9, ((until - at) / 1000) * lane.rate));
      at = Math.min(until, at + (goes / lane.rate) * 1000);
      queue -= goes;
      used += goes;
      sent += goes;
      if (queue < 1e-6) {
        queue = 0;
        finishesAt = at;
      }
    }
    if (sent > 0) days.push({ until: lane.resets[day] ?? null, segments: Math.round(sent) });
    if (day === 0) slips = Math.round(queue);
    if (queue === 0 && next >= waiting.length) break;
    at = end;
    used = 0;
  }
  const done = queue < 1e-6 && next >= waiting.length;
  return { finishesAt: done ? finishesAt : null, days, slips };
}
