import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import type { ContactRow } from '@tidings/core/contract/contacts';
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
  keyword: 'by text message',
  double_opt_in: 'confirmed by their YES',
  delivery_failure: 'told by the carrier',
  meaning: 'by what they wrote',
  form: 'by a form',
  sample: 'of a sample person',
};

export function sourceLabel(source: string): string {
  return sourceWords[source] ?? source;
}
