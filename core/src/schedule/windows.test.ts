import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { federalHolidays, holidaysIn } from '../compliance/data/holidays.ts';
import { holidaysOf } from './holidays.ts';
import {
  areOpen,
  type Hours,
  isOpen,
  nextClosing,
  nextOpening,
  parseClock,
  parseWeek,
  type Span,
  type Window,
  weekOf,
} from './windows.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const at = (iso: string) => Date.parse(iso);
const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString().slice(0, 16));
const window = (week: string, zone = 'America/New_York'): Window => ({ hours: { week: parseWeek(week) }, zone });

/** What the clock on the wall shows, told by another implementation than Temporal. */
const formats = new Map<string, Intl.DateTimeFormat>();
function wall(instant: number, zone: string): { date: string; weekday: number; minute: number } {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' });
  formats.set(zone, format);
  const parts = Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, part.value]));
  const date = `${parts['year']}-${parts['month']}-${parts['day']}`;
  const weekday = ((new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7) + 1;
  return { date, weekday, minute: Number(parts['hour']) * 60 + Number(parts['minute']) };
}

/** Whether the wall clock stands inside a span of its day, or of the night that began the day before. */
function inside(spans: readonly (readonly Span[])[], instant: number, zone: string): boolean {
  const { weekday, minute } = wall(instant, zone);
  const today = spans[weekday - 1] ?? [];
  const before = spans[(weekday + 5) % 7] ?? [];
  return (
    today.some(({ from, to }) => (from < to ? minute >= from && minute < to : minute >= from)) ||
    before.some(({ from, to }) => from >= to && minute < to)
  );
}

describe('reading hours', () => {
  it.each([
    ['08:00', 480],
    ['24:00', 1440],
    ['00:00', 0],
    ['24:01', undefined],
    ['8:00', undefined],
    ['12:60', undefined],
    ['', undefined],
  ])('%j is minute %s', (text, minutes) => {
    expect(parseClock(text)).toBe(minutes);
  });

  it('reads days and their spans', () => {
    const week = parseWeek('Mon-Fri 09:00-18:00; Sat,Sun 10:00-17:00');
    expect(week[0]).toEqual([{ from: 540, to: 1080 }]);
    expect(week[6]).toEqual([{ from: 600, to: 1020 }]);
    expect(() => parseWeek('Fri-Mon 09:00-18:00')).toThrow('no days');
    expect(() => parseWeek('always')).toThrow('no hours');
  });
});

describe('a window', () => {
  it.each<[string, string, string, string, string | null]>([
    ['before it opens', 'Mon-Sun 08:00-21:00', 'America/New_York', '2026-11-21T12:59Z', '2026-11-21T13:00'],
    ['at its end, which is outside', 'Mon-Sun 08:00-21:00', 'America/New_York', '2026-11-22T02:00Z', '2026-11-22T13:00'],
    ['over a closed Sunday', 'Mon-Sat 08:00-20:00', 'America/Chicago', '2026-11-22T15:00Z', '2026-11-23T14:00'],
    ['over night, still open', 'Fri 22:00-02:00', 'Europe/Berlin', '2026-11-21T00:30Z', '2026-11-21T00:30'],
    ['over night, over', 'Fri 22:00-02:00', 'Europe/Berlin', '2026-11-21T01:00Z', '2026-11-27T21:00'],
    [
      'that begins inside a skipped hour begins after it',
      'Mon-Sun 02:30-05:00',
      'America/New_York',
      '2026-03-08T06:00Z',
      '2026-03-08T07:00',
    ],
    [
      'that lies inside a skipped hour is not open that day',
      'Mon-Sun 02:10-02:50',
      'America/New_York',
      '2026-03-08T06:00Z',
      '2026-03-09T06:10',
    ],
    [
      'that lies inside a repeated hour opens twice',
      'Sun 01:10-01:50',
      'America/New_York',
      '2026-11-01T05:50Z',
      '2026-11-01T06:10',
    ],
    ['of a day without midnight', 'Mon-Sun 00:00-06:00', 'America/Santiago', '2026-09-06T03:59Z', '2026-09-06T04:00'],
    ['of a half-hour change', 'Mon-Sun 02:15-03:00', 'Australia/Lord_Howe', '2026-10-03T15:29Z', '2026-10-03T15:30'],
    ['that never opens', 'Mon 09:00-10:00', 'UTC', '2026-11-21T00:00Z', '2026-11-23T09:00'],
  ])('%s', (_, week, zone, from, expected) => {
    expect(iso(nextOpening([window(week, zone)], at(from)))).toBe(expected);
  });

  it('knows when it closes, also when clocks change before', () => {
    const day = window('Mon-Sun 08:00-21:00');
    expect(iso(nextClosing([day], at('2026-11-21T15:00Z')))).toBe('2026-11-22T02:00');
    expect(iso(nextClosing([window('Sat 20:00-04:00')], at('2026-11-01T01:00Z')))).toBe('2026-11-01T09:00');
    expect(iso(nextClosing([window('Mon-Sun 00:00-24:00')], at('2026-11-21T00:00Z')))).toBe('2026-12-06T00:00');
  });

  it('is open where all are, and never where they never meet', () => {
    const east = window('Mon-Sun 08:00-21:00');
    const west = window('Mon-Sun 08:00-21:00', 'Pacific/Honolulu');
    expect(iso(nextOpening([east, west], at('2026-11-21T12:00Z')))).toBe('2026-11-21T18:00');
    expect(iso(nextClosing([east, west], at('2026-11-21T18:00Z')))).toBe('2026-11-22T02:00');
    expect(nextOpening([window('Mon 08:00-09:00'), window('Mon 10:00-12:00')], at('2026-11-21T12:00Z'))).toBeNull();
    expect(nextOpening([window('Sat 08:00-09:00'), window('Sun 08:00-09:00')], at('2026-11-21T12:00Z'))).toBeNull();
    expect(areOpen([], at('2026-11-21T03:00Z'))).toBe(true);
  });

  it('stays closed on holidays, the night that begins before them included', () => {
    const hours: Hours = { week: parseWeek('Mon-Sun 20:00-10:00'), closedOn: federalHolidays };
    const night: Window = { hours, zone: 'America/New_York' };
    // Thanksgiving, 26 November 2026.
    expect(iso(nextClosing([night], at('2026-11-26T02:00Z')))).toBe('2026-11-26T05:00');
    expect(iso(nextOpening([night], at('2026-11-26T05:00Z')))).toBe('2026-11-27T05:00');
  });

  it('holds from its first day on', () => {
    const ban: Window = { hours: { week: parseWeek('Mon-Sat 08:00-21:00'), since: '2026-10-18' }, zone: 'America/New_York' };
    expect(isOpen(ban, at('2026-10-11T15:00Z'))).toBe(true);
    expect(isOpen(ban, at('2026-10-18T03:59Z'))).toBe(true);
    expect(isOpen(ban, at('2026-10-18T15:00Z'))).toBe(false);
  });
});

describe('holidays', () => {
  it('of 2026 and 2027 are the known ones, observed days included', () => {
    expect([...holidaysOf(federalHolidays, 2026).keys()].sort()).toEqual(
      '2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-07-04 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25'.split(
        ' ',
      ),
    );
    // New Year's Day of 2028 is a Saturday, so it is observed in 2027.
    expect(holidaysOf(federalHolidays, 2027).get('2027-12-31')).toBe('New Year’s Day');
    expect(holidaysOf(federalHolidays, 2027).has('2027-07-05')).toBe(true);
  });

  it('that move with Easter and elections do', () => {
    const louisiana = holidaysIn('US-LA');
    expect(holidaysOf(louisiana, 2026).get('2026-02-17')).toBe('Mardi Gras');
    expect(holidaysOf(louisiana, 2026).get('2026-04-03')).toBe('Good Friday');
    expect(holidaysOf(louisiana, 2026).get('2026-11-03')).toBe('Election Day');
    expect([...holidaysOf(louisiana, 2027).values()]).not.toContain('Election Day');
    expect(holidaysOf(louisiana, 2024).get('2024-03-29')).toBe('Good Friday');
  });
});

/**
 * The time test: every zone, a year with both changes, every weekday, normal and overnight windows. No send outside, none lost. Each zone
 * is looked at around its own clock changes and at random; the year is bounded, so the work is too.
 */
describe('in every zone of the world', () => {
  const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
  const year = at('2026-01-01T00:00Z');
  const quarter = fc.integer({ min: 0, max: 95 }).map((n) => n * 15);
  const anySpan = fc.tuple(quarter, quarter).map(([from, to]): Span => ({ from, to: to === 0 && from > 0 ? 1440 : to }));
  const anyDays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 });
  const anyWindow = fc.record({ days: anyDays, span: anySpan });

  /** Moments around which clocks change, and some that are not near any. */
  function moments(zone: string): number[] {
    const found: number[] = [];
    let time: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(year).toZonedDateTimeISO(zone);
    for (let change = 0; change < 3 && time; change++) {
      time = time.getTimeZoneTransition('next');
      if (time && time.epochMilliseconds < year + 366 * dayMs) found.push(time.epochMilliseconds);
    }
    return [...found, year + 45 * dayMs, year + 200 * dayMs];
  }

  it.each(zones)('%s', (zone) => {
    const near = fc.tuple(fc.constantFrom(...moments(zone)), fc.integer({ min: -2 * 1440, max: 1440 }));
    fc.assert(
      fc.property(near, anyWindow, ([moment, offset], { days, span }) => {
        const spans = weekOf(days, span);
        const windows = [{ hours: { week: spans }, zone }];
        const now = moment + offset * minuteMs;
        expect(areOpen(windows, now)).toBe(inside(spans, now, zone));
        const opening = nextOpening(windows, now);
        // A short window may lie inside a skipped hour, once a year: then it is the week after.
        if (opening === null || opening > now + 15 * dayMs) throw new Error('It never opens.');
        if (opening > now + 8 * dayMs) expect(skippedSince(now, opening, zone)).toBe(true);
        expect(opening).toBeGreaterThanOrEqual(now);
        expect(inside(spans, opening, zone)).toBe(true);
        // It is the first: a minute earlier, and on samples before, everything is closed.
        for (const before of samples(now, opening)) expect(inside(spans, before, zone)).toBe(false);
        const closing = nextClosing(windows, opening);
        expect(closing).toBeGreaterThan(opening);
        for (const during of samples(opening, closing)) expect(inside(spans, during, zone)).toBe(true);
        if (closing < opening + 15 * dayMs) expect(inside(spans, closing, zone)).toBe(false);
      }),
      { numRuns: 6 },
    );
  });

  /** Moments of an interval whose end is outside: its last minute and some within. */
  function samples(from: number, to: number): number[] {
    if (to <= from) return [];
    return [from, to - minuteMs, from + (to - from) / 2, from + (to - from) * 0.9].filter((one) => one >= from && one < to);
  }

  function skippedSince(from: number, to: number, zone: string): boolean {
    const change = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).getTimeZoneTransition('next');
    return change !== null && change.epochMilliseconds <= to;
  }
});
