import { type PlainFieldKey, plainFieldKeys } from '@tidings/core/contacts/fields';

/** Staged in columns of their own: the one is a date, the other finds people. */
type OtherwiseStaged = 'birthday' | 'external_id';
const otherwiseStaged: readonly string[] = ['birthday', 'external_id'] satisfies OtherwiseStaged[];
const isText = (key: PlainFieldKey): key is Exclude<PlainFieldKey, OtherwiseStaged> => !otherwiseStaged.includes(key);

/** Text columns of a contact that an import fills as they are. */
export const plainColumns = ['first_name' as const, 'last_name' as const, ...plainFieldKeys.filter(isText)];
export type PlainColumn = (typeof plainColumns)[number];

/** A row of the file after reading: normalised, with nothing blank in it. */
export interface StagedRow {
  readonly line: number;
  /** The id of the person whom the row makes, if it makes one: those of later rows sort later, whenever they are stored. */
  readonly newId: string;
  readonly externalId: string | null;
  /** E.164, the preferred first. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  /** What stood beside numbers and addresses, by these; null when nothing did. */
  readonly labels?: Readonly<Record<string, string>> | null;
  readonly fullName: string | null;
  /** First and last name were split from the full name by us. */
  readonly splitName: boolean;
  /** For comparing people: lower case, single spaces. */
  readonly nameKey: string | null;
  readonly plain: Readonly<Partial<Record<PlainColumn, string>>>;
  readonly birthday: string | null;
  readonly custom: Readonly<Record<string, string | number | boolean>> | null;
  /** Details for the entries of the lists that the people go to. */
  readonly entry?: Readonly<Record<string, string | number | boolean>> | null;
  readonly tags: readonly string[];
  readonly consent: 'yes' | 'no' | null;
  /** The cell that said so. */
  readonly consentValue: string | null;
  /** The numbers that a yes is for, where these are not the first alone: of rows that were joined. Empty where it is for one that cannot be read. */
  readonly agreed?: readonly string[];
}

/** The numbers that the yes of a row is for; none where it says no yes, or names no number. */
export function agreedPhones({ consent, agreed, phones }: Pick<StagedRow, 'consent' | 'agreed' | 'phones'>): readonly string[] {
  return consent === 'yes' ? (agreed ?? phones.slice(0, 1)) : [];
}
