import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultQuietHours } from './quiet-hours.ts';
import { type ForecastTerms, forecastSend, type PeopleGroup } from './send-forecast.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Noon in New York, nine in the morning in Los Angeles. */
const noon = Date.UTC(2026, 2, 3, 17);
const group = (wish: Partial<PeopleGroup> = {}): PeopleGroup => ({
  n: 1,
  timeZone: 'America/New_York',
  country: 'US',
  region: null,
  postalCode: null,
  phone: '+12125550101',
  doubtUntil: null,
  freeAt: null,
  ...wish,
});
const terms: ForecastTerms = {
  at: noon,
  uselessAfter: null,
  quiet: { ...defaultQuietHours, inSandbox: true },
  override: null,
  excess: null,
};

describe('a forecast by the rules of the lease', () => {
  test('nobody waits where nothing holds', () => {
    const found = forecastSend([group({ n: 7 })], terms);
    expect(found).toMatchObject({ now: 7, waiting: [], leftOut: [], held: [], goes: [true] });
  });

  test('a doubt holds until a member answers, also when its time to be looked at has passed, and whatever the hour', () => {
    const groups = [group({ doubtUntil: noon + 12 * hour }), group({ doubtUntil: noon - hour, timeZone: 'Asia/Tokyo' })];
    const found = forecastSend(groups, terms);
    expect(found).toMatchObject({ now: 0, waiting: [], held: [{ reason: 'asked_to_stop_maybe', n: 2 }], goes: [true, true] });
  });

  test('the cap leaves out, or makes wait, only those who have reached it', () => {
    const groups = [group({ n: 3 }), group({ n: 2, freeAt: noon + 2 * hour }), group({ n: 4, freeAt: noon - hour })];
    const skip = forecastSend(groups, { ...terms, excess: 'skip' });
    expect(skip).toMatchObject({ now: 7, waiting: [], leftOut: [{ reason: 'frequency_cap', n: 2 }], goes: [true, false, true] });
    const wait = forecastSend(groups, { ...terms, excess: 'wait' });
    expect(wait).toMatchObject({ now: 7, leftOut: [], waiting: [{ reason: 'frequency_cap', until: noon + 2 * hour, n: 2 }] });
  });

  test('the law of a state makes wait those of that state who have had enough, and nobody else', () => {
    const florida = { timeZone: 'America/New_York', phone: '+13055550101', fewEnoughAt: noon + 2 * hour };
    const groups = [
      group({ n: 3, ...florida }),
      group({ n: 2, fewEnoughAt: noon + 2 * hour }),
      group({ n: 4, ...florida, fewEnoughAt: noon - hour }),
    ];
    const found = forecastSend(groups, terms);
    expect(found).toMatchObject({ now: 6, leftOut: [], waiting: [{ reason: 'state_limit', until: noon + 2 * hour, n: 3 }] });
    const late = forecastSend(groups, { ...terms, uselessAfter: noon + hour });
    expect(late).toMatchObject({ now: 6, leftOut: [{ reason: 'expired', n: 3 }] });
  });

  test('whoever waits longer than it is of use is left out, whatever they wait for', () => {
    const groups = [group({ freeAt: noon + 3 * hour }), group({ timeZone: 'Asia/Tokyo' }), group()];
    const found = forecastSend(groups, { ...terms, uselessAfter: noon + hour, excess: 'wait' });
    expect(found).toMatchObject({ now: 1, waiting: [], goes: [false, false, true] });
    expect(found.leftOut).toEqual([
      { reason: 'expired', n: 1 },
      { reason: 'expired_in_quiet_hours', n: 1 },
    ]);
  });

  test('who waits for a member to answer is not left out by a cap that may be free by then', () => {
    const found = forecastSend([group({ doubtUntil: noon + hour, freeAt: noon + 2 * hour })], { ...terms, excess: 'skip' });
    expect(found).toMatchObject({ leftOut: [], held: [{ reason: 'asked_to_stop_maybe', n: 1 }] });
  });

  test('without hours only doubts and the cap are looked at', () => {
    const found = forecastSend([group({ timeZone: 'Asia/Tokyo' }), group({ doubtUntil: noon + hour })], {
      ...terms,
      quiet: null,
    });
    expect(found).toMatchObject({ now: 1, held: [{ reason: 'asked_to_stop_maybe', n: 1 }] });
  });

  test('a stop holds everybody who would get it, now or later, and nobody else', () => {
    const groups = [group({ n: 3 }), group({ n: 2, doubtUntil: noon + hour }), group({ n: 4, freeAt: noon + hour })];
    const found = forecastSend(groups, { ...terms, excess: 'skip', stopped: true });
    expect(found).toMatchObject({
      now: 0,
      waiting: [],
      leftOut: [{ reason: 'frequency_cap', n: 4 }],
      held: [{ reason: 'sending_stopped', n: 5 }],
      goes: [true, true, false],
    });
  });

  test('a paused number of a pool holds those who hear from it; a stop is said first', () => {
    const groups = [group({ n: 3, senderPaused: true }), group({ n: 2 })];
    expect(forecastSend(groups, terms)).toMatchObject({ now: 2, held: [{ reason: 'sender_paused', n: 3 }] });
    expect(forecastSend(groups, { ...terms, stopped: true })).toMatchObject({
      now: 0,
      held: [{ reason: 'sending_stopped', n: 5 }],
    });
  });

  test('the number of somebody who was deleted for privacy counts as opted out, stop or no stop', () => {
    const groups = [group({ n: 3, erased: true, doubtUntil: noon + hour }), group()];
    for (const stopped of [false, true])
      expect(forecastSend(groups, { ...terms, stopped })).toMatchObject({
        now: stopped ? 0 : 1,
        leftOut: [{ reason: 'opted_out', n: 3, erased: true }],
        goes: [false, true],
      });
  });
});

test('whoever comes to their turn only after their hours have ended waits for the next, and ends with the deadline', () => {
  const [asked] = forecastSend([group()], { ...terms, uselessAfter: noon + 30 * hour }).going;
  const closing = Date.UTC(2026, 2, 4, 2);
  expect(asked?.turn(noon)).toEqual({ kind: 'goes', until: closing });
  const morning = { kind: 'waits', reason: 'quiet_hours', until: Date.UTC(2026, 2, 4, 13), local: '2026-03-04T08:00' };
  expect(asked?.turn(closing)).toEqual(morning);
  // The next day they may go until it is of no use any more, and not after.
  expect(asked?.turn(noon + 24 * hour)).toEqual({ kind: 'goes', until: noon + 30 * hour });
  expect(asked?.turn(noon + 30 * hour)).toEqual({ kind: 'ends' });
});

test('long after the beginning, places with the same hours are decided as one, and others are not', () => {
  const zones = ['America/New_York', 'America/Detroit', 'America/Los_Angeles'];
  const [york, detroit, angeles] = forecastSend(
    zones.map((timeZone) => group({ timeZone })),
    terms,
  ).going;
  const night = Date.UTC(2026, 3, 20, 8);
  const eight = { kind: 'waits', reason: 'quiet_hours', until: Date.UTC(2026, 3, 20, 12), local: '2026-04-20T08:00' };
  expect(york?.turn(night)).toEqual(eight);
  expect(detroit?.turn(night)).toEqual(eight);
  expect(angeles?.turn(night)).toEqual({ ...eight, until: Date.UTC(2026, 3, 20, 15) });
});

test('everybody is counted once, and nobody gets it before they may', () => {
  const instant = fc.option(fc.integer({ min: noon - day, max: noon + 4 * day }), { nil: null });
  const one = fc.record({
    n: fc.integer({ min: 1, max: 1_000 }),
    timeZone: fc.constantFrom('America/New_York', 'America/Los_Angeles', 'Asia/Tokyo', 'Pacific/Honolulu', null),
    country: fc.constant('US'),
    region: fc.constantFrom(null, 'FL', 'TX'),
    postalCode: fc.constant(null),
    phone: fc.constantFrom('+12125550101', '+18505550101', '+18085550101'),
    doubtUntil: instant,
    freeAt: instant,
    senderPaused: fc.boolean(),
    erased: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(one, { maxLength: 20 }),
      fc.constantFrom('skip', 'wait', null),
      instant,
      fc.boolean(),
      fc.boolean(),
      (groups, excess, uselessAfter, hours, stopped) => {
        const asked = { ...terms, excess, uselessAfter, quiet: hours ? terms.quiet : null };
        const found = forecastSend(groups, { ...asked, stopped });
        const sum = (all: readonly { readonly n: number }[]) => all.reduce((total, { n }) => total + n, 0);
        const goes = found.now + sum(found.waiting) + sum(found.held);
        expect(goes + sum(found.leftOut)).toBe(sum(groups));
        expect(sum(groups.filter((_, index) => found.goes[index]))).toBe(goes);
        if (stopped) expect(goes).toBe(sum(found.held));
        // Whatever holds, the same people are left out in the end.
        const free = forecastSend(
          groups.map((one) => ({ ...one, senderPaused: false })),
          asked,
        );
        expect(found.leftOut).toEqual(free.leftOut);
        for (const wait of found.waiting) {
          expect(wait.until).toBeGreaterThan(noon);
          if (uselessAfter !== null) expect(wait.until).toBeLessThan(uselessAfter);
        }
        // Whoever is left out has a reason that a deadline, the cap, the hours or a deletion gives.
        if (uselessAfter === null && excess !== 'skip') expect(found.leftOut.filter((one) => !one.erased)).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});
