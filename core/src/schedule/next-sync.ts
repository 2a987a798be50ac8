import type { SourceSchedule } from '../contract/sources.ts';
import { temporal } from './zones.ts';

/**
 * When a source is synced next; null when nobody asked for a schedule. A daily time that clocks skip that day is taken as the first moment
 * after the gap; one that comes twice, as the earlier.
 *
 * @param after an instant; the answer is later
 * @param zone the workspace's IANA zone
 * @example nextSync({ kind: 'daily', at: '06:30' }, 'Europe/Berlin', '2026-03-01T12:00:00Z') // '2026-03-02T05:30:00Z'
 */
export function nextSync(schedule: SourceSchedule, zone: string, after: string): string | null {
  const { Instant, PlainTime } = temporal();
  const now = Instant.from(after);
  if (schedule.kind === 'manual') return null;
  if (schedule.kind === 'every') return now.add({ minutes: schedule.minutes }).toString();
  const time = PlainTime.from(schedule.at);
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  for (let days = 0; ; days += 1) {
    const at = today.add({ days }).toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant();
    if (at.epochMilliseconds > now.epochMilliseconds) return at.toString();
  }
}
