import { isZone } from '../schedule/zones.ts';
import { labelOfPhone } from './address-labels.ts';
import { normalizeEmail } from './email.ts';
import type { DateOrder } from './field-dates.ts';
import { otherOrderWords, parseDate } from './field-dates.ts';
import { parseFieldValue } from './field-values.ts';
import { type CustomField, type FieldValue, findStandardField, type StandardFieldKey } from './fields.ts';
import type { ColumnMapping, ImportTarget } from './import-mapping.ts';
import { cleanName, joinName, splitName } from './names.ts';
import { type NormalizedPhone, normalizePhone, splitPhones } from './phone.ts';
import { parseCountry, parseLanguage } from './places.ts';
import { parseConsent } from './yes-no.ts';

export interface ImportOptions {
  /** For numbers without a country code; the country of the row comes first. */
  readonly defaultCountry: string | null;
  readonly dateOrder?: DateOrder;
  /** IANA, of whoever wrote the file: in it moments in UTC are days. */
  readonly zone?: string;
  readonly decimal?: '.' | ',';
  readonly customFields?: readonly CustomField[];
  /** What kind of addresses a column holds, by its place: Home, Work. */
  readonly labels?: ReadonlyMap<number, string>;
}

export interface ImportedPhone {
  readonly e164: string;
  readonly country: string | null;
  readonly extension: string | null;
  readonly note: string | null;
}

type TextKey = Exclude<StandardFieldKey, 'phone' | 'email'>;

/** The values of one row, ready to store. Fields without a value are left out. */
export interface ContactValues {
  fields: Partial<Record<TextKey, string>>;
  /** The first is preferred. */
  phones: ImportedPhone[];
  /** The number that comes first could not be read: what the row says of its number is of none of the others. */
  firstPhoneLost?: true;
  emails: string[];
  /** By number and address: their kind, an extension, what else stood beside them. At most 40 characters each. */
  labels: Record<string, string>;
  tags: string[];
  custom: Record<string, FieldValue>;
  /** `unknown` also when no column says anything. */
  consent: 'yes' | 'no' | 'unknown';
}

export interface RowProblem {
  /** From 0; null when it concerns the row as a whole. */
  readonly column: number | null;
  readonly target: ImportTarget | null;
  /** `error`: the row is rejected. `warning`: it comes in, without this value or with one that somebody should look at. */
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly words: string;
}

export interface MappedRow {
  readonly values: ContactValues;
  readonly problems: readonly RowProblem[];
  readonly rejected: boolean;
}

/** Reads one row. For many rows use `createRowMapper` once. */
export function mapRow(row: readonly string[], mapping: readonly ColumnMapping[], options: ImportOptions): MappedRow {
  return createRowMapper(mapping, options)(row);
}

interface Reading {
  readonly values: ContactValues;
  readonly options: ImportOptions;
  /** The country for numbers without a country code. */
  country: string | null;
  /** Of the column that is being read. */
  kind: string | null;
  readonly problem: (code: string, words: string) => void;
}

type CellReader = (text: string, reading: Reading) => void;

/** Makes the function that reads rows by a mapping. */
export function createRowMapper(
  mapping: readonly ColumnMapping[],
  options: ImportOptions,
): (row: readonly string[]) => MappedRow {
  const columns = mapping
    .filter(({ target }) => target !== 'ignore')
    .map(({ column, target }) => ({ column, target, read: cellReader(target, options) }))
    // The country decides how phone numbers are read, and the preferred address comes before the others.
    .sort((a, b) => readingOrder(a.target) - readingOrder(b.target));
  return (row) => {
    const values: ContactValues = { fields: {}, phones: [], emails: [], labels: {}, tags: [], custom: {}, consent: 'unknown' };
    const problems: RowProblem[] = [];
    let current: { column: number; target: ImportTarget } = { column: 0, target: 'ignore' };
    const problem = (code: string, words: string): void => {
      problems.push({ column: current.column, target: current.target, severity: 'warning', code, words });
    };
    const reading: Reading = { values, options, country: options.defaultCountry, kind: null, problem };
    for (const { column, target, read } of columns) {
      const text = (row[column] ?? '').trim();
      if (text === '') continue;
      current = { column, target };
      reading.kind = options.labels?.get(column) ?? null;
      read(text, reading);
    }
    return finish(row, values, problems);
  };
}

function readingOrder(target: ImportTarget): number {
  if (target === 'country') return 0;
  return target === 'other_phone' || target === 'other_email' ? 2 : 1;
}

function finish(row: readonly string[], values: ContactValues, problems: RowProblem[]): MappedRow {
  completeNames(values);
  const isAddress = ({ target }: RowProblem): boolean => target !== null && addressTargets.has(target);
  const reachable = values.phones.length > 0 || values.emails.length > 0;
  if (!reachable && problems.some(isAddress)) {
    // Without its address the row is nobody that can be reached: better told than imported silently.
    return { values, problems: problems.map((one) => (isAddress(one) ? { ...one, severity: 'error' } : one)), rejected: true };
  }
  if (!reachable && !values.fields.full_name && !values.fields.external_id) {
    const empty = row.every((cell) => cell.trim() === '');
    const words = empty ? 'The row is empty.' : 'The row has neither a name nor an address.';
    problems.push({ column: null, target: null, severity: 'error', code: empty ? 'empty_row' : 'nobody', words });
    return { values, problems, rejected: true };
  }
  return { values, problems, rejected: false };
}

const addressTargets: ReadonlySet<ImportTarget> = new Set(['phone', 'other_phone', 'email', 'other_email']);

/** Each part of a name from the other: whoever imports one of them sees and greets by both. */
function completeNames({ fields }: ContactValues): void {
  if (fields.full_name && !fields.first_name && !fields.last_name) {
    const { firstName, lastName } = splitName(fields.full_name);
    if (firstName) fields.first_name = firstName;
    if (lastName) fields.last_name = lastName;
  } else if (!fields.full_name && (fields.first_name || fields.last_name)) {
    fields.full_name = joinName(fields.first_name ?? '', fields.last_name ?? '');
  }
}

function cellReader(target: ImportTarget, options: ImportOptions): CellReader {
  if (target.startsWith('custom:')) return customReader(target.slice(7), options);
  return readers[target as Exclude<ImportTarget, `custom:${string}`>];
}

function customReader(key: string, options: ImportOptions): CellReader {
  const field = options.customFields?.find((one) => one.key === key);
  if (!field) return (_text, { problem }) => problem('unknown_field', `There is no custom field ${key}.`);
  const fieldOptions = {
    ...(options.dateOrder ? { dateOrder: options.dateOrder } : {}),
    ...(options.zone ? { zone: options.zone } : {}),
    ...(options.decimal ? { decimal: options.decimal } : {}),
    ...(field.choices ? { choices: field.choices } : {}),
  };
  return (text, { values, problem }) => {
    const parsed = parseFieldValue(field.type, text, fieldOptions);
    if (!parsed.ok) problem(parsed.code, parsed.words);
    else {
      if (parsed.value !== null) values.custom[key] = parsed.value;
      if (parsed.note !== undefined) problem('other_order', parsed.note);
    }
  };
}

const nameReader =
  (key: 'first_name' | 'last_name' | 'full_name'): CellReader =>
  (text, { values, problem }) => {
    const limit = findStandardField(key)?.maxLength ?? 0;
    const name = cleanName(text, limit);
    if (name !== '') values.fields[key] = name;
    const length = text.length > limit ? cleanName(text, Number.POSITIVE_INFINITY).length : 0;
    if (length > limit) problem('name_cut', `The name has ${length} characters; only the first ${limit} are kept.`);
  };

const textReader =
  (key: TextKey): CellReader =>
  (text, { values, problem }) => {
    const limit = findStandardField(key)?.maxLength ?? 0;
    const lines = key === 'notes' ? text.replace(/\r\n?/g, '\n') : text.replace(/\s+/g, ' ');
    if (lines.length > limit) problem('too_long', `The text is longer than ${limit} characters.`);
    else values.fields[key] = lines;
  };

const parsedReader =
  (key: TextKey, parse: (text: string) => string | null, words: string): CellReader =>
  (text, { values, problem }) => {
    const value = parse(text);
    if (value === null) problem(`unknown_${key}`, words);
    else values.fields[key] = value;
  };

const readCountry: CellReader = (text, reading) => {
  const country = parseCountry(text);
  if (country === null) reading.problem('unknown_country', 'This country is not known. Write its name or two-letter code.');
  else {
    reading.values.fields.country = country;
    reading.country = country;
  }
};

const readPhones: CellReader = (text, reading) => {
  const { options, country, problem } = reading;
  const whole = readPhone(text, country, options.defaultCountry);
  const several = !whole.ok && whole.reason === 'several_numbers' ? splitPhones(text) : [];
  if (several.length < 2) return takePhone(whole, reading);
  problem('several_numbers', `The cell holds ${several.length} numbers. All were taken, the first is preferred.`);
  for (const piece of several) takePhone(readPhone(piece, country, options.defaultCountry), reading);
};

function takePhone(phone: NormalizedPhone, { values, kind, problem }: Reading): void {
  const { phones, labels } = values;
  if (!phone.ok) {
    if (phones.length === 0) values.firstPhoneLost = true;
    problem(phone.reason, phone.words);
    return;
  }
  const { e164, country, extension, note } = phone;
  if (phones.every((known) => known.e164 !== e164)) phones.push({ e164, country, extension, note });
  if (kind === null && extension === null && note === null) return;
  const { label, cut } = labelOfPhone(kind, { extension, note });
  if (label !== null) labels[e164] ??= label;
  if (cut) problem('note_cut', `The note beside the number is kept as “${label}”. Put longer ones into a column of their own.`);
}

/** Somebody living abroad often keeps the number of home: certain in the default country beats possible in the row's. */
function readPhone(text: string, country: string | null, defaultCountry: string | null): NormalizedPhone {
  const result = normalizePhone(text, country);
  if (country === defaultCountry || (result.ok && result.kind === 'valid')) return result;
  const home = normalizePhone(text, defaultCountry);
  return home.ok && (home.kind === 'valid' || !result.ok) ? home : result;
}

const readEmails: CellReader = (text, { values, kind, problem }) => {
  const pieces = /@.*@/s.test(text) ? text.split(/[,;\s]+/).filter((piece) => piece.includes('@')) : [text];
  if (pieces.length > 1)
    problem('several_addresses', `The cell holds ${pieces.length} addresses. All were taken, the first is preferred.`);
  for (const piece of pieces) {
    const result = normalizeEmail(piece);
    if (!result.ok) problem(result.reason, result.words);
    else {
      if (!values.emails.includes(result.email)) values.emails.push(result.email);
      if (kind !== null) values.labels[result.email] ??= kind;
    }
  }
};

const readBirthday: CellReader = (text, { values, options, problem }) => {
  const order = options.dateOrder ?? 'mdy';
  const date = parseDate(text, order, options.zone);
  if (!date.ok) return problem('not_a_date', date.words);
  values.fields.birthday = date.value;
  const words = otherOrderWords(text, order, date.value);
  if (words !== null) problem('other_order', words);
};

const readTags: CellReader = (text, { values, problem }) => {
  for (const tag of text.split(/[,;|\n]/)) {
    const name = cleanName(tag, 60);
    if (tag.length > 60 && cleanName(tag, 61).length > 60)
      problem('tag_cut', `A tag is longer than 60 characters and was cut to “${name}”.`);
    if (name !== '' && !values.tags.includes(name)) values.tags.push(name);
  }
};

const readConsent: CellReader = (text, { values, problem }) => {
  const consent = parseConsent(text);
  if (consent === null) problem('consent_not_understood', 'This says neither yes nor no, so consent stays unknown.');
  values.consent = consent ?? 'unknown';
};

const readers: Readonly<Record<Exclude<ImportTarget, `custom:${string}`>, CellReader>> = {
  first_name: nameReader('first_name'),
  last_name: nameReader('last_name'),
  full_name: nameReader('full_name'),
  phone: readPhones,
  other_phone: readPhones,
  email: readEmails,
  other_email: readEmails,
  company: textReader('company'),
  address_line1: textReader('address_line1'),
  address_line2: textReader('address_line2'),
  city: textReader('city'),
  region: textReader('region'),
  postal_code: textReader('postal_code'),
  country: readCountry,
  language: parsedReader('language', parseLanguage, 'This language is not known. Write its name or a code such as en.'),
  time_zone: parsedReader(
    'time_zone',
    (text) => (isZone(text) ? text : null),
    'This time zone is not known. Write it like America/Chicago.',
  ),
  birthday: readBirthday,
  external_id: textReader('external_id'),
  notes: textReader('notes'),
  tags: readTags,
  consent: readConsent,
  ignore: () => {},
};
