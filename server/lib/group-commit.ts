import { setTimeout as wait } from 'node:timers/promises';

/** A batch of this many means that more is coming: then it pays to gather. */
const busyAt = 8;
/** One of this many means a flood: then it pays to gather three times as long. */
const floodedAt = 100;

interface Options {
  /** Items of one write at most. */
  readonly most?: number;
  /** How long a write under load waits for more, in milliseconds; in a flood up to three times as long. */
  readonly gatherMs?: number;
  /** Writes that may be under way at once; more than one only in a flood. */
  readonly writers?: number;
  /** Whoever adds waits for the answer before adding more: then a flood is gathered no longer than until as many have come as the last time. */
  readonly awaited?: boolean;
}

/**
 * Writes what arrives in bulk: while one write is under way, what comes meanwhile gathers for the next. A lone item is written at once; under
 * load each batch gathers for `gatherMs` more, in a flood three times as long, since a transaction costs as much for ten items as for a hundred.
 * With several `writers` a flood is written while the batch before it is: items then end in no order. `add` is fulfilled when the item's batch has
 * been written, and rejected when writing failed.
 */
export class GroupCommit<T> {
  readonly #write: (items: readonly T[]) => Promise<void>;
  readonly #most: number;
  readonly #gatherMs: number;
  readonly #writers: number;
  readonly #awaited: boolean;
  #waiting: { item: T; resolve: () => void; reject: (error: unknown) => void }[] = [];
  readonly #running = new Set<Promise<void>>();
  /** Writers that still look for more. One that found nothing left is not among them, though its promise may not have ended yet. */
  #active = 0;

  constructor(
    write: (items: readonly T[]) => Promise<void>,
    { most = 1_000, gatherMs = 0, writers = 1, awaited = false }: Options = {},
  ) {
    this.#write = write;
    this.#most = most;
    this.#gatherMs = gatherMs;
    this.#writers = writers;
    this.#awaited = awaited;
  }

  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#active === 0 || (this.#active < this.#writers && this.#waiting.length >= floodedAt)) this.#start();
    });
  }

  /** How many wait for the next write. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Fulfilled when all that was added so far has been written, or has failed. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #start(): void {
    this.#active += 1;
    const run = this.#run().finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async #run(): Promise<void> {
    // One turn of the event loop: what arrived in the same moment shares the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    let last = 0;
    while (this.#waiting.length > 0) {
      await this.#gather(last);
      const batch = this.#waiting.splice(0, this.#most);
      last = batch.length;
      // Another writer took them meanwhile.
      if (last === 0) break;
      try {
        await this.#write(batch.map((one) => one.item));
        for (const one of batch) one.resolve();
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    this.#active -= 1;
  }

  /** Waits for more after a batch of so many. */
  async #gather(last: number): Promise<void> {
    if (last < busyAt || this.#gatherMs === 0) return;
    const flooded = last >= floodedAt;
    const enough = flooded && this.#awaited ? last : this.#most;
    for (let left = flooded ? 3 : 1; left > 0 && this.#waiting.length < enough; left -= 1) await wait(this.#gatherMs);
  }
}
