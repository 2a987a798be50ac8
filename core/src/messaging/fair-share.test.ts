import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divide, type LaneWish, shareOut } from './fair-share.ts';

const wishes = fc.array(fc.nat({ max: 400 }), { maxLength: 40 });

describe('dividing', () => {
  it.each<[number, number[], number[]]>([
    [10, [3, 3], [3, 3]],
    [10, [100, 100], [5, 5]],
    [10, [1, 100, 100], [1, 4, 5]],
    [2, [9, 9, 9], [0, 1, 1]],
    [0, [5], [0]],
    [7, [], []],
  ])('%d among %j gives %j', (capacity, given, expected) => {
    expect(divide(capacity, given)).toEqual(expected);
  });

  it('gives nobody more than they want, uses all that is wanted, and nobody has less than another who got more than they', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000 }), wishes, (capacity, given) => {
        const shares = divide(capacity, given);
        const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
        expect(sum(shares)).toBe(Math.min(capacity, sum(given)));
        for (const [index, share] of shares.entries()) {
          expect(share).toBeLessThanOrEqual(given[index]!);
          // Whoever did not get all has at most one less than anybody else has.
          if (share < given[index]!) expect(Math.max(...shares) - share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('sharing out among lanes', () => {
  const lane = (id: string, workspaceId: string, wanted: number, priority = 2): LaneWish => ({
    id,
    workspaceId,
    wanted,
    priority,
  });

  it('gives a lane that is alone all it can use', () => {
    expect(shareOut(256, [lane('a', 'x', 900)], 4).get('a')).toBe(256);
  });

  it('shares equally among workspaces, however many lanes one of them has', () => {
    const many = Array.from({ length: 20 }, (_, index) => lane(`a${index}`, 'x', 256));
    const shares = shareOut(256, [...many, lane('b', 'y', 256)], 4);
    expect(shares.get('b')).toBe(128);
    expect(many.map((one) => shares.get(one.id)!).every((share) => share === 6 || share === 7)).toBe(true);
  });

  it('leaves what a slow lane cannot use to the fast one', () => {
    const shares = shareOut(256, [lane('slow', 'x', 5), lane('fast', 'y', 256)], 4);
    expect(Object.fromEntries(shares)).toEqual({ slow: 5, fast: 251 });
  });

  it('serves reminders before bulk in a workspace, but not before another workspace', () => {
    const shares = shareOut(100, [lane('bulk', 'x', 256), lane('reminders', 'x', 60, 1), lane('other', 'y', 40)], 4);
    expect(Object.fromEntries(shares)).toEqual({ bulk: 4, reminders: 60, other: 40 });
  });

  it('always gives every lane a few, and shares that add up to no more than the capacity and these', () => {
    const lanes = fc.array(
      fc.record({
        workspaceId: fc.constantFrom('w', 'x', 'y', 'z'),
        priority: fc.constantFrom(0, 1, 2),
        wanted: fc.nat({ max: 300 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(fc.nat({ max: 300 }), lanes, (capacity, given) => {
        const all = given.map((one, index) => ({ ...one, id: String(index) }));
        const shares = shareOut(capacity, all, 4);
        let sum = 0;
        for (const one of all) {
          const share = shares.get(one.id)!;
          expect(share).toBeGreaterThanOrEqual(Math.min(4, one.wanted));
          expect(share).toBeLessThanOrEqual(one.wanted);
          sum += share;
        }
        expect(sum).toBeLessThanOrEqual(capacity + 4 * all.length);
      }),
    );
  });
});
