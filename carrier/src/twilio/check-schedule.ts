import { Refusal } from '../refusal.ts';

const leastMs = 15 * 60_000;
const mostMs = 35 * 24 * 3_600_000;

/** When a scheduled message is due; 0 when it is not scheduled. */
export function checkSendAt(text: ReadonlyMap<string, string>, now: number): number | Refusal {
  const sendAt = text.get('SendAt');
  if (!text.has('ScheduleType')) {
    return sendAt === undefined ? 0 : new Refusal(35111, "'SendAt' needs 'ScheduleType=fixed'");
  }
  if (!text.has('MessagingServiceSid')) return new Refusal(35118, 'MessagingServiceSid is required to schedule a message');
  if (sendAt === undefined) return new Refusal(35111, 'SendAt parameter is missing for a scheduled message');
  const isIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(sendAt);
  const at = isIso ? Date.parse(sendAt) : Number.NaN;
  if (!(at >= now + leastMs && at <= now + mostMs)) {
    return new Refusal(35114, 'SendAt must be an ISO 8601 time between 15 minutes and 35 days from now');
  }
  return at;
}
