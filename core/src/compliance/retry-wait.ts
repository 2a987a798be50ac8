import { temporal } from '../schedule/zones.ts';
import type { RetryWait } from './twilio-error-codes.ts';

const pacific = 'America/Los_Angeles';

/**
 * The moment before which a failure of this kind is not tried again, in milliseconds since the epoch.
 *
 * - `until_midnight`: the next midnight of the zone, as a wall time (I8).
 * - `next_window`: the provider said that it is a quiet hour and not until when. The next noon on the Pacific coast lies inside the hours of
 *   every American zone (9:00 in Hawaii, 16:00 in Puerto Rico), so it is right wherever the person is. Our own quiet hours are decided at the lease.
 */
export function earliestRetry(wait: RetryWait, now: number): number {
  if (wait.kind === 'after') return now + wait.ms;
  const zone = wait.kind === 'until_midnight' ? wait.zone : pacific;
  const { Instant, PlainTime, ZonedDateTime } = temporal();
  const local = Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const at = wait.kind === 'until_midnight' ? { hour: 0 } : { hour: 12 };
  const today = local.toPlainDate().toZonedDateTime({ timeZone: zone, plainTime: PlainTime.from(at) });
  const next = ZonedDateTime.compare(today, local) > 0 ? today : today.add({ days: 1 });
  return next.epochMilliseconds;
}
