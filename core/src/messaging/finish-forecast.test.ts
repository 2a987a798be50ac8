import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forecastFinish } from './finish-forecast.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 2, 2, 18);
const resets = Array.from({ length: 60 }, (_, index) => now + 6 * hour + index * day);
const lane = { rate: 10, cap: null, used: 0, resets };

test('without a cap it takes segments by rate', () => {
  expect(forecastFinish(now, [{ at: now, segments: 36_000 }], lane)).toMatchObject({ finishesAt: now + hour, slips: 0 });
});

test('nothing to send is done at once', () => {
  expect(forecastFinish(now, [], lane)).toEqual({ finishesAt: now, days: [], slips: 0, hold: null });
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

test('everything is sent once, no day is over its cap, and nothing goes out before it may', () => {
  const arrival = fc.record({
    at: fc.integer({ min: now - hour, max: now + 5 * day }),
    segments: fc.integer({ min: 0, max: 20_000 }),
  });
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
      },
    ),
    { numRuns: 300 },
  );
});
