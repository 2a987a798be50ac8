import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import type { Contact, ContactRow } from '@tidings/core/contract/contacts';
import { readablePhone } from '../../lib/phone.ts';
import type { Tone } from '../../ui/tone.ts';

export type Consent = ContactRow['sms_consent'];

/** Consent to texts, in words. */
export const consentWords: Readonly<Record<Consent, { label: string; long: string; tone: Tone }>> = {
  yes: { label: 'Agreed', long: 'Agreed to get texts', tone: 'success' },
  no: { label: 'Declined', long: 'Does not want texts', tone: 'danger' },
  unknown: { label: 'Not asked', long: 'Nobody knows whether they want texts', tone: 'neutral' },
};

export const consentChoices = (['yes', 'no', 'unknown'] as const).map((value) => ({ value, label: consentWords[value].long }));

/** The filter of lists. */
export const consentFilterWords = {
  yes: consentWords.yes.label,
  no: consentWords.no.label,
  unknown: consentWords.unknown.label,
  information: 'Agreed to information only',
  unproven: 'Agreed, without evidence',
  awaited: 'Asked, no answer yet',
} as const;

/** What a yes is for. */
export const purposeChoices = [
  { value: 'all', label: 'All texts: news, invitations, offers' },
  { value: 'informational', label: 'Information only: changed times, reminders' },
] as const satisfies readonly { value: ConsentPurpose; label: string }[];

export const purposeOf = (value: string | null): ConsentPurpose => (value === 'informational' ? value : 'all');

/** Where a person came from, in words. */
export const originWords = {
  member: 'Added by hand',
  import: 'Imported',
  inbound: 'Wrote to us',
  api: 'By a program',
  form: 'By a form',
  sample: 'Sample people',
} as const;

export function originLabel(origin: string): string {
  return Object.entries(originWords).find(([key]) => key === origin)?.[1] ?? origin;
}

/** Where a word on consent came from. */
const sourceWords: Readonly<Record<string, string>> = {
  member: 'entered by a member',
  api: 'passed on by a program',
  import: 'from an import',
  sheet: 'from a sheet',
  keyword: 'by text message',
  double_opt_in: 'confirmed by their YES',
  delivery_failure: 'told by the carrier',
  meaning: 'by what they wrote',
  form: 'by a form',
  merge: 'when two contacts became one',
  unmerge: 'when they were made two again',
  sample: 'of a sample person',
};

export function sourceLabel(source: string): string {
  return sourceWords[source] ?? source;
}

/** What a person's consent comes to. */
export function consentSentence(contact: Pick<ContactRow, 'sms_consent' | 'sms_consent_purpose' | 'opt_in_pending'>): string {
  const { sms_consent: consent, sms_consent_purpose: purpose } = contact;
  if (consent === 'yes')
    return purpose === 'informational' ? 'Agreed to informational texts, not to offers' : consentWords.yes.long;
  return contact.opt_in_pending ? 'Said to have agreed; their own YES is awaited' : consentWords[consent].long;
}

/** The other numbers for which somebody agreed who did not for the one that texts go to; null where there is nothing to say. */
export function agreedElsewhere(
  contact: Pick<Contact, 'phone' | 'sms_consent' | 'sms_agreed_for'>,
  country: string,
): string | null {
  if (contact.sms_consent !== 'unknown' || contact.sms_agreed_for.length === 0) return null;
  const numbers = contact.sms_agreed_for.flatMap(({ phone }) => (phone === null ? [] : readablePhone(phone, country)));
  if (contact.phone === null)
    return numbers.length === 0 ? null : `Agreed for ${numbers.join(' and ')}, which they do not have now`;
  return numbers.length === 0
    ? 'Agreed before a number was on record, not for this number'
    : `Agreed for ${numbers.join(' and ')}, not for this number`;
}

/** A word on consent as the head of a line. */
export function eventLabel({ consent, purpose }: { consent: Consent; purpose: ConsentPurpose }): string {
  if (consent === 'yes' && purpose === 'informational') return 'Agreed to information';
  return consent === 'unknown' ? 'Open again' : consentWords[consent].label;
}

const evidenceNames: Readonly<Record<string, string>> = {
  method: 'How',
  file: 'File',
  line: 'Line',
  value: 'Value in the file',
  import_id: 'Import',
  sync_id: 'Sync',
  message_id: 'Their message',
  payload_id: 'As it was received',
  provider_id: 'Provider’s id',
  received_at: 'Received',
  rule: 'Rule that understood it',
  language: 'Language',
  question_message_id: 'Our question',
  asked_at: 'Asked',
  answer: 'Answer',
  request_id: 'Request',
  agreed_source: 'Said to have agreed',
  agreed_wording: 'In the words',
  agreed_by: 'Entered by',
  error_code: 'Provider’s code',
  person_asked: 'The person asked for it',
  suppression_id: 'Opt-out that was lifted',
  check_id: 'Look at past failures',
  lifted_at: 'Lifted',
  moved_from: 'Went along from',
};

/** What a piece of evidence is called. */
export function evidenceName(key: string): string {
  const nested = key.replace(/^agreed_evidence\./, '');
  return evidenceNames[nested] ?? nested.replaceAll('_', ' ');
}
