import { randomBytes } from 'node:crypto';

/** The only source of time, ids and randomness outside the database, so that tests can fix them. */
export interface Clock {
  /** The present instant. */
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A UUID of version 7 (RFC 9562): sorts by the millisecond it was made in. */
export function newId(at: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * Makes ids like newId that also sort in the order in which they were asked for: within a millisecond they count up (RFC 9562, section 6.2,
 * method 1), and where a millisecond has no more they borrow from the next.
 */
export function orderedIds(now: () => number = Date.now): () => string {
  let last = 0;
  let count = 0;
  return () => {
    const at = now();
    if (at > last) [last, count] = [at, 0];
    else if (count < 0xfff) count += 1;
    else [last, count] = [last + 1, 0];
    const id = newId(last);
    return `${id.slice(0, 15)}${count.toString(16).padStart(3, '0')}${id.slice(18)}`;
  };
}
