import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finishOfLanes, laneFinish } from './finish-time.ts';
import { partAt, partsOf } from './spread.ts';

describe('spreading by weight', () => {
  it('gives each number a part as long as its rate', () => {
    expect(partsOf([1, 1, 2])).toEqual([0.25, 0.5]);
    expect(partsOf([5])).toEqual([]);
    expect([0, 0.24, 0.25, 0.5, 0.99].map((point) => partAt(point, [0.25, 0.5]))).toEqual([0, 0, 1, 2, 2]);
  });

  it('reaches every part, in the order of the numbers, whatever the weights', () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(weights, (given) => {
        const ends = partsOf(given);
        expect(ends).toHaveLength(given.length - 1);
        for (const [index, end] of ends.entries()) expect(end).toBeGreaterThan(ends[index - 1] ?? 0);
        expect(partAt(0, ends)).toBe(0);
        expect(partAt(0.999_999_999_999, ends)).toBe(given.length - 1);
      }),
    );
  });
});

describe('how long a lane needs', () => {
  const cap = { daily: 2_000, left: 500, resetsInSeconds: 3_600 };

  it.each([
    [{ segments: 100, rate: 10, cap: null }, 10, 0],
    [{ segments: 0, rate: 10, cap }, 0, 0],
    [{ segments: 500, rate: 10, cap }, 50, 0],
    // The day is full after 500; the rest goes out when it begins anew.
    [{ segments: 600, rate: 10, cap }, 3_610, 100],
    [{ segments: 2_500, rate: 10, cap }, 3_800, 2_000],
    [{ segments: 2_501, rate: 10, cap }, 90_000.1, 2_001],
    // So slow that the day ends before its cap.
    [{ segments: 100, rate: 0.01, cap }, 9_964 - 3_600 + 3_636, 64],
  ])('%j', (lane, seconds, later) => {
    const result = laneFinish(lane);
    expect(result.later).toBe(later);
    expect(Math.abs(result.seconds - seconds)).toBeLessThan(50);
  });

  it('is that of the slowest of several', () => {
    const lanes = [
      { segments: 100, rate: 1, cap: null },
      { segments: 600, rate: 10, cap },
    ];
    expect(finishOfLanes(lanes)).toEqual({ seconds: 3_610, later: 100 });
    expect(finishOfLanes([])).toEqual({ seconds: 0, later: 0 });
  });
});
