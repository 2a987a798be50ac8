import fc from 'fast-check';
import { expect, it } from 'vitest';
import { putOff } from './put-off.ts';

const asleep = { reason: 'quiet_hours', until: 2_000, local: '08:00' } as const;
const capped = (until: number) => ({ reason: 'daily_cap', until, local: null });

it('takes people from where they were, in whole ones', () => {
  const moved = [
    { from: null, to: capped(1_000), n: 2.5 },
    { from: null, to: capped(3_000), n: 1.5 },
    { from: asleep, to: { ...asleep, until: 3_000 }, n: 1 },
  ];
  expect(putOff({ now: 6, waiting: [{ ...asleep, n: 4 }] }, moved)).toEqual({
    now: 2,
    waiting: [
      { ...capped(1_000), n: 3 },
      { ...asleep, n: 3 },
      { ...capped(3_000), n: 1 },
      { ...asleep, until: 3_000, n: 1 },
    ],
  });
});

it('changes nothing where nobody is put off', () => {
  const found = { now: 6, waiting: [{ ...asleep, n: 4 }] };
  expect(putOff(found, [])).toEqual(found);
});

it('keeps the sum, whatever is put off', () => {
  const one = fc.record({
    from: fc.constantFrom(null, asleep),
    to: fc.constantFrom(capped(1_000), capped(3_000), { ...asleep, until: 3_000 }),
    n: fc.double({ min: 0, max: 40, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 8 }), (moved) => {
      const found = putOff({ now: 50, waiting: [{ ...asleep, n: 30 }] }, moved);
      const sum = found.waiting.reduce((total, each) => total + each.n, found.now);
      expect(sum).toBe(80);
      for (const each of found.waiting) expect(each.n).toBeGreaterThan(0);
      expect(found.now).toBeGreaterThanOrEqual(0);
    }),
  );
});
