/** What a lane is asked to send, and from when. */
export interface Arrival {
  /** Milliseconds since the epoch from which these may go out. */
  readonly at: number;
  readonly segments: number;
}

/** Money that what goes out is paid from, in segments. */
export interface Budget {
  /** What is left now. */
  readonly left: number;
  /** What there is each time it begins anew. */
  readonly per: number;
  /** When it begins anew: milliseconds since the epoch, ascending, the first after `now`. */
  readonly renews: readonly number[];
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
  /** All of them must have something left. */
  readonly budgets?: readonly Budget[];
}

/** What waits for money. */
export interface BudgetHold {
  /** Which of the budgets is used up, from 0. */
  readonly budget: number;
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** When that budget begins anew; null beyond the last renewal given. */
  readonly until: number | null;
  /** Segments that went out before. */
  readonly before: number;
  /** Segments that might go out by then, and wait. */
  readonly waits: number;
}

export interface FinishForecast {
  /** Milliseconds since the epoch when the last segment is handed over; null when that is beyond the last reset given. */
  readonly finishesAt: number | null;
  /** Segments by day of the cap: `until` is the reset that ends it, null for the time after the last reset given. */
  readonly days: readonly { readonly until: number | null; readonly segments: number }[];
  /** Segments that cannot go out today because the cap is used up, of everything that may go out today. */
  readonly slips: number;
  /** The first time that a budget holds; null when they suffice. */
  readonly hold: BudgetHold | null;
}

const never = Number.POSITIVE_INFINITY;
/** Less of a segment than this is what floating point left over. */
const nothing = 1e-6;

/**
 * When a lane is done with what it is asked to send, at its real rate, under its daily cap and within its budgets (BE-3). Pure: the clock and
 * the resets come in. Whoever may go out later waits until then; the cap and the budgets hold what is over them until they begin anew.
 */
export function forecastFinish(now: number, arrivals: readonly Arrival[], lane: LaneForecast): FinishForecast {
  const waiting = arrivals.filter((one) => one.segments > 0).toSorted((a, b) => a.at - b.at);
  const money = new Money(lane.budgets ?? []);
  const days: { until: number | null; segments: number }[] = [];
  let at = now;
  let used = lane.used;
  let queue = 0;
  let next = 0;
  let slips = 0;
  let finishesAt: number | null = now;
  for (let day = 0; day <= lane.resets.length; day += 1) {
    const end = lane.resets[day] ?? never;
    let sent = 0;
    while (at < end) {
      while ((waiting[next]?.at ?? never) <= at) queue += waiting[next++]?.segments ?? 0;
      money.renew(at, queue);
      const left = lane.cap === null ? never : Math.max(0, lane.cap - used);
      const may = Math.min(queue, left, money.left);
      const until = Math.min(end, waiting[next]?.at ?? never, money.renewsAt);
      if (may < nothing) {
        if (queue >= nothing && left >= nothing) money.hold(at);
        at = until;
        if (until === never) break;
        continue;
      }
      const goes = Math.min(may, Math.max(1e-9, ((until - at) / 1000) * lane.rate));
      at = Math.min(until, at + (goes / lane.rate) * 1000);
      queue -= goes;
      used += goes;
      sent += goes;
      money.spend(goes);
      if (queue < nothing) {
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
  const done = queue < nothing && next >= waiting.length;
  return { finishesAt: done ? finishesAt : null, days, slips, hold: money.held(queue) };
}

/** The budgets while a forecast runs. */
class Money {
  readonly #budgets: { left: number; next: number; readonly per: number; readonly renews: readonly number[] }[];
  #spent = 0;
  #hold: { budget: number; from: number; until: number | null; before: number; waits: number | null } | null = null;

  constructor(budgets: readonly Budget[]) {
    this.#budgets = budgets.map(({ left, per, renews }) => ({ left: Math.max(0, left), per, renews, next: 0 }));
  }

  get left(): number {
    return Math.min(never, ...this.#budgets.map((one) => one.left));
  }

  get renewsAt(): number {
    return Math.min(never, ...this.#budgets.map((one) => one.renews[one.next] ?? never));
  }

  /** Begins anew what is due; `queue` is what waits at that moment. */
  renew(at: number, queue: number): void {
    const hold = this.#hold;
    for (const one of this.#budgets)
      for (; (one.renews[one.next] ?? never) <= at; one.next += 1) {
        one.left = one.per;
        if (hold !== null && hold.until === one.renews[one.next]) hold.waits ??= queue;
      }
  }

  spend(segments: number): void {
    this.#spent += segments;
    for (const one of this.#budgets) one.left -= segments;
  }

  /** Notes that something waits for money from now on, the first time. */
  hold(at: number): void {
    if (this.#hold) return;
    const budget = this.#budgets.findIndex((one) => one.left < nothing);
    const one = this.#budgets[budget];
    if (one) this.#hold = { budget, from: at, until: one.renews[one.next] ?? null, before: this.#spent, waits: null };
  }

  /** `queue` is what waits when the forecast ends. */
  held(queue: number): BudgetHold | null {
    const hold = this.#hold;
    return hold === null ? null : { ...hold, waits: hold.waits ?? queue };
  }
}
