import type { EventSummary } from '@tidings/core/contract/events';
import { formatClock, formatDate, formatInstant } from '../../lib/format.ts';

/** "May 1, 2030, 7:00 PM to 11:30 PM", as clocks show it where it takes place. */
export function eventTime({
  starts_at: start,
  ends_at: end,
  zone,
}: Pick<EventSummary, 'starts_at' | 'ends_at' | 'zone'>): string {
  const from = formatInstant(start, zone);
  if (end === null) return from;
  const sameDay = formatDate(start, zone) === formatDate(end, zone);
  return `${from} to ${sameDay ? formatClock(end, zone) : formatInstant(end, zone)}`;
}

/** "48 of 60 places", "48 people". */
export function eventPeople({ people, capacity }: Pick<EventSummary, 'people' | 'capacity'>): string {
  const n = people.toLocaleString('en');
  return capacity === null ? `${n} ${people === 1 ? 'person' : 'people'}` : `${n} of ${capacity.toLocaleString('en')} places`;
}
