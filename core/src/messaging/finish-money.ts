/** Money that what goes out is paid from, in segments. */
export interface Budget {
  /** What is left now. */
  readonly left: number;
  /** What there is each time it begins anew. */
  readonly per: number;
  /** When it begins anew: milliseconds since the epoch, ascending, the first after `now`. */
  readonly renews: readonly number[];
}

/** What waits for money, of what is asked about. */
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

const never = Number.POSITIVE_INFINITY;
/** Less of a segment than this is what floating point left over. */
const nothing = 1e-6;

/** The budgets while a forecast runs. */
export class Money {
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

  /** Begins anew what is due; `waiting` tells what is asked about and waits at that moment. */
  renew(at: number, waiting: () => number): void {
    const hold = this.#hold;
    for (const one of this.#budgets)
      for (; (one.renews[one.next] ?? never) <= at; one.next += 1) {
        one.left = one.per;
        if (hold !== null && hold.until === one.renews[one.next]) hold.waits ??= waiting();
      }
  }

  /** `own`: it is what is asked about. */
  spend(segments: number, own: boolean): void {
    if (own) this.#spent += segments;
    for (const one of this.#budgets) one.left -= segments;
  }

  /** Notes that something waits for money from now on, the first time. */
  hold(at: number): void {
    if (this.#hold) return;
    const budget = this.#budgets.findIndex((one) => one.left < nothing);
    const one = this.#budgets[budget];
    if (one) this.#hold = { budget, from: at, until: one.renews[one.next] ?? null, before: this.#spent, waits: null };
  }

  /** `waiting` is what waits when the forecast ends. */
  held(waiting: number): BudgetHold | null {
    const hold = this.#hold;
    return hold === null ? null : { ...hold, waits: hold.waits ?? waiting };
  }
}
