import { standardFields } from '@tidings/core/contacts/fields';
import type { ImportTarget } from '@tidings/core/contract/import-mapping';
import type { ImportState } from '@tidings/core/contract/imports';
import type { Tone } from '../../ui/tone.ts';

/** States of an import as a person sees them. */
export const stateWords: Readonly<Record<ImportState, { label: string; tone: Tone; pulse?: true }>> = {
  new: { label: 'Waiting for its file', tone: 'neutral' },
  ready: { label: 'Not started', tone: 'warning' },
  queued: { label: 'Starting', tone: 'info', pulse: true },
  running: { label: 'Importing', tone: 'info', pulse: true },
  paused: { label: 'Paused', tone: 'warning' },
  completed: { label: 'Done', tone: 'success' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
  failed: { label: 'Stopped by an error', tone: 'danger' },
  undoing: { label: 'Being undone', tone: 'info', pulse: true },
  undone: { label: 'Undone', tone: 'neutral' },
};

const otherTargets: Readonly<Record<string, string>> = {
  other_phone: 'Further phone',
  other_email: 'Further e-mail',
  tags: 'Tags',
  consent: 'Consent to texts (yes or no)',
  new_field: 'New field…',
  ignore: 'Leave out',
};

/** What a column becomes, in words. */
export function targetWords(target: ImportTarget, fields: readonly { key: string; label: string }[]): string {
  if (target.startsWith('entry:'))
    return `${fields.find((field) => `entry:${field.key.replace('entry.', '')}` === target)?.label ?? target.slice(6)} on the list`;
  if (target.startsWith('custom:')) return fields.find((field) => `custom:${field.key}` === target)?.label ?? target.slice(7);
  return standardFields.find((field) => field.key === target)?.label ?? otherTargets[target] ?? target;
}

const person = ['first_name', 'last_name', 'full_name', 'birthday', 'language', 'time_zone', 'company', 'external_id', 'notes'];
const reach = ['phone', 'other_phone', 'email', 'other_email', 'consent'];
const place = ['address_line1', 'address_line2', 'city', 'region', 'postal_code', 'country'];

/** Fields whose key begins with `entry.` are details of the lists that the people go to. */
const isDetail = ({ key }: { key: string }) => key.startsWith('entry.');

/** What a column can become, grouped, for a select. */
export function targetChoices(fields: readonly { key: string; label: string }[], mayMakeFields: boolean) {
  const item = (target: string) => ({ value: target, label: targetWords(target as ImportTarget, fields) });
  const own = fields.filter((field) => !isDetail(field)).map((field) => item(`custom:${field.key}`));
  const details = fields.filter(isDetail).map((field) => item(`entry:${field.key.replace('entry.', '')}`));
  return [
    { group: 'Reaching them', items: reach.map(item) },
    { group: 'Person', items: person.map(item) },
    { group: 'Place', items: place.map(item) },
    ...(details.length > 0 ? [{ group: 'Details on the list', items: details }] : []),
    ...(own.length > 0 ? [{ group: 'Your fields', items: own }] : []),
    { group: 'Otherwise', items: ['tags', ...(mayMakeFields ? ['new_field'] : []), 'ignore'].map(item) },
  ];
}

export const existingChoices = [
  {
    value: 'update',
    label: 'Update them',
    words: 'Values in the file replace what is here. A blank cell never erases anything.',
  },
  { value: 'fill_gaps', label: 'Only fill gaps', words: 'What is here stays; the file adds what is missing.' },
  {
    value: 'skip',
    label: 'Leave them alone',
    words: 'Only new people are added. A “no” in a consent column still takes effect.',
  },
] as const;

/** A sheet is read again and again: what it changes later follows. */
export const existingChoicesOfSource = existingChoices.map((choice) => {
  if (choice.value !== 'update') return choice;
  const words =
    'Values in the sheet replace what is here. What it changes or empties later follows, unless somebody changed it here since.';
  return { ...choice, words };
});

export const delimiterWords: Readonly<Record<string, string>> = {
  ',': 'Comma',
  ';': 'Semicolon',
  '\t': 'Tab',
  '|': 'Vertical bar',
};

export const encodingWords: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8 (usual)',
  'utf-16le': 'UTF-16 (Excel “Unicode text”)',
  'utf-16be': 'UTF-16, big endian',
  'windows-1252': 'Windows (Western European)',
};
