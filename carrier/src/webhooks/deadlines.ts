interface Expiring {
  expire(): void;
}

const sweepMs = 50;

/** Expires what takes too long. One timer for all: a timer per webhook would cost more than the webhook's bookkeeping. */
export class Deadlines {
  readonly #until = new Map<Expiring, number>();
  readonly #eachSweep: (now: number) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(eachSweep: (now: number) => void) {
    this.#eachSweep = eachSweep;
    this.#timer = setInterval(() => this.#sweep(), sweepMs).unref();
  }

  /** Sets the moment, or moves it. */
  set(item: Expiring, until: number): void {
    this.#until.set(item, until);
  }

  remove(item: Expiring): void {
    this.#until.delete(item);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#until.clear();
  }

  #sweep(): void {
    const now = performance.now();
    for (const [item, until] of this.#until) if (until <= now) item.expire();
    this.#eachSweep(now);
  }
}
