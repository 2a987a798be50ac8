import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Arrival, forecastFinish, type Turn } from './finish-forecast.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 2, 2, 18);
const resets = Array.from({ length: 60 }, (_, index) => now + 6 * hour + index * day);
const lane = { rate: 10, cap: null, used: 0, resets };

test('without a cap it takes segments by rate', () => {
  expect(forecastFinish(now, [{ at: now, segments: 36_000 }], lane)).toMatchObject({ finishesAt: now + hour, slips: 0 });
});

describe('what gathers in a lane at rest', () => {
  const bursting = { ...lane, burst: 101 };

  test('leaves at once, and the rest by rate', () => {
    expect(forecastFinish(now, [{ at: now, segments: 90 }], bursting).finishesAt).toBe(now);
    expect(forecastFinish(now, [{ at: now, segments: 200 }], bursting).finishesAt).toBe(now + 10_000);
    expect(forecastFinish(now, [{ at: now, segments: 200 }], { ...bursting, tokens: 51 }).finishesAt).toBe(now + 15_000);
    // A debt is not more than nothing.
    expect(forecastFinish(now, [{ at: now, segments: 200 }], { ...bursting, tokens: -5 }).finishesAt).toBe(now + 20_000);
  });

  test('is taken by what goes before, and gathers again at rest', () => {
    const arrivals = [
      { at: now, segments: 100, before: true },
      { at: now, segments: 100 },
      { at: now + hour, segments: 150 },
    ];
    const { each } = forecastFinish(now, arrivals, bursting);
    expect(each.map((one) => one.finishesAt)).toEqual([now, now + 10_000, now + hour + 5_000]);
  });
});

test('nothing to send is done at once', () => {
  expect(forecastFinish(now, [], lane)).toEqual({ finishesAt: now, days: [], slips: 0, hold: null, each: [] });
});

test('what is over the cap slips to the days after', () => {
  const capped = { ...lane, cap: 2_000, used: 500 };
  const found = forecastFinish(now, [{ at: now, segments: 5_000 }], capped);
  expect(found.days).toEqual([
    { until: resets[0], segments: 1_500 },
    { until: resets[1], segments: 2_000 },
    { until: resets[2], segments: 1_500 },
  ]);
  expect(found.slips).toBe(3_500);
  expect(found.finishesAt).toBe((resets[1] ?? 0) + 150_000);
});

test('who waits for the morning is sent to then', () => {
  const morning = now + 14 * hour;
  const found = forecastFinish(
    now,
    [
      { at: morning, segments: 100 },
      { at: now, segments: 50 },
    ],
    lane,
  );
  expect(found.finishesAt).toBe(morning + 10_000);
  expect(found.slips).toBe(0);
});

test('a cap of nothing never ends', () => {
  expect(forecastFinish(now, [{ at: now, segments: 1 }], { ...lane, cap: 0 }).finishesAt).toBeNull();
});

test('what a budget does not pay for waits until it begins anew', () => {
  const budget = { left: 600, per: 1_000, renews: [now + 2 * hour, now + 26 * hour] };
  const found = forecastFinish(now, [{ at: now, segments: 1_000 }], { ...lane, budgets: [budget] });
  expect(found.hold).toEqual({ budget: 0, from: now + 60_000, until: now + 2 * hour, before: 600, waits: 400 });
  expect(found.finishesAt).toBe(now + 2 * hour + 40_000);
  // Enough for all: nothing waits, and nothing takes longer.
  const rich = forecastFinish(now, [{ at: now, segments: 600 }], { ...lane, budgets: [budget] });
  expect(rich).toMatchObject({ hold: null, finishesAt: now + 60_000 });
});

test('the tighter of two budgets holds, and who wakes up meanwhile waits with the others', () => {
  const daily = { left: 500, per: 500, renews: [now + 6 * hour, now + 30 * hour] };
  const monthly = { left: 100, per: 10_000, renews: [now + 10 * hour] };
  const arrivals = [
    { at: now, segments: 150 },
    { at: now + 3 * hour, segments: 50 },
    { at: now + 12 * hour, segments: 25 },
  ];
  const found = forecastFinish(now, arrivals, { ...lane, budgets: [daily, monthly] });
  expect(found.hold).toEqual({ budget: 1, from: now + 10_000, until: now + 10 * hour, before: 100, waits: 100 });
  expect(found.finishesAt).toBe(now + 12 * hour + 2_500);
});

test('a limit of nothing holds for ever', () => {
  const found = forecastFinish(now, [{ at: now, segments: 5 }], {
    ...lane,
    budgets: [{ left: 0, per: 0, renews: [now + hour] }],
  });
  expect(found).toMatchObject({ finishesAt: null, hold: { from: now, before: 0, waits: 5 } });
});

describe('what is not asked about and goes before', () => {
  const before = { at: now, segments: 4, before: true };

  test('takes its time and its part of the cap, and is in none of the numbers', () => {
    // Two of those before today, two tomorrow, and the one that is asked about the day after.
    const found = forecastFinish(now, [before, { at: now, segments: 1 }], { ...lane, cap: 2, used: 0 });
    expect(found).toMatchObject({ days: [{ until: resets[2], segments: 1 }], slips: 1, finishesAt: (resets[1] ?? 0) + 100 });
    expect(found.each[1]?.waits).toEqual([{ wait: { reason: 'daily_cap', until: resets[1], local: null }, segments: 1 }]);
    const free = forecastFinish(now, [before, { at: now, segments: 1 }], lane);
    expect(free).toMatchObject({ days: [{ until: resets[0], segments: 1 }], slips: 0, finishesAt: now + 500 });
  });

  test('is paid from the same money', () => {
    const budget = { left: 5, per: 5, renews: [now + hour] };
    const found = forecastFinish(now, [before, { at: now, segments: 3 }], { ...lane, budgets: [budget] });
    expect(found.hold).toEqual({ budget: 0, from: now + 500, until: now + hour, before: 1, waits: 2 });
  });
});

test('what is left of a cap and does not suffice for a message is not used', () => {
  const found = forecastFinish(now, [{ at: now, segments: 6 }], { ...lane, cap: 5, each: 2 });
  expect(found.days.map((one) => one.segments)).toEqual([4, 2]);
  expect(found.slips).toBe(2);
});

/** Open from `opens` to `closes`, in hours after `now`, every day. */
const hoursFrom =
  (opens: number, closes: number) =>
  (at: number): Turn => {
    const since = (((at - now) % day) + day) % day;
    const midnight = at - since;
    if (since >= opens * hour && since < closes * hour) return { kind: 'goes', until: midnight + closes * hour };
    const until = midnight + opens * hour + (since < opens * hour ? 0 : day);
    return { kind: 'waits', reason: 'quiet_hours', until, local: 'morning' };
  };

describe('who comes to their turn is decided then', () => {
  test('whom the cap puts off until a night waits for the morning', () => {
    // The cap begins anew after six hours; they may be texted in the first three of each day.
    const turn = hoursFrom(0, 3);
    const found = forecastFinish(now, [{ at: now, segments: 5, turn }], { ...lane, cap: 2, used: 2 });
    expect(found.days.map((one) => [one.until, one.segments])).toEqual([
      [resets[1], 2],
      [resets[2], 2],
      [resets[3], 1],
    ]);
    expect(found.finishesAt).toBe(now + 3 * day + 100);
    // Of several things that they wait for the first is said, and when they get it.
    expect(found.each[0]?.waits.map((one) => [one.wait.reason, one.wait.until, Math.round(one.segments)])).toEqual([
      ['daily_cap', now + day, 2],
      ['daily_cap', now + 2 * day, 2],
      ['daily_cap', now + 3 * day, 1],
    ]);
  });

  test('whom the rate brings to their turn after their hours waits for the next', () => {
    const [asleep, awake] = [hoursFrom(0, 1), hoursFrom(0, 24)];
    const half = 36_000;
    const arrivals = [asleep, awake].map((turn) => ({ at: now, segments: half, turn }));
    const found = forecastFinish(now, arrivals, lane);
    // An hour of both evenly, then the others alone, then the rest of the first in the morning.
    expect(found.each[0]?.waits).toEqual([
      { wait: { reason: 'quiet_hours', until: now + day, local: 'morning' }, segments: half / 2 },
    ]);
    expect(found.each[1]).toMatchObject({ waits: [], finishesAt: now + 1.5 * hour });
    expect(found.finishesAt).toBe(now + day + half * 50);
  });

  test('what is of no use any more by then ends, and nobody waits for it', () => {
    const turn = (at: number): Turn => (at < now + hour ? { kind: 'goes', until: now + hour } : { kind: 'ends' });
    const found = forecastFinish(now, [{ at: now, segments: 100, turn }], { ...lane, cap: 40 });
    expect(found).toMatchObject({ finishesAt: now + 4_000, slips: 60, each: [{ ended: 60 }] });
    expect(found.days).toEqual([{ until: resets[0], segments: 40 }]);
  });

  test('a decision that never comes true ends all the same', () => {
    const turn = (at: number): Turn => ({ kind: 'waits', reason: 'quiet_hours', until: at, local: null });
    const found = forecastFinish(
      now,
      [{ at: now, segments: 1, turn: (at) => (at > now + hour ? { kind: 'ends' } : turn(at)) }],
      lane,
    );
    expect(found.each[0]?.ended).toBe(1);
  });
});

test('everything is sent once, no day is over its cap, and nothing goes out before it may', () => {
  const arrival: fc.Arbitrary<Arrival> = fc
    .record({
      at: fc.integer({ min: now - hour, max: now + 5 * day }),
      segments: fc.integer({ min: 0, max: 20_000 }),
      hours: fc.option(fc.tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 12, max: 24 })), { nil: null }),
    })
    .map(({ hours, ...one }) => (hours === null ? one : { ...one, turn: hoursFrom(...hours) }));
  fc.assert(
    fc.property(
      fc.array(arrival, { maxLength: 12 }),
      fc.integer({ min: 1, max: 500 }),
      fc.option(fc.integer({ min: 5_000, max: 100_000 }), { nil: null }),
      fc.integer({ min: 0, max: 5_000 }),
      (arrivals, rate, cap, used) => {
        const found = forecastFinish(now, arrivals, { rate, cap, used, resets });
        const total = arrivals.reduce((sum, one) => sum + one.segments, 0);
        const sent = found.days.reduce((sum, one) => sum + one.segments, 0);
        expect(Math.abs(sent - total)).toBeLessThanOrEqual(found.days.length);
        if (cap !== null) for (const one of found.days) expect(one.segments).toBeLessThanOrEqual(cap);
        const last = Math.max(now, ...arrivals.filter((one) => one.segments > 0).map((one) => one.at));
        expect(found.finishesAt ?? 0).toBeGreaterThanOrEqual(total === 0 ? now : last);
        expect(found.finishesAt ?? 0).toBeGreaterThanOrEqual(now + (total / rate) * 1000 - 1_000);
        // What waited at its turn is a part of what there was, and got it in hours of its own.
        for (const [index, one] of found.each.entries()) {
          const { segments = 0, turn } = arrivals[index] ?? {};
          const waited = one.waits.reduce((sum, each) => sum + each.segments, 0);
          expect(waited).toBeLessThanOrEqual(segments + 1e-3);
          // A moment more, for what floating point takes away.
          for (const { wait } of one.waits) if (wait.local !== null) expect(turn?.(wait.until + 1).kind).toBe('goes');
        }
      },
    ),
    { numRuns: 300 },
  );
});
