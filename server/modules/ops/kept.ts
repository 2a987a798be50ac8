/** An answer with the moment it is from, in monotonic milliseconds. */
interface Known<T> {
  readonly value: T;
  readonly at: number;
}

/**
 * Keeps an answer for a while, so that however many ask, the work is done once: those who come while it is being done wait for the same. An
 * error is not kept.
 */
export class Kept<T> {
  readonly #ask: () => Promise<T>;
  readonly #keepMs: number;
  #known: Known<T> | undefined;
  #asking: Promise<Known<T>> | undefined;

  constructor(keepMs: number, ask: () => Promise<T>) {
    this.#keepMs = keepMs;
    this.#ask = ask;
  }

  /** The answer and its age in milliseconds. */
  async get(): Promise<{ readonly value: T; readonly ageMs: number }> {
    const fresh = this.#known !== undefined && performance.now() - this.#known.at < this.#keepMs;
    const known = fresh && this.#known ? this.#known : await this.#refresh();
    return { value: known.value, ageMs: performance.now() - known.at };
  }

  /** Forgets it: the next who asks gets a new one. */
  forget(): void {
    this.#known = undefined;
  }

  #refresh(): Promise<Known<T>> {
    this.#asking ??= this.#ask()
      .then((value) => {
        this.#known = { value, at: performance.now() };
        return this.#known;
      })
      .finally(() => {
        this.#asking = undefined;
      });
    return this.#asking;
  }
}

/** Fulfilled with the promise, or rejected with the words when it takes longer. */
export async function within<T>(ms: number, words: string, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(words)), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    promise.catch(() => undefined);
  }
}
