/** What was found in a JSON answer: rows with the header first, or why there are none. */
export type JsonRows = { readonly rows: readonly (readonly string[])[] } | { readonly words: string; readonly error?: true };

/** Where scripts put their rows, beside the answer itself: the first of these counts before any other property. */
const usualPlaces = ['data', 'rows', 'values', 'records', 'items', 'result', 'results', 'people', 'members', 'contacts'];

/** What stands beside the rows and is none of them, even if it is a list. */
const besideRows = /^(errors?|warnings?|messages?|logs?|debug|links?|meta(data)?|headers?|columns?|cols|fields|schema|index)$/i;

/** So deep rows are looked for: `{response: {data: {items: [...]}}}`. */
const deepest = 4;

/**
 * The rows of the JSON that a script answers, in any of the usual shapes: an array of objects, of arrays with a header first, either of them
 * anywhere within objects (`{data: [...]}`, `{result: {data: {items: [...]}}}`), a header apart from the rows (`{columns: [...], rows: [[...]]}`, the
 * tables of Google's charts among them), or an object with one object for each row (`{"row1": {...}, "row2": {...}}`).
 */
export function rowsOfJson(value: unknown): JsonRows {
  if (Array.isArray(value)) return rowsOfArray(value);
  if (!isObject(value)) return { words: 'The answer is JSON, but no list of rows.' };
  const levels = [...levelsOf(value)];
  for (const level of levels) {
    const table = level.map(tableIn).find((one) => one !== null && one.items.length > 0);
    if (table) return rowsOfArray(table.header && table.items.every(isRowOfCells) ? [table.header, ...table.items] : table.items);
    const rows = level.map(rowsByKey).find((one) => one !== null && one.length > 1);
    if (rows) return rowsOfArray(rows);
  }
  // No row and an error is an error: nobody is gone because of it.
  const error = errorOf(value['error'] ?? value['errors']);
  const one = levels
    .flat()
    .map(rowsByKey)
    .find((rows) => rows !== null);
  const empty = one === undefined && levels.flat().some((object) => tableIn(object) !== null);
  const told = error ?? (one || empty ? undefined : errorOf(value['message']));
  if (told !== undefined) return { error: true, words: `The script answered with an error: ${shortText(told)}` };
  if (one || empty) return rowsOfArray(one ?? []);
  return { words: 'The answer is JSON, but there is no list of rows in it. Answer an array with one object per person.' };
}

type Level = readonly Record<string, unknown>[];

/** The object itself, then the objects within it, level by level. */
function* levelsOf(value: Record<string, unknown>): Generator<Level> {
  let level: Level = [value];
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    yield level;
    level = level.flatMap((one) => inOrder(one).map(([, inner]) => inner)).filter(isObject);
  }
}

/** Properties that may hold the rows, the usual ones first. */
function inOrder(value: Record<string, unknown>): [string, unknown][] {
  const rank = (name: string) => {
    const at = usualPlaces.indexOf(name.toLowerCase());
    return at === -1 ? usualPlaces.length : at;
  };
  return Object.entries(value)
    .filter(([name]) => !besideRows.test(name))
    .toSorted(([a], [b]) => rank(a) - rank(b));
}

/** The list of rows right in this object, one that is not empty before others; null without one. */
function tableIn(value: Record<string, unknown>): { header: string[] | null; items: unknown[] } | null {
  const lists = inOrder(value).flatMap(([, one]) => (isList(one) ? [one] : []));
  const items = lists.find((one) => one.length > 0) ?? lists[0];
  if (items === undefined) return null;
  const header = [value['headers'], value['header'], value['columns'], value['cols']].map(namesOf).find((one) => one !== null);
  return { header: header ?? null, items: items.map(chartRow) };
}

/** An array of objects or of rows; one of plain values is a value of somebody, not a table. */
const isList = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.every((one) => one === null || isObject(one) || Array.isArray(one));

const isRowOfCells = (value: unknown) => Array.isArray(value) || value === null;

/** The names of columns: as texts, or as objects that have one. */
function namesOf(value: unknown): string[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const names = value.map((one) => (isObject(one) ? one['label'] || one['name'] || one['title'] || one['id'] : one));
  return names.every((one) => typeof one === 'string') ? (names as string[]) : null;
}

/** A row of Google's charts, `{c: [{v: 1, f: "1.0"}]}`, as the cells that are shown. */
function chartRow(value: unknown): unknown {
  if (!isObject(value) || !Array.isArray(value['c']) || Object.keys(value).some((name) => name !== 'c' && name !== 'p'))
    return value;
  return value['c'].map((cell) => (isObject(cell) ? (cell['f'] ?? cell['v']) : cell));
}

/** The objects of an object that has one for each row; null when it is anything else. */
function rowsByKey(value: Record<string, unknown>): Record<string, unknown>[] | null {
  const rows = Object.values(value);
  if (rows.length === 0 || !rows.every(isObject)) return null;
  const [first = {}, ...others] = rows;
  const names = Object.keys(first);
  const alike = others.every((one) => Object.keys(one).some((name) => names.includes(name)));
  const plain = names.filter((name) => !isObject(first[name])).length;
  const wraps = others.length === 0 && Object.keys(value).some((name) => usualPlaces.includes(name) || besideRows.test(name));
  const hold = rows.some((one) => usualPlaces.some((name) => isList(one[name])));
  return alike && plain >= 2 && !wraps && !hold ? rows : null;
}

/** What a script says went wrong; undefined for nothing, such as an empty list of errors. */
function errorOf(told: unknown): unknown {
  const one: unknown = Array.isArray(told) ? told[0] : told;
  return one === null || one === false || one === '' ? undefined : one;
}

function rowsOfArray(items: readonly unknown[]): JsonRows {
  if (items.length === 0) return { rows: [] };
  if (items.every((item) => Array.isArray(item) || item === null)) {
    return { rows: items.map((item) => (Array.isArray(item) ? item.map(cellOf) : [])) };
  }
  const columns = new Map<string, number>();
  for (const item of items) {
    if (item === null) continue;
    if (!isObject(item)) return { words: 'Some rows are objects and others are not. Answer the same kind for every row.' };
    for (const name of Object.keys(item)) if (!columns.has(name)) columns.set(name, columns.size);
  }
  const names = [...columns.keys()];
  return { rows: [names, ...items.map((item) => (isObject(item) ? names.map((name) => cellOf(item[name])) : []))] };
}

/** A value as the cell of a table: one line of text, without what PostgreSQL cannot store. */
export function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string')
    return /[\r\n\0]/.test(value) ? value.replaceAll('\0', '').replace(/\s*[\r\n]+\s*/g, ' ') : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(cellOf).join(', ');
  return cellOf(JSON.stringify(value));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shortText = (value: unknown): string => {
  const text = cellOf(isObject(value) ? (value['message'] ?? value) : value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
};
