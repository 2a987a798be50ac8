import type { Holiday } from '../../schedule/holidays.ts';

/** Legal public holidays of the United States: 5 U.S.C. 6103(a), observed as in (b). Checked on 2026-11-21. */
export const federalHolidays: readonly Holiday[] = [
  { name: 'New Year’s Day', kind: 'fixed', month: 1, day: 1, observed: true },
  { name: 'Birthday of Martin Luther King, Jr.', kind: 'nth', month: 1, weekday: 1, nth: 3 },
  { name: 'Washington’s Birthday', kind: 'nth', month: 2, weekday: 1, nth: 3 },
  { name: 'Memorial Day', kind: 'nth', month: 5, weekday: 1, nth: -1 },
  { name: 'Juneteenth', kind: 'fixed', month: 6, day: 19, observed: true },
  { name: 'Independence Day', kind: 'fixed', month: 7, day: 4, observed: true },
  { name: 'Labor Day', kind: 'nth', month: 9, weekday: 1, nth: 1 },
  { name: 'Columbus Day', kind: 'nth', month: 10, weekday: 1, nth: 2 },
  { name: 'Veterans Day', kind: 'fixed', month: 11, day: 11, observed: true },
  { name: 'Thanksgiving Day', kind: 'nth', month: 11, weekday: 4, nth: 4 },
  { name: 'Christmas Day', kind: 'fixed', month: 12, day: 25, observed: true },
];

const electionDay: Holiday = { name: 'Election Day', kind: 'nth', month: 11, weekday: 1, nth: 1, plus: 1, every: 2 };
const goodFriday: Holiday = { name: 'Good Friday', kind: 'easter', days: -2 };
const mardiGras: Holiday = { name: 'Mardi Gras', kind: 'easter', days: -47 };

/**
 * Legal holidays of the states whose rules name holidays, beside the federal ones. A day too many only makes people wait, so days that a
 * state keeps in some counties or years only stand here too. Checked on 2026-11-21.
 */
const own: Readonly<Record<string, readonly Holiday[]>> = {
  // Code of Alabama 1-3-8.
  'US-AL': [
    mardiGras,
    { name: 'Confederate Memorial Day', kind: 'nth', month: 4, weekday: 1, nth: 4 },
    { name: 'Jefferson Davis’ Birthday', kind: 'nth', month: 6, weekday: 1, nth: 1 },
  ],
  // Louisiana Revised Statutes 1:55.
  'US-LA': [
    mardiGras,
    goodFriday,
    electionDay,
    { name: 'All Saints’ Day', kind: 'fixed', month: 11, day: 1 },
    { name: 'Day after Thanksgiving', kind: 'nth', month: 11, weekday: 4, nth: 4, plus: 1 },
  ],
  // 44 Pa. Stat. 11.
  'US-PA': [goodFriday, { name: 'Flag Day', kind: 'fixed', month: 6, day: 14 }],
  // Rhode Island General Laws 25-1-1.
  'US-RI': [electionDay, { name: 'Victory Day', kind: 'nth', month: 8, weekday: 1, nth: 2 }],
};

const byRegion = new Map(Object.entries(own).map(([region, days]) => [region, [...federalHolidays, ...days]] as const));

/** The holidays that count in a state. The same list each time, so that its calendar is worked out once. */
export function holidaysIn(region: string): readonly Holiday[] {
  return byRegion.get(region) ?? federalHolidays;
}
