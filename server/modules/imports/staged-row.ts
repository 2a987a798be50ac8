/** Text columns of a contact that an import fills as they are. */
export const plainColumns = [
  'first_name',
  'last_name',
  'company',
  'address_line1',
  'address_line2',
  'city',
  'region',
  'postal_code',
  'country',
  'language',
  'time_zone',
  'notes',
] as const;
export type PlainColumn = (typeof plainColumns)[number];

/** A row of the file after reading: normalised, with nothing blank in it. */
export interface StagedRow {
  readonly line: number;
  readonly externalId: string | null;
  /** E.164, the preferred first. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly fullName: string | null;
  /** First and last name were split from the full name by us. */
  readonly splitName: boolean;
  /** For comparing people: lower case, single spaces. */
  readonly nameKey: string | null;
  readonly plain: Readonly<Partial<Record<PlainColumn, string>>>;
  readonly birthday: string | null;
  readonly custom: Readonly<Record<string, string | number | boolean>> | null;
  readonly tags: readonly string[];
  readonly consent: 'yes' | 'no' | null;
  /** The cell that said so. */
  readonly consentValue: string | null;
}
