import { type DateOrder, otherOrderWords, parseDate } from './field-dates.ts';
import type { FieldType, FieldValue } from './fields.ts';
import { parseYesNo } from './yes-no.ts';

export interface FieldOptions {
  readonly dateOrder?: DateOrder;
  /** In which moments in UTC are days. */
  readonly zone?: string;
  /** The decimal sign where one alone could be either. */
  readonly decimal?: '.' | ',';
  readonly choices?: readonly string[];
}

export type FieldProblem = 'not_a_number' | 'not_a_date' | 'not_yes_or_no' | 'not_a_choice' | 'too_long';

export type ParsedField =
  /** Null when the text is blank. */
  | {
      readonly ok: true;
      readonly value: FieldValue | null;
      /** What somebody should look at all the same, in words. */
      readonly note?: string;
    }
  | { readonly ok: false; readonly code: FieldProblem; readonly words: string };

export const maxTextLength = 1000;

type Parser = (text: string, options: FieldOptions) => ParsedField;

const parsers: Readonly<Record<FieldType, Parser>> = {
  text: parseText,
  number: parseNumber,
  date: parseDateField,
  boolean: parseBoolean,
  choice: parseChoice,
};

/** Reads a value of a custom field from a file or form. */
export function parseFieldValue(type: FieldType, raw: string, options: FieldOptions = {}): ParsedField {
  const text = raw.normalize('NFC').trim();
  return text === '' ? { ok: true, value: null } : parsers[type](text, options);
}

function fail(code: FieldProblem, words: string): ParsedField {
  return { ok: false, code, words };
}

function parseText(text: string): ParsedField {
  return text.length > maxTextLength
    ? fail('too_long', `The text is longer than ${maxTextLength} characters.`)
    : { ok: true, value: text };
}

function parseNumber(text: string, { decimal = '.' }: FieldOptions): ParsedField {
  const bare = text
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/^\((.*)\)$/, '-$1')
    .replace(/[\p{Sc}%\s'’_]/gu, '');
  const number = /^[+-]?\d[\d.,]*$|^[+-]?[.,]\d+$/.test(bare) ? Number(withPoint(bare, decimal)) : Number.NaN;
  return Number.isFinite(number) ? { ok: true, value: number } : fail('not_a_number', 'This is not a number.');
}

/** Both signs present: the last is the decimal one. One sign: the expected decimal one, unless it repeats or groups thousands. */
function withPoint(text: string, decimal: '.' | ','): string {
  const lastPoint = text.lastIndexOf('.');
  const lastComma = text.lastIndexOf(',');
  if (lastPoint < 0 && lastComma < 0) return text;
  const sign = lastPoint > lastComma ? '.' : ',';
  const other = sign === '.' ? ',' : '.';
  const count = text.split(sign).length - 1;
  const both = lastPoint >= 0 && lastComma >= 0;
  const groups = count > 1 || (!both && sign !== decimal && /^[+-]?\d{1,3}[.,]\d{3}$/.test(text));
  // A sign that repeats groups thousands, and then nothing may stand behind the other one.
  if (groups) return both ? 'not a number' : text.replaceAll(sign, '');
  return text.replaceAll(other, '').replace(sign, '.');
}

function parseDateField(text: string, { dateOrder = 'mdy', zone }: FieldOptions): ParsedField {
  const date = parseDate(text, dateOrder, zone);
  if (!date.ok) return fail('not_a_date', date.words);
  const note = otherOrderWords(text, dateOrder, date.value);
  return note === null ? date : { ...date, note };
}

function parseBoolean(text: string): ParsedField {
  const value = parseYesNo(text);
  return value === null ? fail('not_yes_or_no', 'This is neither yes nor no.') : { ok: true, value };
}

function parseChoice(text: string, { choices = [] }: FieldOptions): ParsedField {
  const fold = (value: string): string => value.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
  const value = choices.find((choice) => choice === text) ?? choices.find((choice) => fold(choice) === fold(text));
  if (value !== undefined) return { ok: true, value };
  const list = choices.slice(0, 8).join(', ');
  return fail('not_a_choice', `This is not one of the choices: ${list}${choices.length > 8 ? ' …' : ''}.`);
}

/**
 * A value for people to read.
 *
 * @param locale BCP 47, e.g. `en-US`
 */
export function formatFieldValue(type: FieldType, value: FieldValue | null, locale = 'en-US'): string {
  if (value === null) return '';
  if (type === 'boolean') return value === true ? 'Yes' : 'No';
  if (type === 'number' && typeof value === 'number') return value.toLocaleString(locale, { maximumFractionDigits: 10 });
  if (type === 'date' && typeof value === 'string') {
    const instant = Date.parse(`${value}T00:00:00Z`);
    return Number.isNaN(instant) ? value : new Date(instant).toLocaleDateString(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  }
  return String(value);
}
