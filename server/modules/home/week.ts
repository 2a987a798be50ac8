/** A day's numbers. */
export interface Day {
  readonly date: string;
  readonly sent: number;
  readonly failed: number;
  readonly received: number;
}

/** Today and the six days before it, in the zone: where they begin, and their dates. */
export function weekUpTo(now: Date, timeZone: string): { since: Date; dates: string[] } {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  const dates = Array.from({ length: 7 }, (_, index) => today.subtract({ days: 6 - index }));
  const since = today.subtract({ days: 6 }).toZonedDateTime({ timeZone }).epochMilliseconds;
  return { since: new Date(since), dates: dates.map((date) => date.toString()) };
}

/** The week's numbers, days without any included. */
export function sumWeek(dates: readonly string[], counted: readonly Day[]) {
  const days = dates.map((date) => counted.find((day) => day.date === date) ?? { date, sent: 0, failed: 0, received: 0 });
  const sum = (what: 'sent' | 'failed' | 'received') => days.reduce((total, day) => total + day[what], 0);
  return { sent: sum('sent'), failed: sum('failed'), received: sum('received'), days };
}
