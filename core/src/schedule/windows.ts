import { type Holiday, holidayOn } from './holidays.ts';
import { temporal } from './zones.ts';

/**
 * Windows of wall time (I8): hours of each weekday, read off the clock on the wall. Open is what the clock says, so an hour that clocks
 * skip is never open, one that they repeat is open twice, and a window that begins inside a skipped hour begins when the clock has jumped.
 */

/** Minutes of the day, `from` inside and `to` outside. With `to` at or before `from` it ends on the next day. `to` may be 1440. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Seven days, Monday first. A span belongs to the day on which it begins. */
export type Week = readonly (readonly Span[])[];

/** Hours in which something may be done. */
export interface Hours {
  readonly week: Week;
  /** Days on which nothing is open, whatever the weekday. */
  readonly closedOn?: readonly Holiday[];
  /** The first day on which these hours hold, `YYYY-MM-DD`; before it everything is open. */
  readonly since?: string;
  /** The last day on which these hours hold, `YYYY-MM-DD`; after it everything is open. */
  readonly until?: string;
}

/** Hours as the clocks of a zone show them. */
export interface Window {
  readonly hours: Hours;
  readonly zone: string;
}

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const dayMs = 86_400_000;
const minuteMs = 60_000;

/** How far a next opening is looked for: a week, and holidays on every open day of it. */
const horizonDays = 15;

/** Minutes of the day of a clock time such as `08:00` or `24:00`; undefined when it is none. */
export function parseClock(text: string): number | undefined {
  const match = /^(\d\d):(\d\d)$/.exec(text);
  const minutes = match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
  return minutes <= 1440 && Number(match?.[2]) < 60 ? minutes : undefined;
}

/**
 * Reads a week as it stands in the data: `Mon-Fri 09:00-18:00; Sat,Sun 10:00-17:00`. Days that are not named are closed.
 * Throws when it is wrong, as only our own data is read by it.
 */
export function parseWeek(text: string): Week {
  const week: Span[][] = dayNames.map(() => []);
  for (const part of text.split(';')) {
    const match = /^\s*([A-Za-z,-]+) (\d\d:\d\d)-(\d\d:\d\d)\s*$/.exec(part);
    const [from, to] = [parseClock(match?.[2] ?? ''), parseClock(match?.[3] ?? '')];
    if (!match?.[1] || from === undefined || to === undefined) throw new Error(`These are no hours: ${part}`);
    for (const day of parseDays(match[1])) week[day]?.push({ from, to });
  }
  return week;
}

function parseDays(text: string): number[] {
  return text.split(',').flatMap((range) => {
    const [from = '', to = from] = range.split('-');
    const [first, last] = [dayNames.indexOf(from), dayNames.indexOf(to)];
    if (first < 0 || last < first) throw new Error(`These are no days: ${text}`);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** The same hours on some days of the week, 1 is Monday. */
export function weekOf(days: readonly number[], span: Span): Week {
  return dayNames.map((_, index) => (days.includes(index + 1) ? [span] : []));
}

function isOpenOn({ week, closedOn, since, until }: Hours, date: Temporal.PlainDate, minute: number): boolean {
  if (since !== undefined && date.toString() < since) return true;
  if (until !== undefined && date.toString() > until) return true;
  if (closedOn && holidayOn(closedOn, date) !== undefined) return false;
  const day = date.dayOfWeek;
  return (
    (week[day - 1] ?? []).some(({ from, to }) => minute >= from && (minute < to || to <= from)) ||
    (week[(day + 5) % 7] ?? []).some(({ from, to }) => to <= from && minute < to)
  );
}

function zoned(at: number, zone: string): Temporal.ZonedDateTime {
  return temporal().Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}

/** Whether a window is open at an instant, in milliseconds since the epoch. */
export function isOpen({ hours, zone }: Window, at: number): boolean {
  const wall = zoned(at, zone);
  return isOpenOn(hours, wall.toPlainDate(), wall.hour * 60 + wall.minute);
}

/** Minutes of the day at which something may change, midnight among them. */
function edges(week: Week): number[] {
  return [...new Set([0, ...week.flatMap((spans) => spans.flatMap(({ from, to }) => [from, to % 1440]))])].sort((a, b) => a - b);
}

/** The instants of a day at which an edge is reached or clocks change, in order. */
function* instantsOn(date: Temporal.PlainDate, zone: string, minutes: readonly number[]): Generator<number> {
  const start = date.toZonedDateTime(zone);
  const end = date.add({ days: 1 }).toZonedDateTime(zone);
  if (end.epochMilliseconds - start.epochMilliseconds === dayMs && start.hour === 0 && start.minute === 0) {
    for (const minute of minutes) yield start.epochMilliseconds + minute * minuteMs;
    return;
  }
  const found = new Set([start.epochMilliseconds]);
  const change = start.getTimeZoneTransition('next');
  if (change) found.add(change.epochMilliseconds);
  for (const minute of minutes) {
    const wall = date.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
    for (const disambiguation of ['earlier', 'later'] as const)
      found.add(wall.toZonedDateTime(zone, { disambiguation }).epochMilliseconds);
  }
  // A skipped time is also read as one of the day before, and a change at midnight leads to that of the next season.
  yield* [...found].filter((one) => one >= start.epochMilliseconds && one < end.epochMilliseconds).sort((a, b) => a - b);
}

/** The first instant after `at` at which the window is open, or is not; null when there is none within the horizon. */
function nextChange(window: Window, at: number, toOpen: boolean): number | null {
  const { hours, zone } = window;
  const minutes = edges(hours.week);
  const today = zoned(at, zone).toPlainDate();
  for (let day = 0; day <= horizonDays; day++) {
    for (const instant of instantsOn(today.add({ days: day }), zone, minutes)) {
      if (instant > at && isOpen(window, instant) === toOpen) return instant;
    }
  }
  return null;
}

/** Whether all windows are open. */
export function areOpen(windows: readonly Window[], at: number): boolean {
  return windows.every((window) => isOpen(window, at));
}

/** The first instant from `at` on at which all windows are open; null when there is none within 15 days. */
export function nextOpening(windows: readonly Window[], at: number): number | null {
  const limit = at + horizonDays * dayMs;
  let instant = at;
  for (;;) {
    const closed = windows.find((window) => !isOpen(window, instant));
    if (!closed) return instant;
    const next = nextChange(closed, instant, true);
    if (next === null || next > limit) return null;
    instant = next;
  }
}

/** The first instant after `at` at which one of the windows is closed; 15 days on when none closes before. */
export function nextClosing(windows: readonly Window[], at: number): number {
  return windows.reduce((first, window) => Math.min(first, nextChange(window, at, false) ?? first), at + horizonDays * dayMs);
}
