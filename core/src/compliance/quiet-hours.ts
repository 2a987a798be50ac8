import { type Place, type PlaceFacts, placeOf } from '../contacts/zones.ts';
import {
  areOpen,
  type Hours,
  nextClosing,
  nextOpening,
  parseClock,
  parseWeek,
  type Window,
  weekOf,
} from '../schedule/windows.ts';
import { instantToWallTime } from '../schedule/zones.ts';
import { federalHolidays, holidaysIn } from './data/holidays.ts';
import { type LawHours, lawHours } from './data/quiet-hours-law.ts';
import { profileHours, type QuietProfile } from './quiet-profiles.ts';

/** Hours that a workspace or a broadcast keeps beside those of its profile: both must be open, so they are never laxer. */
export interface OwnHours {
  /** Clock times such as `09:00`; an end at or before the start lies on the next day, `24:00` is allowed as an end. */
  readonly from: string;
  readonly to: string;
  /** Days on which they begin, 1 is Monday. */
  readonly days: readonly number[];
}

/** What a workspace chose. */
export interface QuietHours {
  readonly profile: QuietProfile;
  /** Of this message, where it is not that of the profile: marketing keeps the hours of its law, whoever sends it. */
  readonly purpose?: QuietProfile;
  readonly own: OwnHours | null;
  /** Nothing goes out on federal holidays. */
  readonly holidays: boolean;
  /** Sandbox phones sleep too; off, so that somebody who tries the product at night sees texts arrive. */
  readonly inSandbox: boolean;
}

export const defaultQuietHours: QuietHours = { profile: 'marketing', own: null, holidays: false, inSandbox: false };

/** What one broadcast says of its hours: stricter ones, or that it cannot wait. */
export type HoursOverride = ({ readonly kind: 'stricter' } & OwnHours) | { readonly kind: 'urgent'; readonly reason: string };

const everywhere: Readonly<Record<QuietProfile, Hours>> = {
  marketing: { week: parseWeek(profileHours.marketing) },
  informational: { week: parseWeek(profileHours.informational) },
  patient: { week: parseWeek(profileHours.patient) },
};

/** The table of laws as hours, by place. */
type Law = ReadonlyMap<string, readonly Hours[]>;

/** Reads a table of laws: for production the one there is. */
export function readLaw(rows: readonly LawHours[]): Law {
  const hoursOfRow = ({ place, week, notOnHolidays, since, until }: LawHours): Hours => ({
    week: parseWeek(week),
    ...(notOnHolidays ? { closedOn: holidaysIn(place) } : {}),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  });
  return new Map([...Map.groupBy(rows, (row) => row.place)].map(([place, of]) => [place, of.map(hoursOfRow)]));
}

const todaysLaw = readLaw(lawHours);

function hoursOf(own: OwnHours): Hours {
  const [from, to] = [parseClock(own.from), parseClock(own.to)];
  if (from === undefined || to === undefined) throw new Error('Own hours are checked before they are kept.');
  return { week: weekOf(own.days, { from, to }) };
}

const holidayHours: Hours = { week: parseWeek('Mon-Sun 00:00-24:00'), closedOn: federalHolidays };

/**
 * Whether it goes out at any hour: what cannot wait, and is no marketing. The hours of solicitations (47 CFR 64.1200(c)(1)) know no hurry of
 * the sender, whatever was stored.
 */
export function goesAtAnyHour(
  { profile, purpose = profile }: Pick<QuietHours, 'profile' | 'purpose'>,
  override: HoursOverride | null,
): boolean {
  return override?.kind === 'urgent' && purpose !== 'marketing';
}

/** Whether the hours of the law of solicitations hold: for marketing, whoever sends it. */
export function observesLaw(quiet: Pick<QuietHours, 'profile' | 'purpose'>, override: HoursOverride | null): boolean {
  return !goesAtAnyHour(quiet, override) && (quiet.profile === 'marketing' || quiet.purpose === 'marketing');
}

/** Whether somebody may be in the United States: nothing tells where they are, or something says so. */
const mayBeInStates = ({ country, regions }: Place): boolean =>
  country === null || country === 'US' || regions.some((one) => one.startsWith('US-'));

/**
 * Every window that must be open for a person: hours of the place, of the workspace and of the broadcast, in each plausible zone. Marketing
 * keeps the rows of the law, that of the country and those of its states; abroad, where none is named, the hours of its profile.
 */
export function windowsFor(
  place: Place,
  quiet: QuietHours,
  override: HoursOverride | null,
  law: Law = todaysLaw,
): readonly Window[] {
  if (goesAtAnyHour(quiet, override)) return [];
  const lawful = observesLaw(quiet, override);
  const byLaw = lawful ? [...(mayBeInStates(place) ? ['US'] : []), ...place.regions].flatMap((one) => law.get(one) ?? []) : [];
  const hours = quiet.profile === 'marketing' && place.country === 'US' && law.has('US') ? [] : [everywhere[quiet.profile]];
  hours.push(...byLaw);
  if (quiet.own) hours.push(hoursOf(quiet.own));
  if (override?.kind === 'stricter') hours.push(hoursOf(override));
  if (quiet.holidays) hours.push(holidayHours);
  return place.zones.flatMap((zone) => hours.map((one) => ({ hours: one, zone })));
}

/** Whether a person may be texted at a moment. Instants are milliseconds since the epoch. */
export type HoursAnswer =
  /** Until `until`, when the first window closes. */
  | { readonly open: true; readonly until: number }
  /**
   * Until `until`; null when no hour within two weeks suits all windows. `local` is the wall time of that moment at the person's
   * place, `2026-11-22T08:00`, null when the plausible zones show different ones.
   */
  | { readonly open: false; readonly until: number | null; readonly local: string | null };

/** A message that is handed over in the last minute may arrive after it, so that minute is not used. */
const lastMinuteMs = 60_000;

/** How long an answer that nothing suits is believed. */
const againMs = 3_600_000;

/** Whether a person may be texted now, else from when. */
export function hoursAt(
  place: Place,
  quiet: QuietHours,
  override: HoursOverride | null,
  now: number,
  law: Law = todaysLaw,
): HoursAnswer {
  const windows = windowsFor(place, quiet, override, law);
  let from = now;
  if (areOpen(windows, now)) {
    const until = nextClosing(windows, now);
    if (until - now > lastMinuteMs) return { open: true, until };
    from = until;
  }
  for (let opening = nextOpening(windows, from); opening !== null; ) {
    const closing = nextClosing(windows, opening);
    // Hours that meet for no more than the last minute are of no use.
    if (closing - opening > lastMinuteMs) return { open: false, until: opening, local: sameWallTime(place.zones, opening) };
    opening = nextOpening(windows, closing);
    if (opening !== null && opening > now + 15 * 86_400_000) opening = null;
  }
  return { open: false, until: null, local: null };
}

function sameWallTime(zones: readonly string[], at: number): string | null {
  const iso = new Date(at).toISOString();
  const times = new Set(zones.map((zone) => instantToWallTime(iso, zone)));
  return times.size === 1 ? ([...times][0] ?? null) : null;
}

/** Answers for person after person at the cost of a map look-up: people of one place share an answer until it ends. */
export interface HoursMemo {
  at(facts: PlaceFacts, now: number): HoursAnswer;
}

interface Shared {
  readonly place: Place;
  since: number;
  goodUntil: number;
  answer: HoursAnswer;
}

/** How many kinds of facts one memo keeps; they share the answers of some hundred places. */
const mostFacts = 50_000;

/** A memo for one workspace's hours and one broadcast's. */
export function hoursMemo(quiet: QuietHours, override: HoursOverride | null): HoursMemo {
  const byFacts = new Map<string, Shared>();
  const byPlace = new Map<string, Shared>();
  const look = (facts: PlaceFacts): Shared => {
    const place = placeOf(facts);
    const name = placeName(place);
    const known = byPlace.get(name);
    if (known) return known;
    const fresh: Shared = { place, since: 0, goodUntil: 0, answer: { open: false, until: null, local: null } };
    byPlace.set(name, fresh);
    return fresh;
  };
  return {
    at(facts, now) {
      const key = placeKey(facts);
      let shared = byFacts.get(key);
      if (!shared) {
        if (byFacts.size >= mostFacts) {
          byFacts.clear();
          byPlace.clear();
        }
        shared = look(facts);
        byFacts.set(key, shared);
      }
      if (now < shared.since || now >= shared.goodUntil) {
        shared.answer = hoursAt(shared.place, quiet, override, now);
        shared.since = now;
        shared.goodUntil = goodUntil(shared.answer, now);
      }
      return shared.answer;
    },
  };
}

function goodUntil(answer: HoursAnswer, now: number): number {
  if (answer.open) return answer.until - lastMinuteMs;
  return answer.until ?? now + againMs;
}

/** Answers for one place at any moments, asked about in any order: each answer is worked out once for as long as it is good. */
export function hoursOverTime(quiet: QuietHours, override: HoursOverride | null): (place: Place, at: number) => HoursAnswer {
  const byPlace = new Map<string, { since: number; readonly until: number; readonly answer: HoursAnswer }[]>();
  return (place, at) => {
    const name = placeName(place);
    const known = byPlace.get(name) ?? [];
    byPlace.set(name, known);
    const found = known.find((one) => at >= one.since && at < one.until);
    if (found) return found.answer;
    const answer = hoursAt(place, quiet, override, at);
    const until = goodUntil(answer, at);
    // A moment earlier in the same hours as one that was asked about before: the answer is good from there on.
    const same = known.find((one) => one.until === until && one.answer.open === answer.open);
    if (same) same.since = Math.min(same.since, at);
    else known.push({ since: at, until, answer });
    return answer;
  };
}

/** What of a place the hours depend on. */
export function placeName({ zones, regions, country }: Place): string {
  return `${zones.join()} ${regions.join()} ${country ?? ''}`;
}

/** What of a person the hours depend on: of a number, as much as tells its area. */
export function placeKey({ timeZone, country, region, postalCode, phone }: PlaceFacts): string {
  return `${timeZone ?? ''}|${country ?? ''}|${region ?? ''}|${postalCode ?? ''}|${phone?.slice(0, 5) ?? ''}`;
}
