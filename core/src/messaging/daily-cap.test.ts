import fc from 'fast-check';
import { expect, it } from 'vitest';
import { capDay, capToday, nextReset } from './daily-cap.ts';

const pacific = { zone: 'America/Los_Angeles', hour: 0 };

it.each([
  ['2026-11-21T07:59:59Z', pacific, '2026-11-20', '2026-11-21T08:00:00.000Z'],
  ['2026-11-21T08:00:00Z', pacific, '2026-11-21', '2026-11-22T08:00:00.000Z'],
  // The day on which clocks change has 25 hours, or 23.
  ['2026-11-01T07:00:00Z', pacific, '2026-11-01', '2026-11-02T08:00:00.000Z'],
  ['2026-03-08T08:00:00Z', pacific, '2026-03-08', '2026-03-09T07:00:00.000Z'],
  ['2026-03-07T12:00:00Z', { zone: 'America/Los_Angeles', hour: 2 }, '2026-03-07', '2026-03-08T10:00:00.000Z'],
  ['2026-11-21T05:30:00Z', { zone: 'Asia/Kolkata', hour: 12 }, '2026-11-20', '2026-11-21T06:30:00.000Z'],
])('at %s the cap of %j counts %s and begins anew at %s', (at, clock, day, reset) => {
  expect(capDay(clock, new Date(at))).toBe(day);
  expect(nextReset(clock, new Date(at)).toISOString()).toBe(reset);
});

it('forgets what was used on another day', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  expect(capToday(pacific, { day: '2026-11-21', used: 7 }, now).used).toBe(7);
  expect(capToday(pacific, { day: '2026-11-20', used: 7 }, now).used).toBe(0);
  expect(capToday(pacific, { day: null, used: 0 }, now).used).toBe(0);
});

it('begins anew within 25 hours, and not before, in every zone and hour', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  const times = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
  fc.assert(
    fc.property(zones, fc.integer({ min: 0, max: 23 }), times, (zone, hour, at) => {
      const clock = { zone, hour };
      const reset = nextReset(clock, new Date(at));
      const hours = (reset.getTime() - at) / 3_600_000;
      expect(hours).toBeGreaterThan(0);
      expect(hours).toBeLessThanOrEqual(25);
      expect(capDay(clock, new Date(reset.getTime() - 1)) <= capDay(clock, new Date(at))).toBe(true);
      expect(capDay(clock, reset) > capDay(clock, new Date(at))).toBe(true);
    }),
  );
});
