import { temporal } from '../schedule/zones.ts';

/** Which number comes first in `03/04/2026`. A number over 12 is never taken for a month. With dots the day always comes first. */
export type DateOrder = 'mdy' | 'dmy' | 'ymd';

export type ParsedDate = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly words: string };

const monthNames: readonly string[] = [
  'january jan enero ene januar janner janvier janv janeiro',
  'february feb febrero februar fevrier fevr fevereiro fev',
  'march mar marzo marz maerz mrz mars marco',
  'april apr abril abr avril avr',
  'may mayo mai maio',
  'june jun junio juni juin junho',
  'july jul julio juli juillet juil julho',
  'august aug agosto ago aout',
  'september sept sep septiembre set septembre setembro',
  'october oct octubre oktober okt octobre outubro out',
  'november nov noviembre novembre novembro',
  'december dec diciembre dic dezember dez decembre dezembro',
];

const monthByName: ReadonlyMap<string, number> = new Map(
  monthNames.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
);

/** Two-digit years from here on are of the last century: 30 is 2030, 31 is 1931. Birthdays are what such years are for. */
const lastYearOfThisCentury = 30;

/** A time of day, with what JavaScript writes behind it: "GMT-0400 (Eastern Daylight Time)". */
const timeSuffix =
  /[T\s]+\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|(?:GMT|UTC)?[+-]\d{2}:?\d{2})?(?:\s*\([^)]*\))?$/i;

/** A moment in UTC. A wall time with its own offset is none: the day that it names is meant. */
const utcMoment = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+00:?00)$/i;

/**
 * Reads a date as people and spreadsheets write it; a time of day behind it is dropped. A moment in UTC is the day that it is then in the zone:
 * scripts of Google Sheets write the midnight at which a day begins so. Midnight in UTC is that day itself, as databases write days.
 *
 * @param zone IANA, of whoever wrote the file
 * @example parseDate('29. November 2026', 'dmy') // { ok: true, value: '2026-11-29' }
 * @example parseDate('2026-05-01T22:00:00Z', 'dmy', 'Europe/Berlin') // { ok: true, value: '2026-05-02' }
 */
export function parseDate(raw: string, order: DateOrder, zone?: string): ParsedDate {
  const trimmed = raw.trim();
  if (zone !== undefined && utcMoment.test(trimmed)) {
    const local = localTime(trimmed, zone);
    if (local !== null) return { ok: true, value: local.day };
  }
  const text = trimmed.replace(timeSuffix, '');
  const named = /\p{L}{3}/u.test(text) ? readNamedMonth(text) : null;
  if (named) return checked(named);
  const iso = /^(\d{4})[-/.\s]?(\d{1,2})[-/.\s]?(\d{1,2})$/.exec(text);
  if (iso && (text.length > 5 || order === 'ymd')) return checked(iso.slice(1).map(Number));
  const numbers = /^(\d{1,2})[-/.\s]+(\d{1,2})[-/.\s]+(\d{4}|\d{2})$/.exec(text);
  if (numbers) return checked(arrange(numbers.slice(1), order === 'mdy' && withDots.test(text) ? 'dmy' : order));
  if (/^\d{5}$/.test(text)) return fromSpreadsheetDay(Number(text));
  if (/^\d{1,2}[-/.\s]\d{1,2}\.?$/.test(text)) return { ok: false, words: 'The date has no year.' };
  return { ok: false, words: 'This is not a date. Write it like 2026-11-29.' };
}

/** `31.12.2026`: wherever dates are written with dots, the day comes first. */
const withDots = /^\d{1,2}\.\s?\d{1,2}\.\s?\d/;

/**
 * Which order a date of numbers must have, `either` when that cannot be told; null for everything else, such as dates with dots or names of months.
 *
 * @example orderOfDate('25/12/2026') // 'dmy'
 */
export function orderOfDate(raw: string): 'dmy' | 'mdy' | 'either' | null {
  const match = /^(\d{1,2})[-/\s](\d{1,2})[-/\s](?:\d{4}|\d{2})$/.exec(raw.trim().replace(timeSuffix, ''));
  if (!match) return null;
  const [first, second] = [Number(match[1]), Number(match[2])];
  if (first > 12 && second > 12) return null;
  return first > 12 ? 'dmy' : second > 12 ? 'mdy' : first === second ? null : 'either';
}

/** Words where a date can only be read in the other order than the one that was chosen: then the others may be meant so, too. */
export function otherOrderWords(raw: string, order: DateOrder, value: string): string | null {
  const found = orderOfDate(raw);
  if (found === null || found === 'either' || order === 'ymd' || found === order) return null;
  const [here, others] = found === 'dmy' ? ['day', 'month'] : ['month', 'day'];
  return `This date has the ${here} first and is read as ${value}; dates such as 03/04/2026 are read ${others} first. Look whether those are meant so.`;
}

/** Whether it is a moment in UTC that is not midnight in the zone, nor in UTC: then perhaps another zone is meant. */
export function isOddMoment(raw: string, zone: string): boolean {
  return utcMoment.test(raw.trim()) && localTime(raw.trim(), zone)?.isMidnight === false;
}

function localTime(moment: string, zone: string): { day: string; isMidnight: boolean } | null {
  try {
    const utc = temporal().Instant.from(moment.replace(' ', 'T')).toZonedDateTimeISO('UTC');
    const local = utc.hour === 0 && utc.minute === 0 && utc.second === 0 ? utc : utc.withTimeZone(zone);
    return { day: local.toPlainDate().toString(), isMidnight: local.hour === 0 && local.minute === 0 };
  } catch {
    return null;
  }
}

function readNamedMonth(text: string): number[] | null {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const [name] = /[a-z]{3,}/.exec(plain.replace(/\b(?:mon|tues?|wed|thurs?|thu|fri|sat|sun|wednes|satur)(?:day)?\b/g, '')) ?? [];
  const month = name === undefined ? undefined : monthByName.get(name);
  if (month === undefined) return null;
  const [first, second, ...rest] = plain.match(/\d+/g) ?? [];
  if (first === undefined || second === undefined || rest.length > 0) return null;
  const yearFirst = first.length === 4;
  return yearFirst ? [Number(first), month, Number(second)] : [fullYear(second), month, Number(first)];
}

function arrange(parts: readonly string[], order: DateOrder): number[] {
  const [a = 0, b = 0] = parts.map(Number);
  if (order === 'ymd' && parts[2]?.length === 2) return [fullYear(parts[0] ?? ''), b, Number(parts[2])];
  const year = fullYear(parts[2] ?? '');
  const dayFirst = a > 12 || (order !== 'mdy' && b <= 12);
  return dayFirst ? [year, b, a] : [year, a, b];
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year <= lastYearOfThisCentury ? 2000 + year : 1900 + year;
}

/** Days since 1899-12-30: what Excel exports when a date column is formatted as a number. */
function fromSpreadsheetDay(days: number): ParsedDate {
  const date = new Date(Date.UTC(1899, 11, 30) + days * 86_400_000);
  return { ok: true, value: date.toISOString().slice(0, 10) };
}

const two = (value: number): string => String(value).padStart(2, '0');

function checked([year = 0, month = 0, day = 0]: readonly number[]): ParsedDate {
  const exists = year >= 1000 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists ? { ok: true, value: `${year}-${two(month)}-${two(day)}` } : { ok: false, words: 'This date does not exist.' };
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
