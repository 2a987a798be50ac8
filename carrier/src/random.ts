import { randomFillSync } from 'node:crypto';

/** A number from 0 up to, not including, 1. */
export type Random = () => number;

/** The same seed always gives the same row of numbers (mulberry32), so that a run with chance in it can be repeated. */
export function createSeededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pool = Buffer.alloc(16 * 1024);
let used = pool.length;

/** A Twilio sid: two letters and 32 hex digits. Never from the seed: sids must differ from one start to the next. */
export function newSid(prefix: 'SM' | 'MM' | 'CA'): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const sid = prefix + pool.toString('hex', used, used + 16);
  used += 16;
  return sid;
}

export function between(random: Random, range: readonly [number, number]): number {
  return range[0] + random() * (range[1] - range[0]);
}
