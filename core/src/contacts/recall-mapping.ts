import type { ImportMapping } from '../contract/import-mapping.ts';
import { headerKey } from './import-headers.ts';
import { findColumns } from './source-columns.ts';

/** Columns that the download of rejected rows has beside those of the file. */
export const problemColumns = { line: 'Line in the file', imported: 'Imported', reasons: 'Reasons' } as const;

/** A file of rejected rows, once it is mended, is the file that they came from: its dates and columns mean the same. */
function ofTheFile(names: readonly string[]): readonly string[] {
  const ours: readonly string[] = Object.values(problemColumns);
  const isOurs = names.includes(problemColumns.line) && names.includes(problemColumns.reasons);
  return isOurs ? names.filter((name) => !ours.includes(name)) : names;
}

/**
 * What files with the same columns have in common, in whatever order they stand. Null without names to know them by: a file with a column that has
 * no name could be any.
 */
export function headerSignature(names: readonly string[]): string | null {
  const keys = ofTheFile(names).map((name) => headerKey(name));
  if (keys.length === 0 || keys.some((key) => key === '')) return null;
  return JSON.stringify(keys.toSorted());
}

/**
 * What of a mapping is remembered for the next file: what each column is, how numbers and dates are meant, and how people who are here already are
 * treated. Lists and tags belong to one file, and how people agreed must be said for each anew; only a column that says so stays.
 */
export function rememberedMapping(mapping: ImportMapping): ImportMapping {
  const { consent } = mapping;
  return { ...mapping, consent: consent.kind === 'column' ? consent : { kind: 'none' }, list_ids: [], tag_ids: [] };
}

/**
 * A remembered mapping for the columns of another file, which may stand in another order; fields that are gone are left out. Null when the columns
 * cannot be told apart.
 *
 * @param former the names of the columns when the mapping was made, in their order
 * @param names the names now
 * @param fieldKeys the custom fields that are there
 */
export function recallMapping(
  mapping: ImportMapping,
  former: readonly string[],
  names: readonly string[],
  fieldKeys: readonly string[],
): ImportMapping | null {
  const taken = mapping.columns.filter(({ target }) => target !== 'ignore');
  const places = taken.map(({ column }) => column);
  const found = findColumns(
    former.map((name, column) => ({ column, name })),
    places,
    names,
  );
  if (!('places' in found)) return null;
  const columns = taken.flatMap(({ column, target }) => {
    const place = found.places.get(column);
    if (place === undefined) return [];
    const gone = target === 'new_field' || (target.startsWith('custom:') && !fieldKeys.includes(target.slice(7)));
    return [{ column: place, target: gone ? ('ignore' as const) : target }];
  });
  const left = names.flatMap((_, column) =>
    columns.some((one) => one.column === column) ? [] : [{ column, target: 'ignore' as const }],
  );
  return { ...mapping, columns: [...columns, ...left].toSorted((a, b) => a.column - b.column) };
}
