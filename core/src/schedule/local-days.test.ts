import { expect, test } from 'vitest';
import { zoneLinks } from './data/zone-links.ts';
import { addDays, localDays, startOfDay, yearlyDays } from './local-days.ts';
import { isZone } from './zones.ts';

test('tells which day it is where, links of zones included', () => {
  const days = localDays('2026-05-01T10:30:00Z', 'America/New_York');
  expect(days.own).toBe('2026-05-01');
  const zonesOf = (day: string) => days.elsewhere.find((one) => one.day === day)?.zones ?? [];
  expect(zonesOf('2026-04-30')).toContain('Pacific/Pago_Pago');
  expect(zonesOf('2026-05-02')).toContain('Pacific/Kiritimati');
  expect(days.elsewhere).toHaveLength(2);
  expect(localDays('2026-05-01T20:00:00Z', 'America/New_York').elsewhere[0]?.zones).toContain('Asia/Kolkata');
  expect(zoneLinks.filter((zone) => !isZone(zone))).toEqual([]);
});

test.each([
  [{ op: 'day_is_today' }, '2026-05-01', ['05-01']],
  [{ op: 'day_is_this_week' }, '2026-01-01', ['12-29', '12-30', '12-31', '01-01', '01-02', '01-03', '01-04']],
  [{ op: 'day_is_in_days', days: 31 }, '2026-12-15', ['01-15']],
  [{ op: 'day_is_within_days', days: 1 }, '2026-02-28', ['02-28', '02-29', '03-01']],
  [{ op: 'day_is_within_days', days: 1 }, '2028-02-28', ['02-28', '02-29']],
  [{ op: 'day_is_today' }, '2028-02-28', ['02-28']],
] as const)('%j on %s', (yearly, today, expected) => {
  expect(yearlyDays(yearly, today)).toEqual(expected);
});

test('a month has its days, and a year no more than all of them', () => {
  expect(yearlyDays({ op: 'day_is_this_month' }, '2026-02-14')).toHaveLength(29);
  expect(yearlyDays({ op: 'day_is_within_days', days: 3_650 }, '2026-02-14')).toHaveLength(366);
});

test('a day begins when the clocks of its zone say so', () => {
  expect(startOfDay('2026-03-08', 'America/New_York')).toBe('2026-03-08T05:00:00Z');
  // Clocks go from 23:59 to 01:00 that night.
  expect(startOfDay('2026-03-29', 'Asia/Beirut')).toBe('2026-03-28T22:00:00Z');
  expect(addDays('2026-02-27', 2)).toBe('2026-03-01');
});
