import { suppressionReason } from '../messaging/reasons.ts';
import type { FactValue, SendFacts, SendRule } from './decision.ts';
import { frequencyRule } from './frequency-rule.ts';
import { coversPurpose } from './purposes.ts';
import { quietHoursRule } from './quiet-hours-rule.ts';
import { spendingRule } from './spending-rule.ts';
import { stateLimitRule } from './state-limit-rule.ts';

const iso = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString());
/** A question whose time to be looked at again has passed already is looked at soon, not at once: a lease must not go round in circles. */
const shortestWaitMs = 60_000;
const isAnswer = ({ message }: Pick<SendFacts, 'message'>): boolean => message.kind === 'answer';

/**
 * The rules in their order. What ends a message for good comes before what lets it wait, so that nobody resumes a
 * paused broadcast only to see it skipped. A new rule is a new entry.
 */
export const sendRules: readonly SendRule[] = [
  {
    name: 'not_cancelled',
    question: 'Is its source still wanted?',
    values: ({ source }) => ({ source_state: source.state }),
    decide: ({ source }) => (source.state === 'cancelled' ? { action: 'skip', reason: 'cancelled_by_member' } : null),
  },
  {
    name: 'still_useful',
    question: 'Is it still in time?',
    values: ({ now, source }) => ({ now: iso(now), useless_after: iso(source.uselessAfter) }),
    decide: ({ now, source }) =>
      source.uselessAfter !== null && now >= source.uselessAfter ? { action: 'expire', reason: 'expired' } : null,
  },
  {
    name: 'contact_exists',
    question: 'Does the contact still exist?',
    values: ({ contact }) => ({ deleted: contact.deleted }),
    decide: ({ contact }) => (contact.deleted ? { action: 'skip', reason: 'contact_deleted' } : null),
  },
  {
    name: 'has_address',
    question: 'Is there an address for this channel that can be right?',
    values: ({ channel, address }) => ({ channel, has_address: address !== null, valid: address?.valid ?? false }),
    decide: ({ address }) => {
      if (address === null || address.value === '') return { action: 'skip', reason: 'no_address' };
      return address.valid ? null : { action: 'skip', reason: 'invalid_address' };
    },
  },
  {
    name: 'still_their_address',
    question: 'Is it still an address of this person?',
    values: ({ address, message }) => ({ belongs: address?.belongs ?? true, message_kind: message.kind }),
    // A reply goes to the phone that wrote, whoever it is kept with; an answer to a keyword, too.
    decide: ({ address, message }) =>
      address?.belongs === false && (message.kind === 'broadcast' || message.kind === 'opt_in')
        ? { action: 'skip', reason: 'address_changed' }
        : null,
  },
  {
    name: 'not_suppressed',
    question: 'Is the address free of suppression?',
    values: ({ suppression, message }) => ({
      suppression: suppression?.kind ?? null,
      since: iso(suppression?.since ?? null),
      message_kind: message.kind,
    }),
    // A person who opted out still gets the one confirmation and the answer to HELP; every other suppression holds.
    decide: (facts) => {
      const { suppression } = facts;
      if (suppression === null || (suppression.kind === 'opt_out' && isAnswer(facts))) return null;
      return { action: 'skip', reason: suppressionReason(suppression.kind) };
    },
  },
  {
    name: 'has_consent',
    question: 'Did the person agree to get this?',
    values: ({ contact, source, message }) => ({
      consent: contact.consent,
      required: source.requiresConsent,
      agreed_to: contact.consentPurpose ?? 'all',
      purpose: source.purpose ?? null,
      message_kind: message.kind,
      // Only a reply may lean on it, and only for one it is read.
      ...(message.kind === 'reply' ? { last_inbound_at: iso(contact.lastInboundAt) } : {}),
    }),
    decide: (facts) => {
      // Who said no is not asked again, unlike somebody of whom nothing is known.
      if (!hasConsent(facts))
        return { action: 'skip', reason: facts.contact.consent === 'no' ? 'consent_refused' : 'no_consent' };
      return consentCovers(facts) ? null : { action: 'skip', reason: 'consent_other_purpose' };
    },
  },
  {
    name: 'not_duplicate',
    question: 'Is it the only message to this address from its source?',
    values: ({ duplicateOf }): Readonly<Record<string, FactValue>> =>
      duplicateOf == null ? { decided: 'when it was planned' } : { duplicate_of: duplicateOf },
    decide: ({ duplicateOf }) => (duplicateOf == null ? null : { action: 'skip', reason: 'duplicate_address' }),
  },
  {
    name: 'country_allowed',
    question: 'May messages go to this country?',
    values: ({ address, allowedCountries }) => ({
      country: address?.country ?? null,
      allowed: allowedCountries === undefined ? 'all' : allowedCountries.join(' '),
    }),
    // An address without a country cannot be shown to be in an allowed one. E-mail has no country.
    decide: ({ address, allowedCountries, channel }) => {
      if (allowedCountries === undefined || channel === 'email') return null;
      const country = address?.country ?? null;
      return country !== null && allowedCountries.includes(country) ? null : { action: 'skip', reason: 'country_not_allowed' };
    },
  },
  {
    name: 'has_sender',
    question: 'Is a sender set up for this channel?',
    values: ({ channel, sender }) => ({ channel, has_sender: sender !== null }),
    decide: ({ sender }) => (sender === null ? { action: 'hold', reason: 'sender_missing' } : null),
  },
  {
    name: 'live_allowed',
    question: 'May this workspace reach real people, or does the sender stay in the sandbox?',
    values: ({ workspace, sender }) => ({
      mode: workspace.mode,
      installation_live_allowed: workspace.installationLiveAllowed,
      sandbox_sender: sender?.sandbox ?? null,
    }),
    decide: ({ workspace, sender }) => {
      if (sender === null || sender.sandbox) return null;
      if (!workspace.installationLiveAllowed) return { action: 'skip', reason: 'live_not_allowed' };
      return workspace.mode === 'live' ? null : { action: 'skip', reason: 'sandbox_only' };
    },
  },
  {
    name: 'not_in_doubt',
    question: 'Is it sure that they did not ask to stop?',
    values: ({ doubt, message }) => ({ in_doubt: doubt != null, message_kind: message.kind }),
    // People may answer them all the while: that is how the doubt ends. It never ends by itself: it is looked at again then, and waits on.
    // What they asked for by a keyword is answered, too; everything else waits, the question whether they agree above all.
    decide: ({ now, doubt, message, source }) =>
      doubt && message.kind !== 'reply' && !isAnswer({ message })
        ? {
            action: 'defer',
            until: Math.min(Math.max(doubt.until, now + shortestWaitMs), source.uselessAfter ?? Number.POSITIVE_INFINITY),
            reason: 'asked_to_stop_maybe',
          }
        : null,
  },
  {
    name: 'sending_on',
    question: 'Is sending switched on in this workspace?',
    values: ({ workspace }) => ({ sending_stopped: workspace.sendingStopped === true }),
    decide: ({ workspace }) => (workspace.sendingStopped === true ? { action: 'hold', reason: 'sending_stopped' } : null),
  },
  {
    name: 'not_paused',
    question: 'Is its source running?',
    values: ({ source }) => ({ source_state: source.state }),
    decide: ({ source }) => (source.state === 'paused' ? { action: 'hold', reason: 'source_paused' } : null),
  },
  {
    name: 'among_the_first',
    question: 'Is it among the first few, or may everybody get it?',
    values: ({ source, message }) => ({
      canary_limit: source.canary?.limit ?? null,
      canary_leased: source.canary?.leased ?? null,
      attempt: message.attempt,
    }),
    // A further attempt of one that was among the first counts once.
    decide: ({ source, message }) =>
      source.canary && message.attempt <= 1 && source.canary.leased >= source.canary.limit
        ? { action: 'hold', reason: 'canary_waits' }
        : null,
  },
  {
    name: 'sender_ready',
    question: 'Is the sender ready?',
    values: ({ sender }) => ({ sender_status: sender?.status ?? null }),
    decide: ({ sender }) => {
      if (sender?.status === 'paused') return { action: 'hold', reason: 'sender_paused' };
      return sender?.status === 'failing' ? { action: 'hold', reason: 'sender_failing' } : null;
    },
  },
  frequencyRule,
  stateLimitRule,
  quietHoursRule,
  spendingRule,
];

/**
 * Consent is implied for an answer the person asked for, and for a reply inside a conversation that the person began. A reply out of the blue,
 * the question whether they agree, and a test, of which nobody knows whose phone it reaches, need at least that nobody said no; a question that
 * was asked for on a page after the no does not.
 */
function hasConsent({ contact, source, message }: SendFacts): boolean {
  if (message.kind === 'answer' || contact.consent === 'yes') return true;
  if (message.kind === 'opt_in') return contact.consent !== 'no' || contact.askedFor === true;
  if (message.kind === 'test') return contact.consent !== 'no';
  if (message.kind === 'reply') return contact.lastInboundAt !== null || contact.consent === 'unknown';
  return contact.consent === 'unknown' && !source.requiresConsent;
}

/** What somebody gets in bulk must be of a kind that they agreed to. */
function consentCovers({ contact, source, message }: SendFacts): boolean {
  if (message.kind !== 'broadcast' || source.purpose === undefined || contact.consent !== 'yes') return true;
  return coversPurpose(contact.consentPurpose ?? 'all', source.purpose);
}
