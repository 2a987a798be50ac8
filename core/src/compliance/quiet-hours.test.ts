import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaCodeRows } from '../contacts/data/area-codes.ts';
import { regionNames } from '../contacts/data/regions.ts';
import { type PlaceFacts, placeOf } from '../contacts/zones.ts';
import { instantToWallTime } from '../schedule/zones.ts';
import { type LawHours, lawHours } from './data/quiet-hours-law.ts';
import {
  defaultQuietHours,
  type HoursOverride,
  hoursAt,
  hoursMemo,
  hoursOverTime,
  observesLaw,
  type QuietHours,
  readLaw,
} from './quiet-hours.ts';
import { quietProfiles } from './quiet-profiles.ts';

const nothing: PlaceFacts = { timeZone: null, country: null, region: null, postalCode: null, phone: null };
const at = (iso: string) => Date.parse(iso);
const minute = 60_000;
const day = 86_400_000;

/** `open until …` or `… at their place`, for a person and a moment. */
function answer(facts: Partial<PlaceFacts>, iso: string, quiet: Partial<QuietHours> = {}, override: HoursOverride | null = null) {
  const found = hoursAt(placeOf({ ...nothing, ...facts }), { ...defaultQuietHours, ...quiet }, override, at(iso));
  if (found.open) return `open until ${new Date(found.until).toISOString().slice(0, 16)}`;
  return found.until === null
    ? 'never'
    : `${new Date(found.until).toISOString().slice(0, 16)} ${found.local ?? 'each at their own'}`;
}

const newYork = { phone: '+12125550123' };
const florida = { phone: '+13055550123' };
const rhodeIsland = { phone: '+14015550123' };

describe('hours of a person', () => {
  it.each<[string, Partial<PlaceFacts>, string, string]>([
    ['federal, in the evening', newYork, '2026-11-21T23:00Z', 'open until 2026-11-22T02:00'],
    ['federal, the last minute is not used', newYork, '2026-11-22T01:59Z', '2026-11-22T13:00 2026-11-22T08:00'],
    ['federal, at night', newYork, '2026-11-22T04:00Z', '2026-11-22T13:00 2026-11-22T08:00'],
    ['Florida ends at eight', florida, '2026-11-22T01:30Z', '2026-11-22T13:00 2026-11-22T08:00'],
    [
      'Florida by its area code, wherever the person is',
      { ...florida, timeZone: 'America/Los_Angeles' },
      '2026-11-22T04:30Z',
      '2026-11-22T16:00 2026-11-22T08:00',
    ],
    ['Florida, west and east at once', { phone: '+18505550123' }, '2026-11-21T13:30Z', '2026-11-21T14:00 each at their own'],
    ['Rhode Island knows no Sunday', rhodeIsland, '2026-11-22T16:00Z', '2026-11-23T14:00 2026-11-23T09:00'],
    ['Rhode Island keeps its holidays', rhodeIsland, '2026-08-10T15:00Z', '2026-08-11T13:00 2026-08-11T09:00'],
    ['Alabama over a holiday', { phone: '+12055550123' }, '2026-11-26T16:00Z', '2026-11-27T14:00 2026-11-27T08:00'],
    ['Texas on a Sunday', { phone: '+15125550123' }, '2026-11-22T16:00Z', '2026-11-22T18:00 2026-11-22T12:00'],
    ['Pennsylvania before its Sunday law', { phone: '+12155550123' }, '2026-10-11T16:00Z', 'open until 2026-10-12T01:00'],
    ['Pennsylvania since', { phone: '+12155550123' }, '2026-10-25T16:00Z', '2026-10-26T12:00 2026-10-26T08:00'],
    [
      'unknown: from Honolulu’s morning to New York’s evening',
      { phone: '+18005550123' },
      '2026-11-21T15:00Z',
      '2026-11-21T18:00 each at their own',
    ],
    ['another country, at its place', { phone: '+447700900123' }, '2026-11-21T22:00Z', '2026-11-22T08:00 2026-11-22T08:00'],
    ['over the change of clocks', newYork, '2026-11-01T03:00Z', '2026-11-01T13:00 2026-11-01T08:00'],
  ])('%s', (_, facts, iso, expected) => {
    expect(answer(facts, iso)).toBe(expected);
  });

  it('in the United States are those of its row, whose law may change from a day on', () => {
    const row = { source: 'A law', confirmed: 'law' } as const;
    const rows: LawHours[] = [
      { ...row, place: 'US', week: 'Mon-Sun 10:00-18:00', until: '2026-12-31' },
      { ...row, place: 'US', week: 'Mon-Sun 09:00-19:00', since: '2027-01-01' },
    ];
    const law = readLaw(rows);
    const openAt = (facts: Partial<PlaceFacts>, iso: string, quiet: Partial<QuietHours> = {}) =>
      hoursAt(placeOf({ ...nothing, ...facts }), { ...defaultQuietHours, ...quiet }, null, at(iso), law).open;
    expect(openAt(newYork, '2026-12-31T14:30Z')).toBe(false);
    expect(openAt(newYork, '2026-12-31T15:30Z')).toBe(true);
    expect(openAt(newYork, '2026-12-31T23:30Z')).toBe(false);
    expect(openAt(newYork, '2027-01-01T14:30Z')).toBe(true);
    expect(openAt(newYork, '2027-01-01T23:30Z')).toBe(true);
    // Somebody of whom nothing is known may be there; who sends information is not concerned; nor is who is elsewhere.
    expect(openAt({ timeZone: 'America/New_York' }, '2026-12-31T14:30Z')).toBe(false);
    expect(openAt(newYork, '2026-12-31T14:30Z', { profile: 'informational' })).toBe(true);
    expect(openAt(newYork, '2026-12-31T14:30Z', { profile: 'informational', purpose: 'marketing' })).toBe(false);
    expect(openAt({ phone: '+447700900123' }, '2026-12-31T08:30Z')).toBe(true);
  });

  it('of the state hold for marketing, not for information or patients', () => {
    const evening = '2026-11-22T01:30Z';
    expect(answer(florida, evening)).not.toMatch(/^open/);
    expect(answer(florida, evening, { profile: 'informational' })).toBe('open until 2026-11-22T02:00');
    expect(answer(newYork, evening, { profile: 'patient' })).toBe('2026-11-22T13:00 2026-11-22T08:00');
  });

  it('are made stricter by the workspace and the broadcast, never laxer', () => {
    const weekdays = { from: '10:00', to: '18:00', days: [1, 2, 3, 4, 5] };
    expect(answer(newYork, '2026-11-21T15:00Z', { own: weekdays })).toBe('2026-11-23T15:00 2026-11-23T10:00');
    expect(answer(newYork, '2026-11-21T15:00Z', { own: { from: '00:00', to: '24:00', days: [1, 2, 3, 4, 5, 6, 7] } })).toBe(
      'open until 2026-11-22T02:00',
    );
    expect(answer(newYork, '2026-11-21T15:00Z', {}, { kind: 'stricter', from: '12:00', to: '13:00', days: [6] })).toBe(
      '2026-11-21T17:00 2026-11-21T12:00',
    );
    expect(answer(newYork, '2026-11-26T16:00Z', { holidays: true })).toBe('2026-11-27T13:00 2026-11-27T08:00');
    // Overnight hours leave the evening and the morning that the law allows.
    const night = { own: { from: '20:00', to: '09:00', days: [1, 2, 3, 4, 5, 6, 7] } };
    expect(answer(newYork, '2026-11-21T15:00Z', night)).toBe('2026-11-22T01:00 2026-11-21T20:00');
    expect(answer(newYork, '2026-11-22T02:30Z', night)).toBe('2026-11-22T13:00 2026-11-22T08:00');
  });

  it('say never where hours do not meet, and do not matter to what cannot wait', () => {
    expect(answer({ phone: '+15025550123' }, '2026-11-21T15:00Z', { own: { from: '08:00', to: '09:00', days: [1, 2, 3] } })).toBe(
      'never',
    );
    expect(answer(rhodeIsland, '2026-11-21T15:00Z', { own: { from: '08:00', to: '20:00', days: [7] } })).toBe('never');
    const urgent = { kind: 'urgent', reason: 'The building is closed.' } as const;
    const night = '2026-11-22T07:00Z';
    for (const quiet of [{ profile: 'informational' }, { purpose: 'informational' }, { purpose: 'patient' }] as const)
      expect(answer(newYork, night, quiet, urgent)).toMatch(/^open/);
  });

  it('hold for marketing, also where somebody says that it cannot wait', () => {
    const urgent = { kind: 'urgent', reason: 'The sale ends tonight.' } as const;
    const evening = '2026-11-22T02:06Z';
    for (const quiet of [{}, { purpose: 'marketing' }, { profile: 'informational', purpose: 'marketing' }] as const) {
      expect(answer(florida, evening, quiet, urgent)).toBe(answer(florida, evening, quiet));
      expect(answer(florida, evening, quiet, urgent)).not.toMatch(/^open/);
      expect(observesLaw({ ...defaultQuietHours, ...quiet }, urgent)).toBe(true);
    }
  });

  it('that meet for one minute only are passed over', () => {
    const own = { from: '20:59', to: '23:00', days: [1, 2, 3, 4, 5, 6, 7] };
    expect(answer(newYork, '2026-11-21T15:00Z', { own })).toBe('never');
  });
});

describe('for every place', () => {
  const phones = areaCodeRows.flatMap(([, , , codes]) => codes.split(' ')).map((code) => `+1${code}5550123`);
  const anyFacts = fc.record({
    timeZone: fc.option(fc.constantFrom(...Intl.supportedValuesOf('timeZone')), { freq: 2 }),
    country: fc.option(fc.constantFrom('US', 'CA', 'GB', 'RU', 'BR', 'AU')),
    region: fc.option(fc.constantFrom(...Object.keys(regionNames.US))),
    postalCode: fc.option(fc.constantFrom('02901', '32501', '99546', '79901', 'SW1A 1AA')),
    phone: fc.option(fc.constantFrom(...phones, '+18005550123', '+447700900123', '+61412345678', '+79161234567')),
  });
  const anyMoment = fc
    .integer({ min: at('2026-01-01T00:00Z') / minute, max: at('2028-01-01T00:00Z') / minute })
    .map((n) => n * minute);
  const anyQuiet = fc.record({
    profile: fc.constantFrom(...quietProfiles),
    own: fc.constant(null),
    holidays: fc.boolean(),
    inSandbox: fc.constant(false),
  });

  it('nobody is texted outside 8 to 21 o’clock anywhere they may be, and everybody’s hour comes within 8 days', () => {
    fc.assert(
      fc.property(anyFacts, anyMoment, anyQuiet, (facts, now, quiet) => {
        const place = placeOf(facts);
        const found = hoursAt(place, quiet, null, now);
        const hourIn = (zone: string, instant: number) =>
          Number(instantToWallTime(new Date(instant).toISOString(), zone).slice(11, 13));
        const allowed = (instant: number) =>
          place.zones.every((zone) => hourIn(zone, instant) >= 8 && hourIn(zone, instant) < 21);
        if (found.open) {
          expect(allowed(now)).toBe(true);
          expect(allowed(found.until - minute)).toBe(true);
          return;
        }
        if (found.until === null) {
          // Only where clocks are so far apart that their days never meet.
          expect(place.zones.length).toBeGreaterThan(1);
          expect(place.country === 'US' && place.zones.every((zone) => zone.startsWith('America/'))).toBe(false);
          return;
        }
        expect(found.until).toBeGreaterThan(now);
        expect(found.until).toBeLessThanOrEqual(now + 8 * day);
        expect(allowed(found.until)).toBe(true);
        const then = hoursAt(place, quiet, null, found.until);
        expect(then.open).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('answers kept over time are those of the rule, whatever order moments come in', () => {
    const shift = fc.integer({ min: -3 * day, max: 3 * day });
    fc.assert(
      fc.property(anyFacts, anyMoment, fc.array(shift, { maxLength: 15 }), (facts, moment, shifts) => {
        const kept = hoursOverTime(defaultQuietHours, null);
        const place = placeOf(facts);
        for (const one of shifts)
          expect(kept(place, moment + one)).toEqual(hoursAt(place, defaultQuietHours, null, moment + one));
      }),
      { numRuns: 60 },
    );
  });

  it('the memo answers as the rule does, whatever order people come in', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyFacts, anyMoment), { maxLength: 12 }), (people) => {
        const memo = hoursMemo(defaultQuietHours, null);
        for (const [facts, moment] of people) {
          for (const now of [moment, moment + 30_000, moment + 3 * 3_600_000]) {
            const found = memo.at(facts, now);
            const right = hoursAt(placeOf(facts), defaultQuietHours, null, now);
            expect(found).toEqual(right);
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('the table of laws', () => {
  it('names a known place, its source and hours inside the federal ones', () => {
    for (const row of lawHours) {
      expect(row.place === 'US' || Object.hasOwn(regionNames.US, row.place.slice(3)), row.place).toBe(true);
      expect(row.source.length).toBeGreaterThan(5);
      for (const [from, to] of [...row.week.matchAll(/(\d\d:\d\d)-(\d\d:\d\d)/g)].map(([, a = '', b = '']) => [a, b] as const)) {
        expect(from >= '08:00' && to <= '21:00', row.place).toBe(true);
      }
    }
    expect(lawHours[0]?.place).toBe('US');
  });

  it('has one row of a place for each day: a law that changes ends the day before the next begins', () => {
    for (const [place, rows] of Map.groupBy(lawHours, (row) => row.place)) {
      const inOrder = rows.toSorted((a, b) => (a.since ?? '').localeCompare(b.since ?? ''));
      inOrder.slice(1).forEach((row, index) => {
        const last = Temporal.PlainDate.from(inOrder[index]?.until ?? '9999-12-31');
        expect(last.add({ days: 1 }).toString(), place).toBe(row.since);
      });
      expect(inOrder.at(-1)?.until, `${place}: nothing would hold afterwards`).toBeUndefined();
    }
  });
});
