/** A few places that work takes in the order in which it asked: whoever asked first is never kept waiting by whoever asked later. */
export class Turns {
  #free: number;
  readonly #waiting: Array<() => void> = [];

  /** @param places how much may be done at once, at least one */
  constructor(places: number) {
    this.#free = Math.max(1, Math.floor(places));
  }

  /** Does the work once there is a place for it, and gives the place back when it ends, however it ends. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The place is handed over, not freed: nobody who asks at this moment goes before those who wait.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
