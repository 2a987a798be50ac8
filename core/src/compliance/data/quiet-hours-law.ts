/** Hours of the law for one country or state. */
export interface LawHours {
  /** `US`, or a state such as `US-FL`. */
  readonly place: string;
  /** When texts may reach people, at their place: see parseWeek. */
  readonly week: string;
  /** Not on the holidays of the place. */
  readonly notOnHolidays?: true;
  /** The first day on which it holds, `YYYY-MM-DD`; left out when it has held for years. */
  readonly since?: string;
  /** The last day on which it holds, `YYYY-MM-DD`; left out while no end is known. */
  readonly until?: string;
  /** So many texts may reach one person in 24 hours; left out where the law names no number. */
  readonly mostInDay?: number;
  /** Where it stands, or who says so. */
  readonly source: string;
  /** `several` independent guides, or a `single` one: to be looked at again first. */
  readonly confirmed: 'law' | 'several' | 'single';
  /** What else to know. */
  readonly note?: string;
}

/** When this table was last compared with its sources. */
export const lawHoursCheckedOn = '2026-11-21';

/** Where hours stand for which no law is named. */
export const stateGuides = 'Guides to calling hours: dropcowboy.com/state-compliance (2025-11), blog.clickpointsoftware.com (2025-07)';

/**
 * Hours of solicitations, in the time of the person who gets them. Texts count as calls. Engineering data, not legal advice: each row
 * names its source. A law that changes is a new row with the day from which it holds, and its old row gets the day before as its last. Where a
 * number of texts is named for the same subject, it is kept for all: what is about the same subject, no program knows.
 */
export const lawHours: readonly LawHours[] = [
  {
    place: 'US',
    week: 'Mon-Sun 08:00-21:00',
    source: '47 CFR 64.1200(c)(1); 16 CFR 310.4(c)',
    confirmed: 'law',
  },
  { place: 'US-AL', week: 'Mon-Sat 08:00-20:00', notOnHolidays: true, source: stateGuides, confirmed: 'single' },
  { place: 'US-CT', week: 'Mon-Sun 09:00-20:00', since: '2023-10-01', source: stateGuides, confirmed: 'several', note: 'Names texts.' },
  {
    place: 'US-FL',
    week: 'Mon-Sun 08:00-20:00',
    source: 'Fla. Stat. 501.059, 501.616',
    mostInDay: 3,
    confirmed: 'several',
    note: 'Who has an area code of Florida is presumed to be there. The number is for texts about the same subject.',
  },
  { place: 'US-KY', week: 'Mon-Sun 10:00-21:00', source: stateGuides, confirmed: 'several' },
  { place: 'US-LA', week: 'Mon-Sat 08:00-20:00', notOnHolidays: true, source: stateGuides, confirmed: 'single' },
  { place: 'US-ME', week: 'Mon-Fri 09:00-17:00', source: stateGuides, confirmed: 'single', note: 'Of automated solicitation.' },
  { place: 'US-MD', week: 'Mon-Sun 08:00-20:00', mostInDay: 3, source: stateGuides, confirmed: 'several' },
  { place: 'US-MA', week: 'Mon-Sun 08:00-20:00', source: stateGuides, confirmed: 'single' },
  { place: 'US-MI', week: 'Mon-Sun 09:00-21:00', source: stateGuides, confirmed: 'single' },
  { place: 'US-MN', week: 'Mon-Sun 09:00-21:00', source: stateGuides, confirmed: 'single' },
  { place: 'US-MS', week: 'Mon-Sat 08:00-20:00', source: stateGuides, confirmed: 'several' },
  { place: 'US-NV', week: 'Mon-Sun 09:00-20:00', source: stateGuides, confirmed: 'single' },
  { place: 'US-NJ', week: 'Mon-Sun 08:00-20:00', source: stateGuides, confirmed: 'single' },
  { place: 'US-NM', week: 'Mon-Sun 09:00-21:00', source: stateGuides, confirmed: 'single' },
  {
    place: 'US-OK',
    week: 'Mon-Sun 08:00-20:00',
    since: '2022-11-01',
    mostInDay: 3,
    source: 'Okla. Stat. tit. 15, 775C',
    confirmed: 'several',
    note: 'The number is for texts about the same subject.',
  },
  {
    place: 'US-PA',
    week: 'Mon-Sat 08:00-21:00',
    notOnHolidays: true,
    since: '2026-10-18',
    source: stateGuides,
    confirmed: 'single',
    note: 'Not on Sundays since this day.',
  },
  {
    place: 'US-RI',
    week: 'Mon-Fri 09:00-18:00; Sat 10:00-17:00',
    notOnHolidays: true,
    source: stateGuides,
    confirmed: 'several',
    note: 'The guides differ on Sundays, so they are left out.',
  },
  {
    place: 'US-TX',
    week: 'Mon-Sat 09:00-21:00; Sun 12:00-21:00',
    since: '2025-09-01',
    source: 'Tex. Bus. & Com. Code ch. 301 to 305, SB 140',
    confirmed: 'several',
    note: 'Names texts.',
  },
  { place: 'US-UT', week: 'Mon-Sun 08:00-21:00', notOnHolidays: true, source: stateGuides, confirmed: 'single' },
  { place: 'US-WA', week: 'Mon-Sun 08:00-20:00', since: '2022-06-09', source: 'RCW 80.36.390', confirmed: 'several' },
  { place: 'US-WY', week: 'Mon-Sun 08:00-20:00', source: stateGuides, confirmed: 'several' },
];

/** Whether a row holds on a day, `YYYY-MM-DD`. */
export function isInForce({ since, until }: Pick<LawHours, 'since' | 'until'>, day: string): boolean {
  return (since === undefined || since <= day) && (until === undefined || day <= until);
}
