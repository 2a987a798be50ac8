import { temporal } from './zones.ts';

/**
 * A day that returns each year. `observed` moves one that falls on a Saturday to the Friday before, one on a Sunday to the Monday after,
 * beside the day itself (5 U.S.C. 6103). `every` leaves out other years: 2 means even years.
 */
export type Holiday =
  | { readonly name: string; readonly kind: 'fixed'; readonly month: number; readonly day: number; readonly observed?: true }
  /** `nth` weekday of a month, 1 is Monday; -1 counts from its end; `plus` days after it. */
  | {
      readonly name: string;
      readonly kind: 'nth';
      readonly month: number;
      readonly weekday: number;
      readonly nth: number;
      readonly plus?: number;
      readonly every?: number;
    }
  /** Days from Easter Sunday of the western churches. */
  | { readonly name: string; readonly kind: 'easter'; readonly days: number };

/** Easter Sunday, by the rule of the Gregorian calendar (Meeus, Jones, Butcher). */
function easter(year: number): Temporal.PlainDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const rest = year % 100;
  const leaps = Math.floor(century / 4);
  const moon = (19 * golden + century - leaps - Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - moon - (rest % 4)) % 7;
  const shift = Math.floor((golden + 11 * moon + 22 * weekday) / 451);
  const days = moon + weekday - 7 * shift + 114;
  return temporal().PlainDate.from({ year, month: Math.floor(days / 31), day: (days % 31) + 1 });
}

function daysOf(holiday: Holiday, year: number): readonly Temporal.PlainDate[] {
  const { PlainDate } = temporal();
  if (holiday.kind === 'easter') return [easter(year).add({ days: holiday.days })];
  if (holiday.kind === 'fixed') {
    const date = PlainDate.from({ year, month: holiday.month, day: holiday.day });
    const shift = holiday.observed ? ({ 6: -1, 7: 1 }[date.dayOfWeek] ?? 0) : 0;
    return shift === 0 ? [date] : [date, date.add({ days: shift })];
  }
  if (holiday.every !== undefined && year % holiday.every !== 0) return [];
  const first = PlainDate.from({ year, month: holiday.month, day: 1 });
  const start = first.add({ days: (holiday.weekday - first.dayOfWeek + 7) % 7 });
  if (holiday.nth > 0) return [start.add({ days: (holiday.nth - 1) * 7 + (holiday.plus ?? 0) })];
  const last = start.add({ days: 28 }).month === holiday.month ? start.add({ days: 28 }) : start.add({ days: 21 });
  return [last.add({ days: holiday.plus ?? 0 })];
}

const calendars = new WeakMap<readonly Holiday[], Map<number, ReadonlyMap<string, string>>>();

/** The holidays of a year by day, `YYYY-MM-DD`, with those observed from the years beside it. */
export function holidaysOf(holidays: readonly Holiday[], year: number): ReadonlyMap<string, string> {
  const years = calendars.get(holidays) ?? new Map<number, ReadonlyMap<string, string>>();
  calendars.set(holidays, years);
  const known = years.get(year);
  if (known) return known;
  const days = new Map<string, string>();
  for (const holiday of holidays) {
    for (const near of [year - 1, year, year + 1]) {
      for (const date of daysOf(holiday, near)) if (date.year === year) days.set(date.toString(), holiday.name);
    }
  }
  if (years.size < 50) years.set(year, days);
  return days;
}

/** The name of the holiday on a day, undefined on others. */
export function holidayOn(holidays: readonly Holiday[], date: Temporal.PlainDate): string | undefined {
  return holidays.length === 0 ? undefined : holidaysOf(holidays, date.year).get(date.toString());
}
