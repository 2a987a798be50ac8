import { type Budget, type BudgetHold, Money } from './finish-money.ts';

export type { Budget, BudgetHold } from './finish-money.ts';

/** What somebody waits for, and until when. */
export interface TurnWait {
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** The wall time of that moment at their place; null when it differs or does not matter. */
  readonly local: string | null;
}

/** What is decided over something when it comes to its turn. Instants are milliseconds since the epoch. */
export type Turn =
  /** `until`: when it must be decided again; null when that holds for good. */
  | { readonly kind: 'goes'; readonly until: number | null }
  | ({ readonly kind: 'waits' } & TurnWait)
  /** It does not go out at all. */
  | { readonly kind: 'ends' };

/** What a lane is asked to send, and from when. */
export interface Arrival {
  /** Milliseconds since the epoch from which these may go out. */
  readonly at: number;
  readonly segments: number;
  /** True of what is not asked about: it only goes before, and is in none of the numbers. */
  readonly before?: boolean;
  /** What is decided over these at a moment at which they come to their turn; left out where they may go at any. */
  readonly turn?: (at: number) => Turn;
}

/** A lane as it stands. */
export interface LaneForecast {
  /** Segments per second, above 0. */
  readonly rate: number;
  /** The most segments that gather while nothing is sent, and leave at once; 1 when left out. */
  readonly burst?: number;
  /** How many of these have gathered at `now`; the whole burst when left out. */
  readonly tokens?: number;
  /** Segments per day of the cap, null without one. */
  readonly cap: number | null;
  /** Segments of the cap used already today. */
  readonly used: number;
  /** When the cap begins anew: milliseconds since the epoch, ascending, the first after `now`. */
  readonly resets: readonly number[];
  /** Segments of one message that is asked about, on average: what is left of a cap and does not suffice for one is not used. */
  readonly each?: number;
  /** All of them must have something left. */
  readonly budgets?: readonly Budget[];
}

/** What becomes of one arrival. */
export interface ArrivalForecast {
  /** When its last segment is handed over; `now` when none is, null when that is beyond the last reset given. */
  readonly finishesAt: number | null;
  /** Segments that had to wait, by what they waited for first and until when they did; what is not here went out at once, or in its order. */
  readonly waits: readonly { readonly wait: TurnWait; readonly segments: number }[];
  /** Segments that ended without going out. */
  readonly ended: number;
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
  /** What becomes of each arrival, in the order given. */
  readonly each: readonly ArrivalForecast[];
}

/** Why something waits that the rules would let go: the lane may send no more today. */
export const capWait = 'daily_cap';

const never = Number.POSITIVE_INFINITY;
/** Less of a segment than this is what floating point left over. */
const nothing = 1e-6;
/** Whatever a decision says, it holds for so long: a forecast always comes to an end. */
const shortestMs = 1_000;

/**
 * When a lane is done with what it is asked to send, at its real rate, under its daily cap and within its budgets (BE-3). Pure: the clock and
 * the resets come in. A lane works in the order in which things became due, as the dispatcher does: what is before goes first, what arrives
 * together goes evenly mixed, and whoever comes to their turn is decided then, so that who is put off by the cap, or by those before, waits for
 * their hours if these have ended meanwhile.
 */
export function forecastFinish(now: number, arrivals: readonly Arrival[], lane: LaneForecast): FinishForecast {
  const run = new LaneRun(now, arrivals, lane);
  run.run();
  return run.result();
}

/** One arrival on its way through the lane. */
class Item {
  left: number;
  /** Until when its decision holds. */
  decidedUntil: number;
  finishesAt: number | null = null;
  lastAt: number | null = null;
  ended = 0;
  readonly arrival: Arrival;
  readonly waits: { wait: TurnWait; segments: number }[] = [];
  #wait: TurnWait | null = null;
  #out = 0;

  constructor(arrival: Arrival) {
    this.arrival = arrival;
    this.left = arrival.segments;
    this.decidedUntil = arrival.turn === undefined ? never : Number.NEGATIVE_INFINITY;
  }

  goesOut(segments: number, at: number): void {
    this.left -= segments;
    this.#out += segments;
    this.lastAt = at;
  }

  /** What goes out from now on has waited; for what it waited first is kept. */
  waitsFor(wait: TurnWait): void {
    this.#note();
    this.#wait = { ...wait, reason: this.#wait?.reason ?? wait.reason };
  }

  finish(at: number): void {
    this.#note();
    this.finishesAt = at;
  }

  /** Segments that are left wait for good. */
  never(): void {
    this.#note();
    if (this.#wait !== null && this.left >= nothing) this.waits.push({ wait: this.#wait, segments: this.left });
  }

  #note(): void {
    if (this.#wait !== null && this.#out > 0) this.waits.push({ wait: this.#wait, segments: this.#out });
    this.#out = 0;
  }
}

/** What became due together. */
type Batch = Item[];

class LaneRun {
  readonly #now: number;
  readonly #lane: LaneForecast;
  readonly #items: readonly Item[];
  readonly #money: Money;
  readonly #days: { until: number | null; segments: number }[] = [];
  /** What is due, in its order; `#head` is the first that is not done. */
  readonly #queue: Batch[] = [];
  #head = 0;
  /** What is due later, and the moments, ascending. */
  readonly #later = new Map<number, Batch>();
  readonly #moments: number[] = [];
  #at: number;
  #day = 0;
  #used: number;
  #sentToday = 0;
  #capped = false;
  #slips = 0;
  /** Segments that may leave at once as of a moment. The last of a full lane is counted as done when its own time at the rate has passed. */
  #gathered: number;
  #gatheredAt: number;

  constructor(now: number, arrivals: readonly Arrival[], lane: LaneForecast) {
    this.#now = now;
    this.#at = now;
    this.#lane = lane;
    this.#used = lane.used;
    this.#gathered = Math.max(0, (lane.tokens ?? lane.burst ?? 1) - 1);
    this.#gatheredAt = now;
    this.#money = new Money(lane.budgets ?? []);
    this.#items = arrivals.map((one) => new Item(one));
    // What goes before does so also of what is due at the same moment.
    const due = this.#items.filter((one) => one.arrival.at <= now && one.left > 0);
    this.#queue.push(
      due.filter((one) => one.arrival.before === true),
      due.filter((one) => one.arrival.before !== true),
    );
    for (const item of this.#items) {
      if (item.arrival.at > now && item.left > 0) this.#postpone(item, item.arrival.at);
      else if (item.left <= 0) item.finish(now);
    }
  }

  run(): void {
    while (this.#step());
    this.#endDay(null);
    for (const item of this.#items) if (item.finishesAt === null) item.never();
  }

  result(): FinishForecast {
    const own = this.#items.filter((one) => one.arrival.before !== true);
    const done = own.every((one) => one.finishesAt !== null);
    return {
      finishesAt: done ? own.reduce((last, one) => Math.max(last, one.finishesAt ?? last), this.#now) : null,
      days: this.#days,
      slips: Math.round(this.#slips),
      hold: this.#money.held(this.#waiting()),
      each: this.#items.map(({ finishesAt, waits, ended }) => ({ finishesAt, waits, ended })),
    };
  }

  /** Does what is next; false when nothing is left, or nothing that is left ever goes. */
  #step(): boolean {
    while (this.#at >= this.#dayEnd) this.#endDay(this.#dayEnd);
    this.#arrive((moment) => moment <= this.#at);
    this.#money.renew(this.#at, () => this.#waiting());
    const batch = this.#decide();
    if (batch === undefined) {
      const [next] = this.#moments;
      return next !== undefined && this.#jump(next);
    }
    const total = batch.reduce((sum, one) => sum + one.left, 0);
    const room = this.#roomFor(batch);
    const may = Math.min(total, room, this.#money.left);
    if (may < nothing) {
      if (room < nothing) return this.#waitForCap();
      this.#money.hold(this.#at);
      return this.#jump(Math.min(this.#dayEnd, this.#money.renewsAt));
    }
    this.#handOver(batch, total, may);
    return true;
  }

  get #dayEnd(): number {
    return this.#lane.resets[this.#day] ?? never;
  }

  #jump(to: number): boolean {
    this.#at = to;
    return to !== never;
  }

  /** A lane whose cap is used up is not read: what becomes due meanwhile joins it undecided. */
  #waitForCap(): boolean {
    this.#capped = true;
    const end = this.#dayEnd;
    if (end !== never) this.#arrive((moment) => moment < end);
    return this.#jump(end);
  }

  /** Ends a day of the cap; null: the forecast itself ends. */
  #endDay(end: number | null): void {
    if (this.#sentToday > 0)
      this.#days.push({ until: this.#lane.resets[this.#day] ?? null, segments: Math.round(this.#sentToday) });
    if (this.#day === 0 && this.#capped) this.#slips = this.#waiting();
    if (end !== null && this.#capped) {
      const wait = { reason: capWait, until: end, local: null };
      for (const batch of this.#queue.slice(this.#head)) for (const item of batch) item.waitsFor(wait);
    }
    this.#day += 1;
    this.#sentToday = 0;
    this.#used = 0;
    this.#capped = false;
  }

  #postpone(item: Item, until: number): void {
    const batch = this.#later.get(until);
    if (batch) {
      batch.push(item);
      return;
    }
    this.#later.set(until, [item]);
    let [low, high] = [0, this.#moments.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#moments[middle] ?? never) < until) low = middle + 1;
      else high = middle;
    }
    this.#moments.splice(low, 0, until);
  }

  #arrive(isDue: (moment: number) => boolean): void {
    for (let [moment] = this.#moments; moment !== undefined && isDue(moment); [moment] = this.#moments) {
      this.#moments.shift();
      this.#queue.push(this.#later.get(moment) ?? []);
      this.#later.delete(moment);
    }
  }

  /** The first batch with those who may go at this moment; whoever may not leaves it. */
  #decide(): Batch | undefined {
    for (; this.#head < this.#queue.length; this.#head += 1) {
      const batch = (this.#queue[this.#head] ?? []).filter((item) => this.#mayGo(item));
      this.#queue[this.#head] = batch;
      if (batch.length > 0) return batch;
    }
    return undefined;
  }

  #mayGo(item: Item): boolean {
    if (item.arrival.turn === undefined || this.#at < item.decidedUntil) return true;
    const turn = item.arrival.turn(this.#at);
    switch (turn.kind) {
      case 'goes':
        item.decidedUntil = Math.max(turn.until ?? never, this.#at + shortestMs);
        return true;
      case 'waits':
        item.waitsFor({ reason: turn.reason, until: turn.until, local: turn.local });
        this.#postpone(item, Math.max(turn.until, this.#at + shortestMs));
        return false;
      case 'ends':
        item.ended = item.left;
        item.left = 0;
        item.finish(item.lastAt ?? this.#now);
        return false;
    }
  }

  /** Segments that the cap leaves for these. */
  #roomFor([first]: Batch): number {
    const { cap, each = 0 } = this.#lane;
    if (cap === null) return never;
    const left = Math.max(0, cap - this.#used);
    const whole = first?.arrival.before !== true && each > 0 && each <= cap;
    return whole ? Math.floor(left / each + nothing) * each : left;
  }

  #handOver(batch: Batch, total: number, may: number): void {
    const { rate } = this.#lane;
    const decidedUntil = batch.reduce((first, one) => Math.min(first, one.decidedUntil), never);
    const until = Math.min(this.#dayEnd, this.#money.renewsAt, decidedUntil);
    const most = Math.max(0, (this.#lane.burst ?? 1) - 1);
    const gathered = Math.min(most, this.#gathered + ((this.#at - this.#gatheredAt) / 1_000) * rate);
    const goes = Math.min(may, Math.max(1e-9, gathered + ((until - this.#at) / 1_000) * rate));
    this.#at = Math.min(until, this.#at + (Math.max(0, goes - gathered) / rate) * 1_000);
    this.#gathered = Math.max(0, gathered - goes);
    this.#gatheredAt = this.#at;
    const own = batch[0]?.arrival.before !== true;
    this.#used += goes;
    if (own) this.#sentToday += goes;
    this.#money.spend(goes, own);
    const done = total - goes < nothing;
    for (const item of batch) {
      item.goesOut(done ? item.left : (item.left / total) * goes, this.#at);
      if (done) item.finish(this.#at);
    }
    if (done) this.#head += 1;
  }

  /** Segments that are asked about, and due. */
  #waiting(): number {
    let sum = 0;
    for (const batch of this.#queue.slice(this.#head))
      for (const item of batch) if (item.arrival.before !== true) sum += item.left;
    return sum;
  }
}
