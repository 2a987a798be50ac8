import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
