import type { Message } from './message.ts';
import { backwards, PartyIndex, positionBefore } from './party-index.ts';

/** The messages of one account, found by sid, by To and by From. Holds the last `keep`; older ones are forgotten. */
export class MessageLog {
  readonly to = new PartyIndex();
  readonly from = new PartyIndex();
  readonly #keep: number;
  readonly #bySid = new Map<string, Message>();
  readonly #all: { items: Message[]; start: number } = { items: [], start: 0 };

  constructor(keep: number) {
    this.#keep = keep;
  }

  get size(): number {
    return this.#bySid.size;
  }

  add(message: Message): void {
    this.#bySid.set(message.sid, message);
    this.#all.items.push(message);
    this.to.add(message.to, message);
    this.from.add(message.from, message);
    while (this.#bySid.size > this.#keep) this.#forgetOldest();
  }

  find(sid: string): Message | undefined {
    return this.#bySid.get(sid);
  }

  remove(message: Message): void {
    if (message.removed) return;
    message.removed = true;
    this.#bySid.delete(message.sid);
    this.to.remove(message.to, message);
    this.from.remove(message.from, message);
    // The slot in the long row stays until it reaches the front; lists skip what is removed.
  }

  clear(): void {
    for (const message of this.#bySid.values()) message.removed = true;
    this.#bySid.clear();
    this.to.clear();
    this.from.clear();
    this.#all.items = [];
    this.#all.start = 0;
  }

  oldestFirst(): Iterable<Message> {
    return this.#bySid.values();
  }

  *newestFirst(beforeSeq = Number.POSITIVE_INFINITY): Generator<Message> {
    for (const message of backwards(this.#all.items, positionBefore(this.#all, beforeSeq), this.#all.start)) {
      if (!message.removed) yield message;
    }
  }

  /** Newest first, narrowed by whichever index is shorter; the rest of a filter is the caller's. */
  matching(filter: { to?: string | undefined; from?: string | undefined }, beforeSeq?: number): Generator<Message> {
    const { to, from } = filter;
    if (to !== undefined && (from === undefined || this.to.count(to) <= this.from.count(from))) {
      return this.to.newestFirst(to, beforeSeq);
    }
    return from === undefined ? this.newestFirst(beforeSeq) : this.from.newestFirst(from, beforeSeq);
  }

  #forgetOldest(): void {
    const all = this.#all;
    const oldest = all.items[all.start++];
    if (oldest && !oldest.removed) this.remove(oldest);
    if (all.start > 4096 && all.start * 2 > all.items.length) {
      all.items = all.items.slice(all.start);
      all.start = 0;
    }
  }
}
