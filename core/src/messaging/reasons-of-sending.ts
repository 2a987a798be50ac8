import { reason as r } from './reason.ts';

export const sourceReasons = {
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
  state_limit: r(
    'Enough texts for the law',
    'yes',
    'nobody',
    'It waits because the law of this person’s state lets only so many texts reach them in 24 hours.',
  ),
  limit_reached: r(
    'Limit reached',
    'after_fix',
    'admin',
    'A limit on messages or money was reached. It goes on when the limit is raised or renewed.',
  ),
};

export const contentReasons = {
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

export const senderReasons = {
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

export const providerReasons = {
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
    'No route leads from this sender to this number. Send it again through another sender; a pool takes another of its numbers by itself.',
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
  may_have_arrived: r(
    'May have arrived',
    'after_fix',
    'member',
    'Provider or carrier did not say in time whether it was sent. The person may have the message, so sending it again may reach them twice.',
  ),
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
