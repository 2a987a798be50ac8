/** A column of a mapping, with the name that its header had when it was chosen. */
export interface NamedColumn {
  readonly column: number;
  readonly name: string;
}

/** Why the columns of a mapping are not found any more, in words; else where each is now, by its former place. */
export type FoundColumns =
  | { readonly places: ReadonlyMap<number, number> }
  | { readonly code: 'column_missing' | 'duplicate_header'; readonly words: string };

const fold = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * Finds mapped columns again by their names, wherever they stand now: people move columns and add others. Of columns with one name the first
 * stays the first; where there are more or fewer of that name than before nobody can tell them apart, and it is refused.
 *
 * @param former every column of the header as it was when the mapping was made
 * @param used the places of those that the mapping takes
 * @param header the names now
 */
export function findColumns(former: readonly NamedColumn[], used: readonly number[], header: readonly string[]): FoundColumns {
  const now = placesByName(header.map((name, column) => ({ column, name })));
  const then = placesByName(former);
  const places = new Map<number, number>();
  const missing: string[] = [];
  for (const place of used) {
    const name = former.find(({ column }) => column === place)?.name ?? '';
    const before = then.get(fold(name)) ?? [];
    const found = now.get(fold(name)) ?? [];
    const at = found[before.indexOf(place)];
    if (found.length > 0 && found.length !== before.length) {
      return {
        code: 'duplicate_header',
        words: `${found.length} columns are named “${name}” now, before it was ${before.length}. Give each column a name of its own in the sheet, or choose the columns anew.`,
      };
    }
    if (at === undefined) missing.push(name);
    else places.set(place, at);
  }
  if (missing.length === 0) return { places };
  const named = missing.map((name) => `“${name}”`).join(', ');
  const there = header.filter((name) => name.trim() !== '').slice(0, 20);
  const one = missing.length === 1;
  return {
    code: 'column_missing',
    words: `The ${one ? 'column' : 'columns'} ${named} ${one ? 'is' : 'are'} not in the sheet any more. Its columns are now ${there.map((name) => `“${name}”`).join(', ') || 'none'}. Give the column its name back, or choose the columns anew.`,
  };
}

function placesByName(columns: readonly NamedColumn[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const { column, name } of columns) places.set(fold(name), [...(places.get(fold(name)) ?? []), column]);
  return places;
}

/**
 * Whether a cell holds a formula or its error instead of a value: the sheet was read while it was calculated, or a formula was pasted as text.
 * What a person typed never looks like this.
 */
export function isBrokenCell(cell: string): boolean {
  const first = cell.charCodeAt(0);
  if (first !== 35 && first !== 61 && first !== 76) return false;
  return (
    /^#(REF!|N\/A|VALUE!|NAME\?|ERROR!|DIV\/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)/i.test(cell) ||
    /^=\s*[A-Z][A-Z0-9._]*\s*\(/i.test(cell) ||
    /^=\s*('[^']+'|[A-Z0-9_]+)?!?\$?[A-Z]{1,3}\$?\d+\b/i.test(cell) ||
    /^Loading\.{3}$/i.test(cell)
  );
}
