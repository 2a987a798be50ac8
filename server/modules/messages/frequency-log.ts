import type { SendFacts } from '@tidings/core/compliance/decision';
import type { FrequencyCap } from '@tidings/core/contract/quiet-hours';

const dayMs = 86_400_000;

/** Whom a message reaches: a contact, at a phone that others may share. */
export interface Reached {
  readonly contactId: string | null;
  readonly address: string | null;
}

/** One name for a person at a phone. */
export const reachedKey = ({ contactId, address }: Reached): string => `${contactId} ${address}`;

interface Noted extends Reached {
  readonly at: number;
}

/**
 * When each of some people had their latest bulk messages, as a lease knows it, its own included. What counts for somebody: whatever went to the
 * contact, at any phone, and whatever went to the phone, for whoever shares it.
 */
export class FrequencyLog {
  readonly #cap: FrequencyCap;
  readonly #times: ReadonlyMap<string, readonly number[]>;
  /** What goes out now, by contact and by phone. */
  readonly #noted: Map<string, readonly Noted[]>;

  /** `times`: milliseconds since the epoch by reachedKey, newest first, at least as many as the cap counts. */
  constructor(cap: FrequencyCap, times: ReadonlyMap<string, readonly number[]>, noted?: ReadonlyMap<string, readonly Noted[]>) {
    this.#cap = cap;
    this.#times = times;
    this.#noted = new Map(noted);
  }

  copy(): FrequencyLog {
    return new FrequencyLog(this.#cap, this.#times, this.#noted);
  }

  /** When they may get one more; null while there is room. */
  factsOf(person: Reached, now: number): SendFacts['frequency'] {
    if (person.contactId === null) return null;
    const own = new Set([...(this.#noted.get(person.contactId) ?? []), ...(this.#noted.get(person.address ?? '') ?? [])]);
    const times = [...[...own].map((one) => one.at), ...(this.#times.get(reachedKey(person)) ?? [])];
    // The message that has to leave the days counted before there is room again.
    const oldest = times[this.#cap.messages - 1];
    const freeAt = oldest === undefined ? 0 : oldest + this.#cap.days * dayMs;
    if (freeAt <= now) return null;
    const { messages, days, excess } = this.#cap;
    return { freeAt, excess, counted: { messages, days, texts: times.length, latestAt: times[0] ?? now } };
  }

  /** Notes one that goes out now. */
  note({ contactId, address }: Reached, now: number): void {
    if (contactId === null) return;
    const noted = { contactId, address, at: now };
    for (const key of [contactId, address]) if (key !== null) this.#noted.set(key, [noted, ...(this.#noted.get(key) ?? [])]);
  }
}
