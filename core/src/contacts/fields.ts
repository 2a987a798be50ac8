/** How the values of a field are read, stored and shown. */
export type FieldType = 'text' | 'number' | 'date' | 'boolean' | 'choice';

/** What a custom field stores. Dates are `YYYY-MM-DD`, without zone. */
export type FieldValue = string | number | boolean;

export type StandardFieldKind = 'name' | 'phone' | 'email' | 'text' | 'long_text' | 'country' | 'language' | 'time_zone' | 'date';

export interface StandardField {
  readonly key: StandardFieldKey;
  readonly label: string;
  readonly kind: StandardFieldKind;
  readonly maxLength: number;
}

/** The fields that are one column of a contact each, taken over as they were given: all but names and addresses. */
export const plainFieldKeys = [
  'company',
  'address_line1',
  'address_line2',
  'city',
  'region',
  'postal_code',
  'country',
  'language',
  'time_zone',
  'birthday',
  'external_id',
  'notes',
] as const;
export type PlainFieldKey = (typeof plainFieldKeys)[number];

export const standardFieldKeys = ['first_name', 'last_name', 'full_name', 'phone', 'email', ...plainFieldKeys] as const;

export type StandardFieldKey = (typeof standardFieldKeys)[number];

const field = (key: StandardFieldKey, label: string, kind: StandardFieldKind, maxLength: number): StandardField => ({
  key,
  label,
  kind,
  maxLength,
});

/** The fields every contact has, in the order in which screens show them. */
export const standardFields: readonly StandardField[] = [
  field('first_name', 'First name', 'name', 80),
  field('last_name', 'Last name', 'name', 80),
  field('full_name', 'Full name', 'name', 160),
  field('phone', 'Phone', 'phone', 16),
  field('email', 'E-mail', 'email', 254),
  field('company', 'Company', 'text', 160),
  field('address_line1', 'Address', 'text', 200),
  field('address_line2', 'Address, second line', 'text', 200),
  field('city', 'City', 'text', 100),
  field('region', 'State or region', 'text', 100),
  field('postal_code', 'Postal code', 'text', 20),
  field('country', 'Country', 'country', 2),
  field('language', 'Language', 'language', 35),
  field('time_zone', 'Time zone', 'time_zone', 64),
  field('birthday', 'Birthday', 'date', 10),
  field('external_id', 'External id', 'text', 120),
  field('notes', 'Notes', 'long_text', 5000),
];

const byKey: ReadonlyMap<string, StandardField> = new Map(standardFields.map((one) => [one.key, one]));

export function findStandardField(key: string): StandardField | undefined {
  return byKey.get(key);
}

export interface CustomField {
  /** snake_case; the merge tag is `contact.<key>`. */
  readonly key: string;
  readonly label: string;
  readonly type: FieldType;
  /** For `choice`: what may be chosen. */
  readonly choices?: readonly string[];
}

/**
 * The key of a custom field made from what somebody calls it, null when nothing usable is left.
 *
 * @example fieldKeyFrom('Shoe size (EU)') // 'shoe_size_eu'
 */
export function fieldKeyFrom(label: string): string | null {
  const key = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  if (!/[a-z]/.test(key)) return null;
  return /^[a-z]/.test(key) ? key : `f_${key}`;
}
