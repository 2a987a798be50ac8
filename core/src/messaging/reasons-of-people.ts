import type { SuppressionKind } from '../compliance/suppression.ts';
import { type Reason, reason as r } from './reason.ts';

type SuppressedReason = `suppressed_${Exclude<SuppressionKind, 'opt_out'>}`;

export const consentReasons = {
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
    'A text of theirs may have meant “stop”. It waits until a member says what they meant, in the inbox under “Meant stop?”.',
  ),
};

export const suppressedReasons: Readonly<Record<SuppressedReason, Reason>> = {
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

export const addressReasons = {
  no_address: r('No address', 'after_fix', 'member', 'This person has no address for this channel. Add one.'),
  invalid_address: r('Invalid address', 'after_fix', 'member', 'The address cannot be right. Correct it.'),
  duplicate_address: r(
    'Shares a phone',
    'no',
    'nobody',
    'Somebody else in this message has the same phone. One text goes there, theirs.',
  ),
  other_pool: r(
    'Only in another pool',
    'no',
    'nobody',
    'This person came, after it was confirmed, to a list that it is not for, and is on no other: of another event, or there for something else.',
  ),
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
