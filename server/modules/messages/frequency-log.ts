import type { SendFacts } from '@tidings/core/compliance/decision';
import type { FrequencyCap } from '@tidings/core/contract/quiet-hours';

const dayMs = 86_400_000;

/** When each of some contacts had their latest bulk messages, as a lease knows it, its own included. */
export class FrequencyLog {
  readonly #cap: FrequencyCap;
  readonly #times: Map<string, readonly number[]>;

  /** `times`: milliseconds since the epoch by contact, newest first, at least as many as the cap counts. */
  constructor(cap: FrequencyCap, times: ReadonlyMap<string, readonly number[]>) {
    this.#cap = cap;
    this.#times = new Map(times);
  }

  copy(): FrequencyLog {
    return new FrequencyLog(this.#cap, this.#times);
  }

  /** When the contact may get one more; null while there is room. */
  factsOf(contactId: string | null, now: number): SendFacts['frequency'] {
    if (contactId === null) return null;
    // The message that has to leave the days counted before there is room again.
    const oldest = this.#times.get(contactId)?.[this.#cap.messages - 1];
    const freeAt = oldest === undefined ? 0 : oldest + this.#cap.days * dayMs;
    return freeAt > now ? { freeAt, excess: this.#cap.excess } : null;
  }

  /** Notes one that goes out now. */
  note(contactId: string | null, now: number): void {
    if (contactId !== null) this.#times.set(contactId, [now, ...(this.#times.get(contactId) ?? [])]);
  }
}
