/**
 * Wall time and zones (I8). `Temporal` is used only inside functions, because some browsers do not have it:
 * a page calls `provideTemporal` with a polyfill first, Node needs nothing.
 */
type TemporalApi = typeof Temporal;

let provided: TemporalApi | null = null;

/** For browsers without `Temporal`. */
export function provideTemporal(api: TemporalApi): void {
  provided = api;
}

export function hasTemporal(): boolean {
  return provided !== null || typeof Temporal !== 'undefined';
}

export function temporal(): TemporalApi {
  if (provided !== null) return provided;
  if (typeof Temporal === 'undefined') throw new Error('Temporal is missing: call provideTemporal with a polyfill first.');
  return Temporal;
}

/** Zones checked before; there are a few hundred names in all. */
const checkedZones = new Map<string, boolean>();

/** Whether this is an IANA time zone, such as `America/Chicago`. Offsets such as `+02:00` are not: they know no summer time. */
export function isZone(zone: string): boolean {
  const known = checkedZones.get(zone);
  if (known !== undefined) return known;
  const valid = /^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(zone) && isKnownToIntl(zone);
  if (checkedZones.size < 2000) checkedZones.set(zone, valid);
  return valid;
}

function isKnownToIntl(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** All zones to choose from, `UTC` first. */
export function listZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}

export type WallTimeResult =
  | {
      readonly ok: true;
      /** `2026-11-29T15:00:00Z` */
      readonly instant: string;
      /** True when the clock shows this time twice that day; the earlier one was chosen. */
      readonly ambiguous: boolean;
      /** Says so, null otherwise. */
      readonly words: string | null;
    }
  | { readonly ok: false; readonly reason: 'bad_time' | 'bad_zone'; readonly words: string }
  | {
      readonly ok: false;
      readonly reason: 'gap';
      readonly words: string;
      /** The first wall time after the gap, `YYYY-MM-DDTHH:mm`. */
      readonly nextValid: string;
    };

const wallPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/;

/**
 * The instant at which clocks of a zone show a wall time.
 *
 * Where a clock change skips it there is none, and the caller must ask; where a change repeats it, the earlier is chosen.
 *
 * @param local `YYYY-MM-DDTHH:mm`
 * @example wallTimeToInstant('2026-03-08T02:30', 'America/New_York') // { ok: false, reason: 'gap', nextValid: '2026-03-08T03:00', … }
 */
export function wallTimeToInstant(local: string, zone: string): WallTimeResult {
  if (!isZone(zone))
    return { ok: false, reason: 'bad_zone', words: `There is no time zone ${zone}. Write it like America/Chicago.` };
  const api = temporal();
  const wall = readWallTime(api, local);
  if (wall === null)
    return { ok: false, reason: 'bad_time', words: 'This is not a date and time that exists. Write it like 2026-11-29T09:00.' };
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(zone, { disambiguation: 'later' });
  if (!earlier.toPlainDateTime().equals(wall)) return inGap(local, zone, earlier);
  const ambiguous = !earlier.equals(later);
  const words = ambiguous
    ? `Clocks are set back that day, so ${clock(local)} comes twice in ${zone}. The earlier one is used.`
    : null;
  return { ok: true, instant: earlier.toInstant().toString(), ambiguous, words };
}

/** Reads an existing date and time, null otherwise (`2026-02-30` is refused, not moved). */
function readWallTime(api: TemporalApi, local: string): Temporal.PlainDateTime | null {
  if (!wallPattern.test(local)) return null;
  try {
    return api.PlainDateTime.from(local, { overflow: 'reject' });
  } catch {
    return null;
  }
}

/** `earlier` lies before the change that skips the wall time, so the change is the next one. */
function inGap(local: string, zone: string, earlier: Temporal.ZonedDateTime): WallTimeResult {
  const change = earlier.getTimeZoneTransition('next') ?? earlier;
  const nextValid = change.toPlainDateTime().toString({ smallestUnit: 'minute' });
  const words = `Clocks are set forward that day, so ${clock(local)} does not exist in ${zone}. The next time that exists is ${clock(nextValid)}.`;
  return { ok: false, reason: 'gap', words, nextValid };
}

function clock(local: string): string {
  return local.slice(11, 16);
}

/**
 * What the clocks of a zone show at an instant, `YYYY-MM-DDTHH:mm`.
 *
 * @param instant ISO 8601 with offset or Z
 */
export function instantToWallTime(instant: string, zone: string): string {
  const zoned = temporal().Instant.from(instant).toZonedDateTimeISO(zone);
  return zoned.toPlainDateTime().toString({ smallestUnit: 'minute' });
}
