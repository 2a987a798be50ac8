/** Why an address is not sent to, whoever shares it. */
export const suppressionKinds = [
  'opt_out',
  'invalid',
  'dead',
  'landline',
  'unreachable',
  'blocked',
  'unsupported',
  'legal_block',
  'complaint',
  'bounced',
  'manual',
] as const;

export type SuppressionKind = (typeof suppressionKinds)[number];

/** What of an address a suppression closes: everything, or one way of reaching it. */
export type SuppressionScope = 'all' | 'sms' | 'mms' | 'voice' | 'email' | 'whatsapp' | 'rcs';

interface SuppressionWords {
  readonly label: string;
  readonly words: string;
  /** Who may lift it: the person by START, a member with a reason, or nobody but an admin who answers for it. */
  readonly liftedBy: 'contact' | 'member' | 'admin';
}

export const suppressionWords: Readonly<Record<SuppressionKind, SuppressionWords>> = {
  opt_out: {
    label: 'Opted out',
    words: 'This person asked not to get messages. Only they can change that.',
    liftedBy: 'contact',
  },
  invalid: { label: 'Invalid', words: 'The provider says that this address does not exist.', liftedBy: 'member' },
  dead: { label: 'Disconnected', words: 'The number is no longer in service.', liftedBy: 'member' },
  landline: { label: 'Landline', words: 'The number is a landline and cannot get texts.', liftedBy: 'member' },
  unreachable: { label: 'Unreachable', words: 'Earlier messages did not reach this number.', liftedBy: 'member' },
  blocked: { label: 'Blocked', words: 'The carrier or the person blocks messages from here.', liftedBy: 'member' },
  unsupported: { label: 'Unsupported', words: 'This kind of number cannot get this kind of message.', liftedBy: 'member' },
  legal_block: {
    label: 'Legal block',
    words: 'The number is on a list of people known to sue over messages.',
    liftedBy: 'admin',
  },
  complaint: { label: 'Complaint', words: 'This person reported a message as spam.', liftedBy: 'admin' },
  bounced: { label: 'Bounced', words: 'The mailbox refuses e-mail for good.', liftedBy: 'member' },
  manual: { label: 'By hand', words: 'Somebody in this workspace put the address on the suppression list.', liftedBy: 'member' },
};

const kindSet: ReadonlySet<string> = new Set(suppressionKinds);

export function isSuppressionKind(value: string): value is SuppressionKind {
  return kindSet.has(value);
}
