import { normalizeEmail } from './email.ts';
import { parseDate } from './field-dates.ts';
import { normalizePhone } from './phone.ts';
import { countDigits } from './phone-text.ts';

/** What the cells of a column look like, as shares from 0 to 1 of those that are not blank. */
export interface ColumnLook {
  readonly filled: number;
  readonly email: number;
  readonly phone: number;
  /** The same, with those beside whose number something stands: "call after 5". */
  readonly phoneWithNote: number;
  /** Words with capitals and without digits. */
  readonly name: number;
  /** Of the names, those of several words. */
  readonly fullName: number;
  /** Different values per filled cell: names differ, cities and groups repeat. */
  readonly variety: number;
}

export function looksLikeEmail(cell: string): boolean {
  return cell.includes('@') && normalizeEmail(cell).ok;
}

export function looksLikePhone(cell: string, defaultCountry: string | null): boolean {
  const digits = countDigits(cell);
  // Amounts, postal codes and short ids have fewer digits; in a longer text the digits are beside the point.
  if (digits < 7 || digits > 17 || cell.length > 30 || /[a-z]{4}|[$€£%@]/i.test(cell)) return false;
  if (/^\d{7,9}$/.test(cell.trim()) || (/[-/.]/.test(cell) && parseDate(cell, 'mdy').ok)) return false;
  const result = normalizePhone(cell, defaultCountry);
  return result.ok || result.reason === 'spreadsheet_damage' || (result.reason === 'no_country' && digits >= 10);
}

function looksLikePhoneWithNote(cell: string, defaultCountry: string | null): boolean {
  if (countDigits(cell) < 10 || cell.length > 60 || /[$€£%@]/.test(cell)) return false;
  const result = normalizePhone(cell, defaultCountry);
  return result.ok && result.kind === 'valid';
}

const namePattern =
  /^(?:[\p{Lu}\p{Lo}][\p{L}\p{M}'’.-]*|(?:van|von|de|der|den|la|le|da|do|dos|di|el|al|y|bin)(?= ))(?:,? +[\p{L}][\p{L}\p{M}'’.-]*){0,4}$/u;

function looksLikeName(cell: string): boolean {
  return cell.length <= 60 && namePattern.test(cell);
}

export function lookAtColumn(cells: readonly string[], defaultCountry: string | null): ColumnLook {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const share = (test: (cell: string) => boolean): number =>
    filled.length === 0 ? 0 : filled.filter(test).length / filled.length;
  const names = filled.filter(looksLikeName);
  return {
    filled: filled.length,
    email: share(looksLikeEmail),
    phone: share((cell) => looksLikePhone(cell, defaultCountry)),
    phoneWithNote: share((cell) => looksLikePhone(cell, defaultCountry) || looksLikePhoneWithNote(cell, defaultCountry)),
    name: share(looksLikeName),
    fullName: names.length === 0 ? 0 : names.filter((cell) => cell.includes(' ')).length / names.length,
    variety: filled.length === 0 ? 0 : new Set(filled).size / filled.length,
  };
}
