/** What was found in a JSON answer: rows with the header first, or why there are none. */
export type JsonRows = { readonly rows: readonly (readonly string[])[] } | { readonly words: string; readonly error?: true };

/** Where scripts put their rows, beside the answer itself. The first that is an array is meant; else any other property that is one. */
const usualPlaces = ['data', 'rows', 'values', 'records', 'items', 'result', 'results', 'people', 'members'];

/**
 * The rows of the JSON that a script answers, in any of the usual shapes: an array of objects, of arrays with a header first, either of them
 * within an object (`{data: [...]}`), or a header apart from the rows (`{headers: [...], rows: [[...]]}`).
 */
export function rowsOfJson(value: unknown): JsonRows {
  if (Array.isArray(value)) return rowsOfArray(value);
  if (!isObject(value)) return { words: 'The answer is JSON, but no list of rows.' };
  const header = [value['headers'], value['header'], value['columns']].find(isTextArray);
  const found = placesOf(value).find((one) => Array.isArray(one) && one !== header);
  const nested = placesOf(value).find((one) => isObject(one) && placesOf(one).some(Array.isArray));
  if (Array.isArray(found)) {
    if (header && (found.length === 0 || Array.isArray(found[0]))) return rowsOfArray([header, ...found]);
    return rowsOfArray(found);
  }
  const error = value['error'] ?? value['message'];
  if (error !== undefined) return { error: true, words: `The script answered with an error: ${shortText(error)}` };
  if (nested !== undefined) return rowsOfJson(nested);
  return { words: 'The answer is JSON, but there is no list of rows in it. Answer an array with one object per person.' };
}

const placesOf = (value: Record<string, unknown>): unknown[] => [
  ...usualPlaces.map((name) => value[name]).filter((one) => one !== undefined),
  ...Object.values(value),
];

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

const isTextArray = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');

const shortText = (value: unknown): string => {
  const text = cellOf(isObject(value) ? (value['message'] ?? value) : value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
};
