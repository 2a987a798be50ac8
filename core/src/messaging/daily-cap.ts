import { temporal } from '../schedule/zones.ts';

/** The day that a cap counts in: it begins at a full hour (0 to 23) of a zone (IANA), as the carrier says. */
export interface CapClock {
  readonly zone: string;
  readonly hour: number;
}

/**
 * What is left of a cap, and when it begins anew. `day` and `used` are those of the last message: another day's count is over. The same day
 * is worked out in SQL when a lane is leased from (lease-store); a test holds both against each other.
 */
export function capToday(
  clock: CapClock,
  counted: { readonly day: string | null; readonly used: number },
  now: Date,
): { readonly used: number; readonly resetsAt: Date } {
  const day = capDay(clock, now);
  return { used: counted.day === day ? counted.used : 0, resetsAt: nextReset(clock, now) };
}

/**
 * Whether a text alone has more segments than its sender may send in a whole day: it can never go out, and who waited for it would wait for ever.
 *
 * @param cap segments a day; null or undefined without a cap
 */
export function exceedsDailyCap(segments: number, cap: number | null | undefined): boolean {
  return cap !== null && cap !== undefined && segments > cap;
}

/** The cap's day at an instant, such as `2026-11-21`. */
export function capDay({ zone, hour }: CapClock, now: Date): string {
  return wallTime(zone, now).subtract({ hours: hour }).toPlainDate().toString();
}

/** The next instant at which the cap begins anew: at its hour, or right after it where clocks skip that. */
export function nextReset({ zone, hour }: CapClock, now: Date): Date {
  const day = temporal().PlainDate.from(capDay({ zone, hour }, now)).add({ days: 1 });
  const reset = day.toZonedDateTime({ timeZone: zone, plainTime: temporal().PlainTime.from({ hour }) });
  return new Date(reset.epochMilliseconds);
}

function wallTime(zone: string, now: Date) {
  return temporal().Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDateTime();
}
