import { setTimeout as wait } from 'node:timers/promises';

/** A batch of this many means that more is coming: then it pays to gather. */
const busyAt = 8;
/** One of this many means a flood: then it pays to gather three times as long. */
const floodedAt = 100;

/**
 * Writes what arrives in bulk: while one write is under way, what comes meanwhile gathers for the next. A lone item is written at once; under
 * load each batch gathers for `gatherMs` more (in a flood three times as long), since a transaction costs as much for ten items as for a hundred. `add` is fulfilled when the
 * item's batch has been written, and rejected when writing failed.
 */
export class GroupCommit<T> {
  readonly #write: (items: readonly T[]) => Promise<void>;
  readonly #most: number;
  readonly #gatherMs: number;
  #waiting: { item: T; resolve: () => void; reject: (error: unknown) => void }[] = [];
  #running: Promise<void> | undefined;

  constructor(write: (items: readonly T[]) => Promise<void>, most = 1_000, gatherMs = 0) {
    this.#write = write;
    this.#most = most;
    this.#gatherMs = gatherMs;
  }

  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** How many wait for the next write. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Fulfilled when all that was added so far has been written, or has failed. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // One turn of the event loop: what arrived in the same moment shares the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    let last = 0;
    while (this.#waiting.length > 0) {
      if (last >= busyAt && this.#gatherMs > 0 && this.#waiting.length < this.#most)
        await wait(last >= floodedAt ? 3 * this.#gatherMs : this.#gatherMs);
      const batch = this.#waiting.splice(0, this.#most);
      last = batch.length;
      try {
        await this.#write(batch.map((one) => one.item));
        for (const one of batch) one.resolve();
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    this.#running = undefined;
  }
}
