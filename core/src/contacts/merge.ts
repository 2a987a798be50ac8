import type { AgreedNumbers } from '../compliance/agreed-numbers.ts';
import type { ConsentPurpose } from '../compliance/purposes.ts';
import { type FieldValue, plainFieldKeys } from './fields.ts';

type Consent = 'yes' | 'no' | 'unknown';

/** Columns of a contact that a merge decides about, as text; dates are `YYYY-MM-DD`. */
export const mergedColumns = ['first_name', 'last_name', 'full_name', ...plainFieldKeys] as const;
export type MergedColumn = (typeof mergedColumns)[number];

/** What a merge knows of each of the two people. */
export interface MergePerson {
  readonly columns: Readonly<Record<MergedColumn, string | null>>;
  readonly custom: Readonly<Record<string, FieldValue>>;
  /** E.164 and lower case, the preferred first. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly consent: Consent;
  readonly purpose: ConsentPurpose;
  /** The numbers for which their yes stands. */
  readonly agreed: AgreedNumbers;
}

/** Values that win or lose together: nobody has the first name of one and the last name of the other. */
const together: Readonly<Record<string, { label: string; columns: readonly MergedColumn[] }>> = {
  name: { label: 'Name', columns: ['full_name', 'first_name', 'last_name'] },
  company: { label: 'Company', columns: ['company'] },
  postal_address: {
    label: 'Address',
    columns: ['address_line1', 'address_line2', 'postal_code', 'city', 'region', 'country'],
  },
  birthday: { label: 'Birthday', columns: ['birthday'] },
  language: { label: 'Language', columns: ['language'] },
  time_zone: { label: 'Time zone', columns: ['time_zone'] },
  external_id: { label: 'External id', columns: ['external_id'] },
};

/** One thing that both may say differently. */
export interface MergeChoice {
  /** `name`, `phone`, `birthday`, ... or `custom.<key>`: what `take` names. */
  readonly key: string;
  readonly label: string;
  readonly kept: string | null;
  readonly merged: string | null;
  readonly wins: 'kept' | 'merged';
}

export interface MergedConsent {
  readonly consent: Consent;
  readonly purpose: ConsentPurpose;
  /** The numbers for which a yes stands: those of both. */
  readonly agreed: AgreedNumbers;
  /** Why, for the ledger and the screen. */
  readonly words: string;
}

export interface MergeResult {
  readonly columns: Readonly<Record<MergedColumn, string | null>>;
  readonly custom: Readonly<Record<string, FieldValue>>;
  readonly phone: string | null;
  readonly email: string | null;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly consent: MergedConsent;
  /** What both have and have differently: where a choice matters. */
  readonly choices: readonly MergeChoice[];
}

/** Keys of `take` that name nothing that either of the two could have: a mistyped one would silently choose the other value. */
export function unknownChoices(kept: MergePerson, merged: MergePerson, take: readonly string[]): readonly string[] {
  const fields = [...Object.keys(kept.custom), ...Object.keys(merged.custom)].map((key) => `custom.${key}`);
  const known = new Set([...Object.keys(together), 'phone', 'email', ...fields]);
  return take.filter((key) => !known.has(key));
}

/**
 * What one contact is after another was merged into it. The kept contact's values win, and the other's fill what it lacks, but for what `take`
 * names. Notes are joined. Of the consents the stricter wins, number by number: see stricterConsent.
 */
export function decideMerge(kept: MergePerson, merged: MergePerson, take: readonly string[]): MergeResult {
  const taken = new Set(take);
  const columns: Record<MergedColumn, string | null> = { ...kept.columns };
  const choices: MergeChoice[] = [];
  const choose = (key: string, label: string, ours: string | null, theirs: string | null): boolean => {
    const wins = theirs !== null && (ours === null || taken.has(key)) ? 'merged' : 'kept';
    if (ours !== null && theirs !== null && ours !== theirs) choices.push({ key, label, kept: ours, merged: theirs, wins });
    return wins === 'merged';
  };
  for (const [key, group] of Object.entries(together)) {
    if (choose(key, group.label, shown(key, kept, group.columns), shown(key, merged, group.columns)))
      for (const column of group.columns) columns[column] = merged.columns[column];
  }
  const custom: Record<string, FieldValue> = { ...kept.custom };
  for (const [key, value] of Object.entries(merged.custom)) {
    const ours = kept.custom[key];
    if (choose(`custom.${key}`, key, ours === undefined ? null : String(ours), String(value))) custom[key] = value;
  }
  const phoneOf = choose('phone', 'Preferred phone', kept.phones[0] ?? null, merged.phones[0] ?? null) ? merged : kept;
  const emailOf = choose('email', 'Preferred e-mail', kept.emails[0] ?? null, merged.emails[0] ?? null) ? merged : kept;
  columns.notes = joined(kept.columns.notes, merged.columns.notes);
  const phone = phoneOf.phones[0] ?? null;
  const email = emailOf.emails[0] ?? null;
  return {
    columns,
    custom,
    phone,
    email,
    phones: inOrder(phone, [...kept.phones, ...merged.phones]),
    emails: inOrder(email, [...kept.emails, ...merged.emails]),
    consent: stricterConsent(kept, merged, phone),
    choices,
  };
}

/**
 * A no stays a no, and a yes to information only is stricter than one to all. Each yes holds for the number that it was given for, whoever of
 * the two gave it: consent is for a number, not for whoever it is merged with (47 CFR 64.1200(f)(9)). What follows for the number that texts
 * go to is the merged contact's consent.
 */
export function stricterConsent(kept: MergePerson, merged: MergePerson, phone: string | null): MergedConsent {
  const both = [kept, merged];
  if (both.some((one) => one.consent === 'no'))
    return { consent: 'no', purpose: kept.purpose, agreed: {}, words: 'One of the two said no, and a no stays a no.' };
  const purposes = new Set(both.flatMap((one) => Object.values(one.agreed)));
  const given = { ...kept.agreed, ...merged.agreed };
  const narrower = purposes.size > 1;
  const agreed = narrower ? Object.fromEntries(Object.keys(given).map((number) => [number, 'informational'] as const)) : given;
  const purpose = agreed[phone ?? ''];
  if (purpose === undefined)
    return {
      consent: 'unknown',
      purpose: kept.purpose,
      agreed,
      words:
        purposes.size === 0
          ? 'Nobody knows whether they want texts.'
          : 'They agreed, but for another number than the one that texts go to: it has to be asked.',
    };
  const one = both.some(({ agreed: theirs }) => Object.keys(theirs).length === 0);
  if (one) return { consent: 'yes', purpose, agreed, words: 'One of the two agreed, for the number that texts go to.' };
  const words = narrower ? 'Both agreed, one of them to information only: the stricter holds.' : 'Both agreed.';
  return { consent: 'yes', purpose, agreed, words };
}

function shown(key: string, { columns }: MergePerson, of: readonly MergedColumn[]): string | null {
  const parts = of.map((column) => columns[column]?.trim() ?? '').filter(Boolean);
  if (key === 'name' && columns.full_name?.trim()) return columns.full_name;
  return parts.length === 0 ? null : parts.join(', ');
}

function joined(ours: string | null, theirs: string | null): string | null {
  if (!theirs?.trim() || ours?.includes(theirs)) return ours;
  return ours?.trim() ? `${ours}\n\n${theirs}` : theirs;
}

function inOrder(first: string | null, values: readonly string[]): string[] {
  return [...new Set(first === null ? values : [first, ...values])];
}
