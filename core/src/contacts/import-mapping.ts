import { labelOfHeader } from './address-labels.ts';
import type { CustomField } from './fields.ts';
import { headerKey, type ImportTarget, isBareName, isMobileHeader, matchHeader } from './import-headers.ts';
import { type ColumnLook, lookAtColumn, looksLikeEmail, looksLikePhone } from './import-sniff.ts';

export type { ImportTarget } from './import-headers.ts';

export type Confidence = 'high' | 'medium' | 'low';

export interface ColumnMapping {
  /** From 0. */
  readonly column: number;
  readonly target: ImportTarget;
}

export interface GuessedColumn extends ColumnMapping {
  /** Null when the file has no header. */
  readonly header: string | null;
  readonly confidence: Confidence;
  /** What the guess rests on; `nothing` goes with the target `ignore`. */
  readonly from: 'header' | 'content' | 'nothing';
}

export interface GuessOptions {
  readonly defaultCountry: string | null;
  readonly customFields?: readonly CustomField[];
  /** Said by the member; guessed when left out. */
  readonly hasHeader?: boolean;
}

export interface GuessedMapping {
  readonly hasHeader: boolean;
  readonly headerConfidence: Confidence;
  readonly columns: readonly GuessedColumn[];
}

/** More rows make no better guess and a slower page. */
const sampleRows = 100;

/** The share of cells that must look alike before a column is guessed by its content. */
const enough = 0.6;

/** Guesses what the columns of a file are from its first rows, the header among them if there is one. */
export function guessMapping(rows: readonly (readonly string[])[], options: GuessOptions): GuessedMapping {
  const sample = rows.slice(0, sampleRows + 1);
  const detected = detectHeader(sample, options);
  const hasHeader = options.hasHeader ?? detected.hasHeader;
  const body = hasHeader ? sample.slice(1) : sample;
  const width = Math.max(0, ...sample.map((row) => row.length));
  const guesses = Array.from({ length: width }, (_, column) => {
    const header = hasHeader ? cleanHeader(sample[0]?.[column] ?? '') : null;
    const look = lookAtColumn(
      body.map((row) => row[column] ?? ''),
      options.defaultCountry,
    );
    return { ...guessColumn(column, header, look, options), look };
  });
  const named = hasHeader ? settleNames(guesses) : guessNames(guesses);
  return {
    hasHeader,
    headerConfidence: options.hasHeader === undefined ? detected.confidence : 'high',
    columns: settleDuplicates(named).map(({ look: _look, ...column }) => column),
  };
}

type Looked = GuessedColumn & { readonly look: ColumnLook };

function cleanHeader(cell: string): string {
  return cell.replace(/^\ufeff/, '').trim();
}

function guessColumn(column: number, header: string | null, look: ColumnLook, options: GuessOptions): GuessedColumn {
  const match = header === null ? null : matchHeader(header, options.customFields ?? []);
  if (match) {
    const doubted = contradicts(match.target, look);
    return { column, header, target: match.target, confidence: doubted ? 'low' : match.confidence, from: 'header' };
  }
  if (look.email >= enough)
    return { column, header, target: 'email', confidence: look.email > 0.9 ? 'medium' : 'low', from: 'content' };
  if (look.phone >= enough)
    return { column, header, target: 'phone', confidence: look.phone > 0.9 ? 'medium' : 'low', from: 'content' };
  // A name such as Home or Work says little by itself; with numbers beneath, notes beside them or not, it is clear.
  if (header !== null && labelOfHeader(header) !== null && look.phoneWithNote >= enough)
    return { column, header, target: 'phone', confidence: 'medium', from: 'content' };
  return { column, header, target: 'ignore', confidence: 'low', from: 'nothing' };
}

/** The header says address, and hardly a cell is one. */
function contradicts(target: ImportTarget, look: ColumnLook): boolean {
  if (look.filled === 0) return false;
  if (target === 'phone' || target === 'other_phone') return look.phone < 0.3;
  return (target === 'email' || target === 'other_email') && look.email < 0.3;
}

/** Whether the first row names the columns. */
export function detectHeader(
  rows: readonly (readonly string[])[],
  options: GuessOptions,
): { hasHeader: boolean; confidence: Confidence } {
  const [first = [], ...body] = rows;
  const cells = first.map(cleanHeader).filter((cell) => cell !== '');
  const isAddress = (cell: string): boolean => looksLikeEmail(cell) || looksLikePhone(cell, options.defaultCountry);
  if (cells.length === 0 || cells.some(isAddress)) return { hasHeader: false, confidence: cells.length === 0 ? 'low' : 'high' };
  const known = cells.filter((cell) => matchHeader(cell, options.customFields ?? []) !== null).length;
  if (known >= 2 || known === cells.length) return { hasHeader: true, confidence: 'high' };
  const addressBelow = first.some((_, column) => body.some((row) => isAddress(row[column] ?? '')));
  if (addressBelow) return { hasHeader: true, confidence: known > 0 ? 'high' : 'medium' };
  return { hasHeader: known > 0 || namesColumns(first.map(cleanHeader), body), confidence: 'low' };
}

/**
 * Whether a first row without known names reads like names of columns: short words without digits, each different, none of which is a value
 * further down, above at least one column of numbers, dates or the like.
 */
function namesColumns(first: readonly string[], body: readonly (readonly string[])[]): boolean {
  const cells = first.filter((cell) => cell !== '');
  const short = cells.every((cell) => cell.length <= 40 && /\p{L}/u.test(cell) && !/\d/.test(cell));
  if (!short || new Set(cells.map((cell) => cell.toLowerCase())).size < cells.length) return false;
  const below = (column: number): string[] => body.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== '');
  if (first.some((cell, column) => cell !== '' && below(column).includes(cell))) return false;
  return first.some((cell, column) => cell !== '' && below(column).length > 0 && below(column).every((one) => /\d/.test(one)));
}

/** "Name" is the family name beside a first name, and the first name beside a family name. */
function settleNames(columns: readonly Looked[]): readonly Looked[] {
  const has = (target: ImportTarget): boolean => columns.some((column) => column.target === target);
  const hasFirst = has('first_name');
  if (hasFirst === has('last_name')) return columns;
  return columns.map((column) => {
    if (column.target !== 'full_name' || column.header === null || !isBareName(column.header)) return column;
    return { ...column, target: hasFirst ? 'last_name' : 'first_name', confidence: 'medium' };
  });
}

/** Without a header, names are known by their looks: one column of several words, or two neighbours of one. */
function guessNames(columns: readonly Looked[]): readonly Looked[] {
  const names = columns.filter(
    ({ target, look }) => target === 'ignore' && look.name >= 0.8 && (look.variety > 0.5 || look.filled < 5),
  );
  const full = names.find(({ look }) => look.fullName >= 0.5);
  const given = names.find(({ column }) => names.some((other) => other.column === column + 1));
  const targets = new Map<number, ImportTarget>();
  if (full) targets.set(full.column, 'full_name');
  else if (given) targets.set(given.column, 'first_name').set(given.column + 1, 'last_name');
  else if (names[0]) targets.set(names[0].column, 'first_name');
  return columns.map((column) => {
    const target = targets.get(column.column);
    return target === undefined ? column : { ...column, target, confidence: 'low', from: 'content' };
  });
}

const further: Partial<Record<ImportTarget, ImportTarget>> = { phone: 'other_phone', email: 'other_email' };
const confidenceRank: Readonly<Record<Confidence, number>> = { high: 0, medium: 1, low: 2 };

/** One column per field: the best guess keeps it, further phones and addresses are added, the rest is left out. */
function settleDuplicates(columns: readonly Looked[]): readonly Looked[] {
  const best = new Map<ImportTarget, Looked>();
  const rank = ({ header, confidence, target }: Looked): number =>
    confidenceRank[confidence] * 2 - (target === 'phone' && header !== null && isMobileHeader(header) ? 1 : 0);
  for (const column of columns) {
    const current = best.get(column.target);
    if (!current || rank(column) < rank(current)) best.set(column.target, column);
  }
  return columns.map((column) => {
    if (column.target === 'ignore' || isRepeatable(column.target) || best.get(column.target) === column) return column;
    return { ...column, target: further[column.target] ?? 'ignore', confidence: 'low' };
  });
}

function isRepeatable(target: ImportTarget): boolean {
  return target === 'ignore' || target === 'other_phone' || target === 'other_email' || target === 'tags';
}

export interface MappingProblem {
  readonly code: 'duplicate_target' | 'unknown_field' | 'no_address';
  readonly columns: readonly number[];
  readonly words: string;
}

/** What must be settled before the import can run; empty when nothing. */
export function checkMapping(mapping: readonly ColumnMapping[], customFields: readonly CustomField[] = []): MappingProblem[] {
  const problems: MappingProblem[] = [];
  for (const [target, columns] of Map.groupBy(mapping, (column) => column.target)) {
    const list = columns.map(({ column }) => column);
    if (columns.length > 1 && !isRepeatable(target)) {
      const words = `Columns ${list.map((column) => column + 1).join(' and ')} both go to ${target}. Choose one of them.`;
      problems.push({ code: 'duplicate_target', columns: list, words });
    }
    if (target.startsWith('custom:') && !customFields.some((field) => `custom:${field.key}` === target)) {
      problems.push({
        code: 'unknown_field',
        columns: list,
        words: `There is no custom field ${target.slice(7)}. Create it or choose another.`,
      });
    }
  }
  const identifying: readonly ImportTarget[] = ['phone', 'other_phone', 'email', 'other_email', 'external_id'];
  if (!mapping.some(({ target }) => identifying.includes(target))) {
    problems.push({
      code: 'no_address',
      columns: [],
      words: 'No column holds a phone number or an e-mail address. Choose at least one.',
    });
  }
  return problems;
}

/** A file whose header is the same as an earlier one's can use its mapping again. */
export function headerFingerprint(header: readonly string[]): string {
  return header.map((cell) => headerKey(cleanHeader(cell))).join('|');
}
