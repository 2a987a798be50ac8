import type { Message } from './message.ts';

/** Messages of one party, oldest first. Removed from the front when old, so the start moves instead of the elements. */
interface Row {
  items: Message[];
  start: number;
}

/**
 * Messages by one address (all to it, or all from it). Most phones have exactly one message, which is kept
 * without a list around it: at a million phones the lists would weigh more than the messages' own fields.
 */
export class PartyIndex {
  readonly #rows = new Map<string, Message | Row>();

  add(address: string, message: Message): void {
    const known = this.#rows.get(address);
    if (known === undefined) this.#rows.set(address, message);
    else if ('items' in known) known.items.push(message);
    else this.#rows.set(address, { items: [known, message], start: 0 });
  }

  remove(address: string, message: Message): void {
    const known = this.#rows.get(address);
    if (known === undefined) return;
    if (!('items' in known)) {
      if (known === message) this.#rows.delete(address);
      return;
    }
    if (known.items[known.start] === message) known.start++;
    else known.items.splice(positionBefore(known, message.seq + 1), 1);
    if (known.start >= known.items.length) this.#rows.delete(address);
    else if (known.start > 1024 && known.start * 2 > known.items.length) {
      known.items = known.items.slice(known.start);
      known.start = 0;
    }
  }

  clear(): void {
    this.#rows.clear();
  }

  count(address: string): number {
    const known = this.#rows.get(address);
    if (known === undefined) return 0;
    return 'items' in known ? known.items.length - known.start : 1;
  }

  newest(address: string): Message | undefined {
    const known = this.#rows.get(address);
    return known && 'items' in known ? known.items.at(-1) : known;
  }

  /** Newest first, only those with a lower seq than `beforeSeq`. */
  *newestFirst(address: string, beforeSeq = Number.POSITIVE_INFINITY): Generator<Message> {
    const known = this.#rows.get(address);
    if (known === undefined) return;
    if (!('items' in known)) {
      if (known.seq < beforeSeq) yield known;
      return;
    }
    yield* backwards(known.items, positionBefore(known, beforeSeq), known.start);
  }
}

export function* backwards(items: readonly Message[], from: number, start: number): Generator<Message> {
  for (let i = from; i >= start; i--) {
    const message = items[i];
    if (message) yield message;
  }
}

/** Position of the last message with a lower seq, or start - 1. */
export function positionBefore(row: { items: readonly Message[]; start: number }, beforeSeq: number): number {
  let low = row.start;
  let high = row.items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((row.items[middle]?.seq ?? Number.POSITIVE_INFINITY) < beforeSeq) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
