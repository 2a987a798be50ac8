import { zoneLinks } from './data/zone-links.ts';
import { listZones, temporal } from './zones.ts';

/** Which day it is, here and elsewhere. */
export interface LocalDays {
  /** The day of the workspace, `2026-05-01`. */
  readonly own: string;
  /** Where it is another day: yesterday's or tomorrow's, with the zones. At most three, since clocks are at most 26 hours apart. */
  readonly elsewhere: readonly { readonly day: string; readonly zones: readonly string[] }[];
}

/**
 * The day that it is at an instant in every zone, so that a birthday begins at midnight where the person is.
 *
 * @param instant ISO 8601 with offset or Z
 * @param ownZone of the workspace: that of people whose zone is not known
 */
export function localDays(instant: string, ownZone: string): LocalDays {
  const now = temporal().Instant.from(instant);
  const dayIn = (zone: string) => now.toZonedDateTimeISO(zone).toPlainDate().toString();
  const own = dayIn(ownZone);
  const byDay = new Map<string, string[]>();
  for (const zone of [...listZones(), ...zoneLinks]) {
    const day = dayIn(zone);
    if (day !== own) byDay.set(day, [...(byDay.get(day) ?? []), zone]);
  }
  return { own, elsewhere: [...byDay].map(([day, zones]) => ({ day, zones })) };
}

/** A day moved by so many days, `2026-05-01` to `2026-05-08`. */
export function addDays(day: string, days: number): string {
  return temporal().PlainDate.from(day).add({ days }).toString();
}

/** The instant at which a day begins in a zone, in ISO 8601. */
export function startOfDay(day: string, zone: string): string {
  return temporal().PlainDate.from(day).toZonedDateTime(zone).toInstant().toString();
}

/** Days of the year that come round, whatever the year. */
export type Yearly =
  | { readonly op: 'day_is_today' | 'day_is_this_week' | 'day_is_this_month' }
  | { readonly op: 'day_is_in_days' | 'day_is_within_days'; readonly days: number };

/**
 * The days of the year meant on a day, as `MM-DD`. A week is Monday to Sunday. Who was born on 29 February has their day on the 28th in
 * years without it.
 *
 * @example yearlyDays({ op: 'day_is_within_days', days: 1 }, '2026-12-31') // ['12-31', '01-01']
 */
export function yearlyDays(yearly: Yearly, today: string): readonly string[] {
  const { PlainDate } = temporal();
  const at = PlainDate.from(today);
  const run = (from: Temporal.PlainDate, count: number) =>
    Array.from({ length: Math.min(count, 366) }, (_, n) => from.add({ days: n }));
  const days = (() => {
    switch (yearly.op) {
      case 'day_is_today':
        return [at];
      case 'day_is_this_week':
        return run(at.subtract({ days: at.dayOfWeek - 1 }), 7);
      case 'day_is_this_month':
        return run(at.with({ day: 1 }), at.daysInMonth);
      case 'day_is_in_days':
        return [at.add({ days: yearly.days })];
      case 'day_is_within_days':
        return run(at, yearly.days + 1);
    }
  })();
  const names = days.flatMap((day) => {
    const name = day.toString().slice(5);
    return name === '02-28' && !day.inLeapYear ? [name, '02-29'] : [name];
  });
  return [...new Set(names)];
}
