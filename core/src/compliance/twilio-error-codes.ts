import type { ReasonCode } from '../messaging/reasons.ts';
import type { SuppressionKind, SuppressionScope } from './suppression.ts';

/** How long to wait before another attempt. */
export type RetryWait =
  | { readonly kind: 'after'; readonly ms: number; readonly attempts: number }
  /** Carriers renew daily caps at midnight of this zone. */
  | { readonly kind: 'until_midnight'; readonly zone: string }
  /** The next hour in which this person may be texted. */
  | { readonly kind: 'next_window' };

export interface RetryRow {
  readonly codes: string;
  readonly reason: ReasonCode;
  readonly wait: RetryWait;
  /**
   * The message may have been sent all the same (I3). As the answer to a request it is settled with the provider first; a receipt that says so
   * is the provider's last word, and `reason` says that the person may have it.
   */
  readonly ambiguous?: boolean;
  /**
   * How many further attempts follow when a receipt reports it after the provider had taken the message; without it none. Few: each attempt
   * costs as much as the first, and a phone that is off for a day is off for all of them.
   */
  readonly afterReceipt?: number;
  readonly words: string;
}

export interface SuppressRow {
  readonly codes: string;
  readonly reason: ReasonCode;
  readonly suppressAs: SuppressionKind;
  readonly scope: SuppressionScope;
  readonly words: string;
}

export interface FixRow {
  readonly codes: string;
  readonly reason: ReasonCode;
  /** True when only texts to the recipient's country fail: the sender goes on with the others. */
  readonly countryOnly?: boolean;
  readonly words: string;
}

const after = (minutes: number, attempts: number): RetryWait => ({ kind: 'after', ms: minutes * 60_000, attempts });
const midnightPacific: RetryWait = { kind: 'until_midnight', zone: 'America/Los_Angeles' };

/** What the tables below were compared with, and when. Twilio adds codes from time to time: one that is missing here is `unknown`. */
export const twilioErrorCodesSource = {
  asOf: '2026-11',
  catalogue: 'https://www.twilio.com/docs/api/errors',
} as const;

/*
 * Twilio's error codes by what to do about them; a test compares them with the reference row by row. `codes` holds numbers and ranges.
 * The words are for members; what Twilio itself writes changes from time to time and is never branched on.
 */

/** A: passing trouble. */
export const retryRows: readonly RetryRow[] = [
  { codes: '20429', reason: 'provider_busy', wait: after(0.1, 6), words: 'Twilio was asked too much at once.' },
  { codes: '20500', reason: 'may_have_arrived', wait: after(0.5, 5), ambiguous: true, words: 'Twilio had a problem of its own.' },
  {
    codes: '30001 21611',
    reason: 'provider_busy',
    wait: after(10, 5),
    afterReceipt: 2,
    words: 'The sender’s queue at Twilio is full. More senders or a lower rate help.',
  },
  {
    codes: '30003',
    reason: 'handset_unreachable',
    wait: after(120, 2),
    afterReceipt: 2,
    words: 'The phone is off or out of reach.',
  },
  {
    codes: '30008',
    reason: 'carrier_error',
    wait: after(5, 1),
    afterReceipt: 1,
    words: 'The carrier failed without saying why.',
  },
  { codes: '30017', reason: 'provider_busy', wait: after(5, 4), afterReceipt: 2, words: 'The carrier is overloaded.' },
  {
    codes: '30020 30021',
    reason: 'provider_error',
    wait: after(5, 4),
    afterReceipt: 1,
    words: 'Twilio could not process the message for now.',
  },
  {
    codes: '30022',
    reason: 'provider_busy',
    wait: after(5, 4),
    afterReceipt: 2,
    words: 'More messages were sent than the registered campaign allows per minute.',
  },
  {
    codes: '30023',
    reason: 'provider_busy',
    wait: midnightPacific,
    afterReceipt: 1,
    words: 'T-Mobile’s daily cap of this brand is used up. It renews at midnight Pacific time.',
  },
  {
    codes: '30025 30026',
    reason: 'provider_busy',
    wait: after(5, 4),
    afterReceipt: 1,
    words: 'A large part of the carrier’s daily cap is used up.',
  },
  {
    codes: '30027',
    reason: 'provider_busy',
    wait: midnightPacific,
    afterReceipt: 1,
    words: 'The carrier’s daily cap is used up. It renews at midnight Pacific time.',
  },
  {
    codes: '30036',
    reason: 'provider_busy',
    wait: after(1, 2),
    afterReceipt: 1,
    words: 'It waited in Twilio’s queue longer than it was allowed to.',
  },
  {
    codes: '30410',
    reason: 'may_have_arrived',
    wait: after(15, 1),
    ambiguous: true,
    words: 'The carrier did not answer Twilio in time. The person may have the message.',
  },
  {
    codes: '30450 30485',
    reason: 'provider_busy',
    wait: after(30, 2),
    afterReceipt: 1,
    words: 'Twilio suspects fraud by text pumping to this range of numbers. Check who signed up.',
  },
  {
    codes: '30610',
    reason: 'quiet_hours',
    wait: { kind: 'next_window' },
    afterReceipt: 2,
    words: 'It is a quiet hour where this person lives.',
  },
  {
    codes: '30024 30035',
    reason: 'account_problem',
    wait: after(360, 4),
    afterReceipt: 1,
    words: 'The sender is not ready yet: its registration is still being processed.',
  },
  {
    codes: '14107',
    reason: 'provider_busy',
    wait: after(60, 1),
    words: 'Too many automatic replies to one number. Look for two machines answering each other.',
  },
  { codes: '10004', reason: 'provider_busy', wait: after(0.2, 6), words: 'Too many calls at the same time.' },
  {
    codes: '15002',
    reason: 'provider_busy',
    wait: after(1, 4),
    words: 'The call waited too long in Twilio’s queue. Start fewer calls per second.',
  },
  {
    codes: '21730',
    reason: 'provider_error',
    wait: after(120, 6),
    words: 'The carriers’ registration system is under maintenance.',
  },
  { codes: '35125', reason: 'provider_busy', wait: after(60, 6), words: 'Too many messages are scheduled at Twilio.' },
  {
    codes: '63009 63010 63012',
    reason: 'provider_error',
    wait: after(1, 5),
    afterReceipt: 1,
    words: 'The channel had a problem of its own.',
  },
  {
    codes: '63017 63018',
    reason: 'provider_busy',
    wait: after(5, 4),
    afterReceipt: 1,
    words: 'The channel takes messages more slowly.',
  },
  {
    codes: '63038',
    reason: 'provider_busy',
    wait: after(360, 4),
    afterReceipt: 1,
    words: 'The account’s daily limit of messages is used up.',
  },
];

/** B, first with another sender: this sender does not lead to this number. */
export const otherSenderRows: readonly FixRow[] = [
  {
    codes: '21612',
    reason: 'number_unreachable',
    words: 'No route leads from this sender to this number. Another sender may have one.',
  },
];

/** B: the address is the trouble. */
export const suppressRows: readonly SuppressRow[] = [
  {
    codes: '21610',
    reason: 'opted_out',
    suppressAs: 'opt_out',
    scope: 'all',
    words: 'This person opted out. Only their START changes that.',
  },
  {
    codes: '21211 21217 21401',
    reason: 'number_invalid',
    suppressAs: 'invalid',
    scope: 'all',
    words: 'The number does not exist.',
  },
  { codes: '21214', reason: 'number_invalid', suppressAs: 'invalid', scope: 'all', words: 'The number cannot be reached.' },
  {
    codes: '21614 21635 30006',
    reason: 'number_landline',
    suppressAs: 'landline',
    scope: 'sms',
    words: 'The number is a landline and cannot get texts.',
  },
  {
    codes: '30004',
    reason: 'carrier_blocked',
    suppressAs: 'blocked',
    scope: 'sms',
    words: 'The carrier or the person blocks these messages.',
  },
  { codes: '30005', reason: 'number_dead', suppressAs: 'dead', scope: 'all', words: 'The number is out of service.' },
  {
    codes: '30011',
    reason: 'number_unsupported',
    suppressAs: 'unsupported',
    scope: 'mms',
    words: 'The phone cannot get media. Send text only.',
  },
  {
    codes: '30640',
    reason: 'suppressed_legal_block',
    suppressAs: 'legal_block',
    scope: 'all',
    words: 'The number is on a list of people known to sue over messages.',
  },
  {
    codes: '21216 13225',
    reason: 'carrier_blocked',
    suppressAs: 'blocked',
    scope: 'voice',
    words: 'Twilio does not allow calls to this number.',
  },
  {
    codes: '13223 13224',
    reason: 'number_invalid',
    suppressAs: 'invalid',
    scope: 'voice',
    words: 'The number cannot be dialled.',
  },
  {
    codes: '21202',
    reason: 'number_unsupported',
    suppressAs: 'unsupported',
    scope: 'voice',
    words: 'It is a premium number, which is never called.',
  },
  {
    codes: '21407',
    reason: 'number_unsupported',
    suppressAs: 'unsupported',
    scope: 'sms',
    words: 'This kind of number cannot get texts.',
  },
  {
    codes: '63003 63024',
    reason: 'number_unsupported',
    suppressAs: 'unsupported',
    scope: 'whatsapp',
    words: 'This number is not on the channel.',
  },
  {
    codes: '63014 63033',
    reason: 'carrier_blocked',
    suppressAs: 'blocked',
    scope: 'whatsapp',
    words: 'This person blocks messages on the channel.',
  },
  {
    codes: '63015 63032',
    reason: 'number_unsupported',
    suppressAs: 'unsupported',
    scope: 'whatsapp',
    words: 'This person cannot be reached on the channel. Send a text.',
  },
  {
    codes: '63036',
    reason: 'number_unsupported',
    suppressAs: 'unsupported',
    scope: 'rcs',
    words: 'This phone has no RCS. Send a text.',
  },
];

/** C: the message is the trouble; sending it unchanged fails again. */
export const fixMessageRows: readonly FixRow[] = [
  { codes: '21602', reason: 'empty_body', words: 'The text is empty.' },
  { codes: '21603', reason: 'message_rejected', words: 'No sender was given.' },
  { codes: '21604', reason: 'no_address', words: 'No recipient was given.' },
  { codes: '21605', reason: 'body_too_long', words: 'The text is longer than one part.' },
  { codes: '21617', reason: 'body_too_long', words: 'The text is longer than 1,600 characters.' },
  {
    codes: '21609 21626',
    reason: 'message_rejected',
    words: 'The address for status callbacks is not acceptable. Check the public address of this installation.',
  },
  { codes: '21618', reason: 'message_rejected', words: 'The text contains something that cannot be sent.' },
  { codes: '21619', reason: 'message_rejected', words: 'Twilio could not create the message.' },
  { codes: '21620', reason: 'message_rejected', words: 'The address of the media is not acceptable.' },
  { codes: '21623', reason: 'message_rejected', words: 'There are more than ten media in the message.' },
  {
    codes: '21624 30045 90007 30012 30013',
    reason: 'message_rejected',
    words: 'The time for which the message stays valid is not acceptable.',
  },
  { codes: '21652', reason: 'message_rejected', words: 'The subject is longer than 40 characters.' },
  { codes: '21653', reason: 'message_rejected', words: 'There are too many recipients in one message.' },
  { codes: '21654-21656', reason: 'message_rejected', words: 'The content template or its variables are wrong.' },
  { codes: '21658', reason: 'message_rejected', words: 'One of the values is too long.' },
  {
    codes: '30007',
    reason: 'spam_filtered',
    words: 'The carrier filtered it as spam. Change the wording and links; public link shorteners are a common cause.',
  },
  { codes: '30014-30016', reason: 'message_rejected', words: 'The recipient does not fit the channel.' },
  { codes: '30019', reason: 'message_rejected', words: 'The media are too large for the carrier. Stay under 500 kB.' },
  { codes: '30028-30031', reason: 'message_rejected', words: 'One of the options has a value that is not allowed.' },
  { codes: '30103 30109-30111', reason: 'message_rejected', words: 'Shortening a link failed or the link is blocked.' },
  { codes: '30409', reason: 'message_rejected', words: 'It could not be cancelled any more.' },
  { codes: '35111 35114 35118 35126', reason: 'message_rejected', words: 'It cannot be scheduled at Twilio like this.' },
  { codes: '63005 63006 63021', reason: 'message_rejected', words: 'The channel refused the content.' },
  { codes: '63013 63026', reason: 'spam_filtered', words: 'The channel refused it by its policy.' },
  {
    codes: '63016',
    reason: 'message_rejected',
    words: 'More than 24 hours have passed since this person wrote. Use an approved template.',
  },
  { codes: '63019 63034', reason: 'message_rejected', words: 'The media could not be fetched or are too large.' },
  {
    codes: '63027 63028 63040-63042',
    reason: 'message_rejected',
    words: 'The approved template does not fit, or was rejected or paused.',
  },
  { codes: '63030', reason: 'message_rejected', words: 'The channel does not know one of the options.' },
  { codes: '63031', reason: 'message_rejected', words: 'Sender and recipient are the same.' },
  {
    codes: '11200 11205 11210 11220 11236 11237',
    reason: 'message_rejected',
    words: 'Twilio could not reach this installation. Check its public address and certificate.',
  },
  { codes: '11750 11751', reason: 'message_rejected', words: 'What this installation answered is too large.' },
  { codes: '12100 12200 12300', reason: 'message_rejected', words: 'The call instructions are not acceptable.' },
  { codes: '14109', reason: 'message_rejected', words: 'More than ten replies to one message.' },
  {
    codes: '21205 21206 21208',
    reason: 'message_rejected',
    words: 'The address, digits or time-out of the call are not acceptable.',
  },
  { codes: '32018', reason: 'message_rejected', words: 'The call instructions are longer than 4,000 characters.' },
  { codes: '57012', reason: 'message_rejected', words: 'The signature does not match.' },
];

/** D: the account or sender is the trouble; everything it sends fails the same way, or everything to one country. */
export const fixAccountRows: readonly FixRow[] = [
  { codes: '20003', reason: 'account_problem', words: 'Twilio does not accept the account SID and token. Enter them again.' },
  { codes: '20005 10001 90010', reason: 'account_problem', words: 'The Twilio account is not active.' },
  { codes: '20006', reason: 'account_problem', words: 'The API key may not do this.' },
  { codes: '20008', reason: 'account_problem', words: 'These are Twilio’s test credentials. Enter the live ones.' },
  { codes: '20404', reason: 'account_problem', words: 'Twilio does not find the account or service. Check the SIDs.' },
  { codes: '10002', reason: 'account_problem', words: 'A trial account cannot do this. Upgrade it at Twilio.' },
  {
    codes: '21201 21203 21215 13227',
    reason: 'account_problem',
    countryOnly: true,
    words: 'Calls to this country are switched off at Twilio (Voice geographic permissions).',
  },
  { codes: '21210 21212 21213', reason: 'account_problem', words: 'The caller id is missing or not one of this account.' },
  {
    codes: '21219 21608',
    reason: 'account_problem',
    words: 'A trial account reaches only verified numbers. Verify this one at Twilio or upgrade.',
  },
  {
    codes: '21408',
    reason: 'account_problem',
    countryOnly: true,
    words: 'Texts to this country are switched off at Twilio (Messaging geographic permissions).',
  },
  {
    codes: '21601 21606 21607 21616',
    reason: 'account_problem',
    words: 'The sender cannot send texts. Choose a number of this account that can.',
  },
  { codes: '21621 21622', reason: 'account_problem', words: 'The sender cannot send media.' },
  { codes: '21659 21660', reason: 'account_problem', words: 'The sender does not belong to this Twilio account.' },
  {
    codes: '21701-21705',
    reason: 'account_problem',
    words: 'The messaging service is missing, unavailable or has no sender. Check it at Twilio.',
  },
  {
    codes: '21709-21715 21717-21729',
    reason: 'account_problem',
    words: 'The sender pool or the A2P registration has a problem. Check the messaging service at Twilio.',
  },
  { codes: '30002', reason: 'account_problem', words: 'The Twilio account is suspended.' },
  {
    codes: '30018',
    reason: 'account_problem',
    countryOnly: true,
    words: 'The alphanumeric sender is not registered for this country.',
  },
  { codes: '30032', reason: 'account_problem', words: 'The toll-free number is not verified yet.' },
  {
    codes: '30033',
    reason: 'account_problem',
    words: 'The registered campaign is suspended. Do not send its texts another way.',
  },
  {
    codes: '30034',
    reason: 'account_problem',
    words: 'The number is not part of a registered A2P campaign. Carriers block it until it is.',
  },
  { codes: '30037', reason: 'account_problem', words: 'Outgoing messages are switched off for this account.' },
  { codes: '30038', reason: 'account_problem', words: 'Twilio filters this kind of message for this account.' },
  { codes: '30044', reason: 'account_problem', words: 'A trial account cannot send texts this long.' },
  { codes: '30125', reason: 'account_problem', words: 'The limit of a starter brand is reached.' },
  { codes: '30440-30449', reason: 'account_problem', words: 'The verification of the toll-free number was rejected.' },
  { codes: '32001', reason: 'account_problem', words: 'The trunk allows fewer calls per second.' },
  { codes: '32017', reason: 'account_problem', words: 'The caller id has a bad reputation with carriers.' },
  { codes: '572006', reason: 'account_problem', words: 'A trial account may send only predefined texts. Upgrade it at Twilio.' },
  {
    codes: '60600 60601 60606',
    reason: 'account_problem',
    words: 'Looking up numbers is not available to this account or country.',
  },
  { codes: '63001 63002 63007 63008', reason: 'account_problem', words: 'The channel’s sender is not set up correctly.' },
  { codes: '63020 63022 63051', reason: 'account_problem', words: 'The Meta business account has a problem.' },
  { codes: '64101', reason: 'account_problem', words: 'The text-to-speech provider is not switched on.' },
];
