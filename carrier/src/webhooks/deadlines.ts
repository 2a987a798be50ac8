interface Expiring {
  expire(): void;
}

const sweepMs = 50;

/** Expires what takes too long. One timer for all: a timer per webhook would cost more than the webhook's bookkeeping. */
export class Deadlines {
  readonly #until = new Map<Expiring, number>();
  #timer: NodeJS.Timeout | undefined;

  add(item: Expiring, until: number): void {
    this.#until.set(item, until);
    this.#timer ??= setInterval(() => this.#sweep(), sweepMs).unref();
  }

  remove(item: Expiring): void {
    this.#until.delete(item);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#until.clear();
  }

  #sweep(): void {
    const now = performance.now();
    for (const [item, until] of this.#until) if (until <= now) item.expire();
  }
}
