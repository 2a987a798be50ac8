import { copyArray, copyValue } from '../../db/bulk.ts';
import type { MatchedRow } from './match-rows.ts';
import { plainColumns, type StagedRow } from './staged-row.ts';

export const stagingColumns = [
  'id',
  'line',
  'known',
  'seen_before',
  'kept_opted_out',
  'external_id',
  'phones',
  'emails',
  'labels',
  'full_name',
  'split_name',
  'search',
  ...plainColumns,
  'birthday',
  'custom',
  'entry',
  'tags',
  'consent',
  'consent_value',
  'agreed',
] as const;

/** The rows as COPY wants them, in the order of the columns above. */
export function stagingLines(rows: readonly MatchedRow[]): string {
  let lines = '';
  for (const { row, known, seenBefore, keptOptedOut, consent } of rows) {
    lines += `${known?.id ?? row.newId}\t${row.line}\t${known?.id ?? '\\N'}\t${seenBefore ? 't' : 'f'}\t${keptOptedOut ? 't' : 'f'}\t${copyValue(row.externalId)}\t${copyArray(row.phones)}\t${copyArray(row.emails)}\t${row.labels ? copyValue(JSON.stringify(row.labels)) : '\\N'}\t${copyValue(row.fullName)}\t${row.splitName ? 't' : 'f'}\t${known ? '\\N' : copyValue(searchText(row))}`;
    for (const column of plainColumns) {
      const value = row.plain[column];
      lines += value === undefined ? '\t\\N' : `\t${copyValue(value)}`;
    }
    lines += `\t${row.birthday ?? '\\N'}\t${row.custom ? copyValue(JSON.stringify(row.custom)) : '\\N'}\t${row.entry ? copyValue(JSON.stringify(row.entry)) : '\\N'}\t${row.tags.length > 0 ? copyArray(row.tags) : '\\N'}\t${consent ?? '\\N'}\t${copyValue(row.consentValue)}\t${row.agreed ? copyArray(row.agreed) : '\\N'}\n`;
  }
  return lines;
}

const plainAscii = /^[\x20-\x7e]*$/;
const specials: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  œ: 'o',
  æ: 'a',
  ß: 's',
  þ: 'p',
};

/** The same as the database's search_fold. */
export function searchFold(value: string): string {
  if (plainAscii.test(value)) return value.toLowerCase();
  const bare = value.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  return bare.toLowerCase().replace(/[øłđðħıœæßþ]/g, (sign) => specials[sign] ?? sign);
}

/** The same as the database's contact_search_text, at a tenth of its cost: for new people all of it is known here. */
export function searchText(row: StagedRow): string {
  const { first_name: first = '', last_name: last = '', company = '' } = row.plain;
  const joined = `${first} ${last}`;
  const full = row.fullName ?? joined.trim();
  const parts = [searchFold(cut(joined))];
  if (full === '' || full !== joined.replace(/^ +| +$/g, '')) parts.push(searchFold(cut(full)));
  parts.push(searchFold(cut(company)), row.emails.join(' ').toLowerCase(), row.phones.join(' ').replaceAll('+', ''));
  return parts.join(' ').replace(/^ +| +$/g, '');
}

/** The first 200 characters, as PostgreSQL counts them. */
const cut = (text: string): string => (text.length <= 200 ? text : [...text].slice(0, 200).join(''));
