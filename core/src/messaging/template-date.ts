/** A sentence for the author about a filter that cannot do what it was asked. */
export class FilterProblem extends Error {}

interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const two = (value: number): string => String(value).padStart(2, '0');
const hour12 = (hour: number): number => hour % 12 || 12;

const directives: Readonly<Record<string, (time: WallTime) => string>> = {
  '%Y': (t) => String(t.year),
  '%y': (t) => two(t.year % 100),
  '%m': (t) => two(t.month),
  '%-m': (t) => String(t.month),
  '%B': (t) => months[t.month - 1] ?? '',
  '%b': (t) => (months[t.month - 1] ?? '').slice(0, 3),
  '%d': (t) => two(t.day),
  '%-d': (t) => String(t.day),
  '%e': (t) => String(t.day),
  '%A': (t) => weekdays[t.weekday] ?? '',
  '%a': (t) => (weekdays[t.weekday] ?? '').slice(0, 3),
  '%H': (t) => two(t.hour),
  '%-H': (t) => String(t.hour),
  '%I': (t) => two(hour12(t.hour)),
  '%-I': (t) => String(hour12(t.hour)),
  '%l': (t) => String(hour12(t.hour)),
  '%M': (t) => two(t.minute),
  '%p': (t) => (t.hour < 12 ? 'AM' : 'PM'),
  '%P': (t) => (t.hour < 12 ? 'am' : 'pm'),
  '%%': () => '%',
};

const directivePattern = /%-?[A-Za-z%]|%/g;

/** The first directive of a format that is not known, or null. */
export function unknownDirective(format: string): string | null {
  return format.match(directivePattern)?.find((directive) => !Object.hasOwn(directives, directive)) ?? null;
}

/**
 * Formats a date (`2026-11-29`), a wall time (`2026-11-29T09:00`) or an instant (`2026-11-29T15:00:00Z`).
 * An instant needs a zone, because an hour without its zone is wrong for somebody.
 *
 * @throws FilterProblem with a sentence for the author
 */
export function formatDate(value: string, format: string, zone: string | null): string {
  const unknown = unknownDirective(format);
  if (unknown !== null)
    throw new FilterProblem(`The date format does not know ${unknown}. Known are, for example, %A %B %-d %Y %-I:%M %p.`);
  const time = parseTime(value, zone);
  return format.replace(directivePattern, (directive) => directives[directive]?.(time) ?? directive);
}

const timePattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

function parseTime(value: string, zone: string | null): WallTime {
  const match = timePattern.exec(value);
  if (!match) throw new FilterProblem(`The value is not a date. A date looks like 2026-11-29 or 2026-11-29T09:00.`);
  const offset = match[6];
  if (offset !== undefined) return instantToWall(value, zone);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1, 6).map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60;
  if (!exists) throw new FilterProblem('The value is a date that does not exist.');
  return { year, month, day, hour, minute, weekday: date.getUTCDay() };
}

function instantToWall(value: string, zone: string | null): WallTime {
  if (zone === null) throw new FilterProblem('Say which time zone: date: "%-I:%M %p", "America/Chicago".');
  const instant = Date.parse(value.replace(' ', 'T'));
  if (Number.isNaN(instant)) throw new FilterProblem('The value is a date that does not exist.');
  const numeric = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  } as const;
  const parts = new Map<string, number>();
  try {
    const format = new Intl.DateTimeFormat('en-US', { ...numeric, timeZone: zone });
    for (const part of format.formatToParts(instant)) parts.set(part.type, Number(part.value));
  } catch {
    throw new FilterProblem(`There is no time zone ${zone}. Write it like America/Chicago.`);
  }
  const get = (type: string): number => parts.get(type) ?? 0;
  const weekday = new Date(Date.UTC(get('year'), get('month') - 1, get('day'))).getUTCDay();
  return { year: get('year'), month: get('month'), day: get('day'), hour: get('hour'), minute: get('minute'), weekday };
}
