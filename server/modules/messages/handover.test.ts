import { describe, expect, it } from 'vitest';
import { beginWithinMs, isTooLate } from './handover.ts';

const leased = { monotonic: 10_000, wall: Date.UTC(2026, 0, 5, 20, 59) };
const after = (monotonicMs: number, wallMs: number) => ({
  monotonic: leased.monotonic + monotonicMs,
  wall: leased.wall + wallMs,
});

describe('a leased message', () => {
  it('is begun for as long as nobody believes its worker dead', () => {
    expect(isTooLate(leased, after(beginWithinMs, beginWithinMs))).toBe(false);
    expect(isTooLate(leased, after(beginWithinMs + 1, beginWithinMs + 1))).toBe(true);
  });

  it('is too old after a sleep of the machine, in which the monotonic clock stands still', () => {
    expect(isTooLate(leased, after(20, 8 * 3_600_000))).toBe(true);
  });

  it('does not live longer because the clock on the wall was put back', () => {
    expect(isTooLate(leased, after(beginWithinMs + 1, -3_600_000))).toBe(true);
    expect(isTooLate(leased, after(20, -3_600_000))).toBe(false);
  });
});
