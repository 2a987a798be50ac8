import { labelOfHeader } from '@tidings/core/contacts/address-labels';
import type { CustomField } from '@tidings/core/contacts/fields';
import type { ColumnMapping as CoreMapping } from '@tidings/core/contacts/import-mapping';
import { type ContactValues, type RowProblem as CoreProblem, createRowMapper } from '@tidings/core/contacts/import-row';
import { isBrokenCell } from '@tidings/core/contacts/source-columns';
import { parseConsent } from '@tidings/core/contacts/yes-no';
import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { RowProblem } from '@tidings/core/contract/import-preview';
import { orderedIds } from '../../lib/clock.ts';
import type { CsvRecord } from './csv/records.ts';
import { entryPrefix } from './mapping.ts';
import type { PlainColumn, StagedRow } from './staged-row.ts';

/** A row of the file as it will be stored; without `staged` it is rejected, for the errors among its problems. */
export interface ReadRow {
  readonly record: CsvRecord;
  readonly staged: StagedRow | null;
  readonly problems: readonly RowProblem[];
}

interface ReaderOptions {
  readonly mapping: ImportMapping;
  /** Columns with the custom fields that they go to, those included that the import makes. */
  readonly columns: readonly CoreMapping[];
  readonly fields: readonly CustomField[];
  /** How many cells a row should have. */
  readonly columnCount: number;
  /** The names of the columns, which may tell home from work; left out without a header. */
  readonly columnNames?: readonly string[];
  /** YYYY-MM-DD in the workspace's zone. */
  readonly today: string;
  /** That zone: moments in UTC are days in it. */
  readonly zone: string;
}

/** Several numbers in a cell are all taken: nothing that somebody must look at. */
const harmless: ReadonlySet<string> = new Set(['several_numbers', 'several_addresses']);

/** What a person is recognised by. */
const tellingWho: ReadonlySet<string> = new Set(['phone', 'other_phone', 'email', 'other_email', 'external_id']);

/** Longer cells are no values but rows run together, as after a missing quotation mark. */
const longestCell = 1_000;
const longestNotes = 20_000;

/** Makes the reader of an import's rows. What depends on the mapping only is decided here, once. */
export function makeRowReader(options: ReaderOptions): (record: CsvRecord) => ReadRow {
  const { mapping } = options;
  const used = options.columns.filter(({ target }) => target !== 'ignore');
  const map = createRowMapper(
    used.filter(({ target }) => target !== 'consent'),
    {
      defaultCountry: mapping.default_country,
      dateOrder: mapping.date_order,
      zone: options.zone,
      customFields: options.fields,
      labels: kindsOf(used, options.columnNames ?? []),
    },
  );
  const notes = new Set(used.filter(({ target }) => target === 'notes').map(({ column }) => column));
  const tells = new Set<number | null>(used.filter(({ target }) => tellingWho.has(target)).map(({ column }) => column));
  const names = nameColumns(used);
  const nextId = orderedIds();
  const readConsent = consentReader(mapping, used.find(({ target }) => target === 'consent')?.column);
  return (record) => {
    const problems: RowProblem[] = [];
    const refuse = (column: number | null, message: string): ReadRow => ({
      record,
      staged: null,
      problems: [...problems, { column, severity: 'error', message }],
    });
    const broken = brokenWords(record, options.columnCount);
    if (broken !== undefined) return refuse(null, broken);
    const { cells, found: formulas } = withoutFormulas(bareCells(record.cells), used);
    problems.push(...formulas);
    for (const { column } of used) {
      const length = cells[column]?.length ?? 0;
      if (length > longestCell && (length > longestNotes || !notes.has(column))) return refuse(column, tooLongWords(length));
    }
    const { values, problems: found, rejected } = map(cells);
    for (const one of found) if (!harmless.has(one.code)) problems.push(problemOf(one));
    const nobody = values.phones.length === 0 && values.emails.length === 0 && !values.fields.external_id;
    if (formulas.some(({ column }) => column === columnOf(used, 'phone'))) values.firstPhoneLost = true;
    // Whoever it is about may stand in that cell.
    if (nobody) problems.splice(0, formulas.length, ...formulas.map((one) => (tells.has(one.column) ? asError(one) : one)));
    if (rejected) return { record, staged: null, problems };
    if (nobody) {
      return refuse(null, 'There is no phone number, e-mail address or external id in this row to recognise the person by.');
    }
    if (values.fields.birthday && values.fields.birthday > options.today) {
      delete values.fields.birthday;
      problems.push({
        column: columnOf(used, 'birthday'),
        severity: 'warning',
        message: 'The birthday lies in the future and is left out.',
      });
    }
    const consent = readConsent(cells, values, problems);
    if (consent.consent === 'yes' && values.firstPhoneLost)
      problems.push({ column: null, severity: 'warning', message: lostYes });
    return { record, staged: { newId: nextId(), ...stage(record, values, names(cells, values), consent) }, problems };
  };
}

/** What kind of addresses each column holds, where there are several of a kind to be told apart. */
function kindsOf(used: readonly CoreMapping[], names: readonly string[]): ReadonlyMap<number, string> {
  const kinds = new Map<number, string>();
  for (const targets of [
    ['phone', 'other_phone'],
    ['email', 'other_email'],
  ]) {
    const columns = used.filter(({ target }) => targets.includes(target));
    if (columns.length < 2) continue;
    for (const { column } of columns) {
      const kind = labelOfHeader(names[column] ?? '');
      if (kind !== null) kinds.set(column, kind);
    }
  }
  return kinds;
}

const columnOf = (used: readonly CoreMapping[], target: string): number | null =>
  used.find((one) => one.target === target)?.column ?? null;

function problemOf(one: CoreProblem): RowProblem {
  return { column: one.column, severity: one.severity, message: one.words };
}

const lostYes = 'The number that the yes is for cannot be read, so the yes does not count.';

const asError = (problem: RowProblem): RowProblem => ({ ...problem, severity: 'error' });

/** The cells without those that hold a formula or its error where a value should be, which are told of. */
function withoutFormulas(cells: readonly string[], used: readonly CoreMapping[]) {
  const found: RowProblem[] = [];
  let copy: string[] | undefined;
  for (const { column } of used) {
    const shown = (cells[column] ?? '').trim();
    if (!isBrokenCell(shown)) continue;
    copy ??= [...cells];
    copy[column] = '';
    const message = `“${shown.slice(0, 40)}” is a formula or its error, not a value; it was left out.`;
    found.push({ column, severity: 'warning', message });
  }
  return { cells: copy ?? cells, found };
}

const tooLongWords = (length: number): string =>
  `This cell has ${length.toLocaleString('en-US')} characters. That mostly comes from a missing quotation mark in this row or the one before.`;

function brokenWords(record: CsvRecord, columnCount: number): string | undefined {
  if (record.broken === 'unclosed_quote')
    return 'A quotation mark is opened in this row and never closed. Close it or remove it.';
  if (record.broken === 'too_long') return 'This line is longer than a million characters and was not read.';
  for (let at = columnCount; at < record.cells.length; at += 1) {
    if ((record.cells[at] ?? '').trim() !== '') {
      return `This row has ${record.cells.length} cells, the file has ${columnCount} columns. A value with the separator in it must stand in quotation marks.`;
    }
  }
  return undefined;
}

/**
 * Cells without the dress that spreadsheets put on (="00123") and without the apostrophe that keeps a value from being a formula, which
 * our own downloads write: a corrected file of rejected rows can be imported as it is. Zero bytes are nothing PostgreSQL could store.
 */
function bareCells(cells: readonly string[]): readonly string[] {
  let copy: string[] | undefined;
  for (let at = 0; at < cells.length; at += 1) {
    const cell = cells[at] ?? '';
    const bare = bareCell(cell);
    if (bare === cell) continue;
    copy ??= [...cells];
    copy[at] = bare;
  }
  return copy ?? cells;
}

export function bareCell(cell: string): string {
  const first = cell.charCodeAt(0);
  if (first === 61 && cell.startsWith('="') && cell.endsWith('"')) return cell.slice(2, -1);
  if (first === 39 && '=+-@'.includes(cell.charAt(1))) return cell.slice(1);
  return cell.includes('\0') ? cell.replaceAll('\0', '') : cell;
}

interface StagedName {
  readonly full: string | null;
  readonly split: boolean;
}

/** Which name the file gave, and which was made from it: one that was made does not override what somebody corrected. */
function nameColumns(used: readonly CoreMapping[]): (cells: readonly string[], values: ContactValues) => StagedName {
  const full = columnOf(used, 'full_name');
  const parts = used.filter(({ target }) => target === 'first_name' || target === 'last_name').map(({ column }) => column);
  const filled = (cells: readonly string[], column: number) => (cells[column] ?? '').trim() !== '';
  return (cells, { fields }) => {
    const fullGiven = full !== null && filled(cells, full);
    return {
      full: fullGiven ? (fields.full_name ?? null) : null,
      split: fullGiven && !parts.some((column) => filled(cells, column)),
    };
  };
}

interface Consent {
  readonly consent: 'yes' | 'no' | null;
  readonly value: string | null;
}

type ConsentReader = (cells: readonly string[], values: ContactValues, problems: RowProblem[]) => Consent;

const noConsent: Consent = { consent: null, value: null };

function consentReader(mapping: ImportMapping, column: number | undefined): ConsentReader {
  if (mapping.consent.kind === 'statement') {
    return (_cells, values) => (values.phones.length > 0 ? { consent: 'yes', value: null } : noConsent);
  }
  if (mapping.consent.kind === 'none' || column === undefined) return () => noConsent;
  const meaning = consentMeaning(mapping);
  return (cells, _values, problems) => {
    const cell = (cells[column] ?? '').trim();
    if (cell === '') return noConsent;
    const means = meaning(cell);
    if (means === null) {
      const message = `“${cell.slice(0, 40)}” says neither yes nor no; no consent is recorded.`;
      problems.push({ column, severity: 'warning', message });
    }
    return means === 'yes' || means === 'no' ? { consent: means, value: cell.slice(0, 100) } : noConsent;
  };
}

/** What a value of the consent column means: by the lists of the mapping, else by its usual words; null when it says nothing known. */
export function consentMeaning(mapping: ImportMapping): (cell: string) => 'yes' | 'no' | 'unknown' | null {
  if (mapping.consent.kind !== 'column') return () => 'unknown';
  const fold = (value: string) => value.trim().toLowerCase();
  const yes = new Set(mapping.consent.yes_values.map(fold));
  const no = new Set(mapping.consent.no_values.map(fold));
  return (cell) => {
    const value = fold(cell);
    if (no.has(value)) return 'no';
    return yes.has(value) ? 'yes' : parseConsent(cell);
  };
}

/** Fields of the person, and details of their list entries, which were read as fields. */
function ownAndEntry(all: ContactValues['custom']): Pick<StagedRow, 'custom' | 'entry'> {
  const keys = Object.keys(all);
  if (keys.length === 0) return { custom: null, entry: null };
  if (!keys.some((key) => key.startsWith(entryPrefix))) return { custom: all, entry: null };
  const own: Record<string, string | number | boolean> = {};
  const entry: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(all))
    if (key.startsWith(entryPrefix)) entry[key.slice(entryPrefix.length)] = value;
    else own[key] = value;
  return { custom: Object.keys(own).length > 0 ? own : null, entry };
}

function stage(
  record: CsvRecord,
  values: ContactValues,
  name: StagedName,
  { consent, value }: Consent,
): Omit<StagedRow, 'newId'> {
  const { full_name, external_id, birthday, ...plain } = values.fields;
  return {
    line: record.line,
    externalId: external_id ?? null,
    phones: values.phones.map((phone) => phone.e164),
    emails: values.emails,
    labels: Object.keys(values.labels).length > 0 ? values.labels : null,
    fullName: name.full,
    splitName: name.split,
    nameKey: full_name ? full_name.toLowerCase() : null,
    plain: plain satisfies Partial<Record<PlainColumn, string>>,
    birthday: birthday ?? null,
    ...ownAndEntry(values.custom),
    tags: values.tags,
    consent,
    consentValue: value,
    ...(consent === 'yes' && values.firstPhoneLost ? { agreed: [] } : {}),
  };
}
