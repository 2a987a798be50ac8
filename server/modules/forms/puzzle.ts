import { createHash } from 'node:crypto';

/** About 16,000 hashes: a phone has them in the time that it takes to type a name. */
const leastBits = 14;
/** About a million hashes, some seconds of a phone: no page may take longer, however many are at it. */
const mostBits = 20;
/** So many sent in within ten minutes are an announcement in church; from there each doubling makes the puzzle twice as long. */
const usual = 30;

/** How hard the puzzle of a page is, in zero bits, after so many were sent in over the same form in the last ten minutes. */
export function bitsFor(recent: number): number {
  return Math.min(mostBits, leastBits + Math.max(0, Math.ceil(Math.log2(Math.max(1, recent) / usual))));
}

/** Whether SHA-256 of "challenge:answer" begins with so many zero bits. The page computes the answer, without its reader noticing. */
export function solves(challenge: string, answer: string, bits: number): boolean {
  if (!/^\d{1,10}$/.test(answer)) return false;
  const hash = createHash('sha256').update(`${challenge}:${answer}`).digest();
  return Math.clz32(hash.readUInt32BE(0)) >= bits;
}
