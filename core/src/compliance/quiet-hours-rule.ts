import type { FactValue, SendFacts, SendRule } from './decision.ts';
import { coversPurpose } from './purposes.ts';
import type { HoursAnswer } from './quiet-hours.ts';

/** How long a conversation is alive after the person last wrote: as long as they wait for an answer the same day. */
export const liveConversationMs = 24 * 3_600_000;

/**
 * Whether quiet hours may make this message wait. They do not hold for the answer to STOP or HELP, for a test to somebody who agreed to get such
 * texts (it was asked for now, by hand), and for a reply to somebody who has just written. A test to a number that is nobody's has no hours:
 * who gathers the facts leaves them out.
 */
export function observesQuietHours({
  message,
  contact,
  source,
  now,
}: Pick<SendFacts, 'message' | 'contact' | 'now'> & { readonly source: Pick<SendFacts['source'], 'purpose'> }): boolean {
  if (message.kind === 'answer') return false;
  if (message.kind === 'test')
    return contact.consent !== 'yes' || !coversPurpose(contact.consentPurpose ?? 'all', source.purpose ?? 'informational');
  return message.kind !== 'reply' || contact.lastInboundAt === null || now - contact.lastInboundAt > liveConversationMs;
}

const iso = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString());

function values(hours: HoursAnswer | null | undefined): Readonly<Record<string, FactValue>> {
  if (!hours) return { observed: false };
  if (hours.open) return { observed: true, open: true, closes_at: iso(hours.until) };
  return { observed: true, open: false, opens_at: iso(hours.until), local: hours.local };
}

/** Waits for an hour in which the person may be texted; ends what would be too late by then, and what no hour suits. */
export const quietHoursRule: SendRule = {
  name: 'quiet_hours',
  question: 'May this person be texted at this hour?',
  values: ({ hours }) => values(hours),
  decide: (facts) => {
    const { hours, source } = facts;
    if (!hours || hours.open || !observesQuietHours(facts)) return null;
    if (hours.until === null) return { action: 'skip', reason: 'no_allowed_hours' };
    if (source.uselessAfter !== null && hours.until >= source.uselessAfter)
      return { action: 'expire', reason: 'expired_in_quiet_hours' };
    return { action: 'defer', until: hours.until, reason: 'quiet_hours' };
  },
};
