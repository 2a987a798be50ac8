import type { SuppressionKind } from '../compliance/suppression.ts';

/**
 * Why a message did not arrive, or waits: the closed list behind every ledger line (I5).
 * `sendAgain` says whether sending again makes sense: `yes` as it is, `after_fix` once somebody acted, or `no`.
 * `actor` is who must act; `nobody` means that nothing is wrong.
 */
export interface Reason {
  readonly label: string;
  readonly words: string;
  readonly sendAgain: 'yes' | 'after_fix' | 'no';
  readonly actor: 'nobody' | 'contact' | 'member' | 'admin' | 'operator';
}

type SuppressedReason = `suppressed_${Exclude<SuppressionKind, 'opt_out'>}`;

const r = (label: string, sendAgain: Reason['sendAgain'], actor: Reason['actor'], words: string): Reason => ({
  label,
  words,
  sendAgain,
  actor,
});

const consentReasons = {
  no_consent: r(
    'No consent',
    'after_fix',
    'contact',
    'This person has not agreed to get messages. Ask them first and record how they agreed.',
  ),
  consent_refused: r(
    'Said no',
    'no',
    'nobody',
    'This person said no to messages. Do not ask again; they can still agree by themselves, and you record how.',
  ),
  consent_other_purpose: r(
    'Agreed to information only',
    'after_fix',
    'contact',
    'This person agreed to informational texts, not to offers and appeals. Ask them first, or send what is really information as such.',
  ),
  opted_out: r('Opted out', 'no', 'contact', 'This person asked not to get messages. They can come back by texting START.'),
  asked_to_stop_maybe: r(
    'May have asked to stop',
    'yes',
    'member',
    'A text of theirs may have meant “stop”. It waits until a member says what they meant, 72 hours at most.',
  ),
};

const suppressedReasons: Readonly<Record<SuppressedReason, Reason>> = {
  suppressed_invalid: r(
    'Invalid address',
    'after_fix',
    'member',
    'Earlier messages showed that this address does not exist. Correct it.',
  ),
  suppressed_dead: r(
    'Disconnected number',
    'after_fix',
    'member',
    'Earlier messages showed that this number is out of service. Ask for a new one.',
  ),
  suppressed_landline: r(
    'Landline',
    'no',
    'member',
    'This number is a landline and cannot get texts. Phone them or write an e-mail.',
  ),
  suppressed_unreachable: r(
    'Unreachable',
    'after_fix',
    'member',
    'Earlier messages did not reach this number. Check it, or try another channel.',
  ),
  suppressed_blocked: r('Blocked', 'no', 'contact', 'The carrier or the person blocks messages from here.'),
  suppressed_unsupported: r(
    'Unsupported number',
    'no',
    'member',
    'This kind of number cannot get this kind of message. Use another channel.',
  ),
  suppressed_legal_block: r('Legal block', 'no', 'admin', 'The number is on a list of people known to sue over messages.'),
  suppressed_complaint: r('Complaint', 'no', 'admin', 'This person reported an earlier message as spam.'),
  suppressed_bounced: r(
    'Bounced',
    'after_fix',
    'member',
    'Earlier e-mail to this address came back for good. Correct the address.',
  ),
  suppressed_manual: r(
    'On the suppression list',
    'after_fix',
    'member',
    'Somebody in this workspace put the address on the suppression list.',
  ),
};

const addressReasons = {
  no_address: r('No address', 'after_fix', 'member', 'This person has no address for this channel. Add one.'),
  invalid_address: r('Invalid address', 'after_fix', 'member', 'The address cannot be right. Correct it.'),
  duplicate_address: r('Shares a phone', 'no', 'nobody', 'Somebody else in this message has the same phone and gets it there.'),
  merged_contact: r(
    'One person, one text',
    'no',
    'nobody',
    'Two contacts were merged into this one. The other one’s text counts, so that nobody gets it twice.',
  ),
  contact_deleted: r('Contact deleted', 'no', 'nobody', 'This person was deleted before the message was sent.'),
  country_not_allowed: r(
    'Country not allowed',
    'after_fix',
    'admin',
    'Messages to this country are switched off. An admin can allow it in Settings.',
  ),
};

const sourceReasons = {
  cancelled_by_member: r('Cancelled', 'yes', 'nobody', 'Somebody cancelled it before it was sent.'),
  address_changed: r(
    'Number changed',
    'yes',
    'nobody',
    'This person had another number by the time it was sent. Nothing went to the old one, which may be somebody else’s now.',
  ),
  canary_waits: r(
    'Waits for the first',
    'yes',
    'member',
    'It waits while the first few people get it. Look at how they answer, then go on or stop.',
  ),
  source_paused: r('Paused', 'after_fix', 'member', 'It waits because sending was paused. Resume to go on.'),
  sending_stopped: r(
    'Sending stopped',
    'after_fix',
    'admin',
    'All sending of this workspace is stopped. An admin can start it again.',
  ),
  expired: r('Too late', 'yes', 'nobody', 'Its time ran out before it could be sent.'),
  quiet_hours: r('Quiet hours', 'yes', 'nobody', 'It waits for an hour in which this person may be texted.'),
  expired_in_quiet_hours: r(
    'Too late after quiet hours',
    'yes',
    'nobody',
    'Its time runs out before the hour from which this person may be texted.',
  ),
  no_allowed_hours: r(
    'No hour fits',
    'after_fix',
    'member',
    'No hour of the next two weeks suits every place where this person may be. Give the contact a time zone, or widen your own hours.',
  ),
  frequency_cap: r('Enough texts for now', 'yes', 'nobody', 'This person has had as many texts lately as you allow.'),
  limit_reached: r(
    'Limit reached',
    'after_fix',
    'admin',
    'A limit on messages or money was reached. It goes on when the limit is raised or renewed.',
  ),
};

const contentReasons = {
  render_failed: r(
    'Could not be filled in',
    'after_fix',
    'member',
    'The merge tags could not be filled in for this person. Check the template.',
  ),
  empty_value: r('Missing value', 'after_fix', 'member', 'A merge tag has no value for this person and no fallback. Add either.'),
  unsafe_value: r(
    'Suspicious value',
    'after_fix',
    'member',
    'A name contains a link. Correct the contact, or add a fallback to the merge tag.',
  ),
  leftover_tag: r(
    'Unfilled merge tag',
    'after_fix',
    'member',
    'A merge tag would have stayed visible in the text. Check the template.',
  ),
  empty_body: r('Empty text', 'after_fix', 'member', 'Nothing was left to send after filling in the merge tags.'),
  body_too_long: r(
    'Text too long',
    'after_fix',
    'member',
    'With this person’s values the text is longer than the provider takes. Shorten it.',
  ),
  over_daily_cap: r(
    'Longer than the daily cap',
    'after_fix',
    'admin',
    'This one text has more segments than its sender may send in a whole day. Shorten it, raise the cap, or use another sender.',
  ),
  message_rejected: r(
    'Message refused',
    'after_fix',
    'member',
    'The provider refused the message as it is. Change it before sending again.',
  ),
  spam_filtered: r(
    'Filtered as spam',
    'after_fix',
    'member',
    'The carrier filtered it as spam. Change the wording and links before sending again.',
  ),
};

const senderReasons = {
  sandbox_only: r(
    'Sandbox mode',
    'after_fix',
    'admin',
    'This workspace is in sandbox mode, so nothing reaches a real phone. Switch it live first.',
  ),
  live_not_allowed: r(
    'Not for production',
    'no',
    'operator',
    'This installation is marked as not for production, so nothing reaches a real phone.',
  ),
  sender_paused: r('Sender paused', 'after_fix', 'admin', 'It waits because its sender is paused. Resume the sender to go on.'),
  sender_failing: r(
    'Sender has a problem',
    'after_fix',
    'admin',
    'It waits because the provider refuses the sender. Settings says what to repair.',
  ),
  sender_missing: r('No sender', 'after_fix', 'admin', 'No sender is set up for this channel. Add one in Settings.'),
};

const providerReasons = {
  number_invalid: r(
    'Number does not exist',
    'after_fix',
    'member',
    'The provider says that this number does not exist. Correct it.',
  ),
  number_dead: r('Number out of service', 'after_fix', 'member', 'The number is disconnected. Ask for a new one.'),
  number_landline: r('Landline', 'no', 'member', 'The number is a landline and cannot get texts. Phone them or write an e-mail.'),
  number_unreachable: r(
    'No route',
    'after_fix',
    'member',
    'No route leads from this sender to this number. Try another sender or channel.',
  ),
  number_unsupported: r(
    'Unsupported number',
    'no',
    'member',
    'This kind of number cannot get this kind of message. Use another channel.',
  ),
  carrier_blocked: r('Blocked', 'no', 'contact', 'The carrier or the person blocks messages from here.'),
  handset_unreachable: r('Phone unreachable', 'yes', 'nobody', 'The phone was off or out of reach each time it was tried.'),
  carrier_error: r('Carrier error', 'yes', 'nobody', 'The carrier failed without saying why.'),
  provider_busy: r('Provider busy', 'yes', 'nobody', 'The provider or carrier was overloaded each time it was tried.'),
  provider_error: r('Provider error', 'yes', 'nobody', 'The provider had a problem of its own each time it was tried.'),
  account_problem: r(
    'Account problem',
    'after_fix',
    'admin',
    'The provider refuses this account or sender. Settings says what to repair.',
  ),
  provider_refused: r(
    'Refused by the provider',
    'after_fix',
    'admin',
    'The provider refused it with a code that is not known here. The code stands beside it.',
  ),
  too_many_attempts: r('Tried too often', 'yes', 'nobody', 'It was tried as often as allowed and failed each time.'),
  unknown_outcome: r(
    'Outcome unknown',
    'after_fix',
    'member',
    'The provider never said whether it was sent. Sending again may reach the person twice.',
  ),
};

const all = {
  ...consentReasons,
  ...suppressedReasons,
  ...addressReasons,
  ...sourceReasons,
  ...contentReasons,
  ...senderReasons,
  ...providerReasons,
} as const;

export type ReasonCode = keyof typeof all;

/** Every reason with its words. The codes are stored and travel on the wire: never rename one. */
export const reasons: Readonly<Record<ReasonCode, Reason>> = all;

export const reasonCodes = Object.keys(all) as readonly ReasonCode[];

export function isReasonCode(value: string): value is ReasonCode {
  return Object.hasOwn(reasons, value);
}

/** A reason's words; of a phone that several share, with the name of who gets the text there, when that is known. Null without a reason. */
export function reasonWords(code: string | null, gotBy: string | null = null): string | null {
  if (code === 'duplicate_address' && gotBy !== null) return `Shares a phone with ${gotBy}, who gets it.`;
  return code !== null && isReasonCode(code) ? reasons[code].words : null;
}

/** The reason for a message that was skipped because its address is suppressed. */
export function suppressionReason(kind: SuppressionKind): ReasonCode {
  return kind === 'opt_out' ? 'opted_out' : `suppressed_${kind}`;
}
