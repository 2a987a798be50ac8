import { Readable } from 'node:stream';

type Cell = string | number | boolean | null | undefined;

/** A phone number is no formula, though it begins with a plus. */
const harmless = /^[+-]?\d[\d.]*$/;

/** How a formula begins; spreadsheets take the wide signs of East Asian keyboards for the same. */
const formula = /^[=+\-@\t\r＝＋－＠]/;

/**
 * One cell. A value that a spreadsheet would run as a formula is led by an apostrophe, which spreadsheets read as "this is text".
 *
 * @example csvCell('=cmd()') // `'=cmd()`
 */
function csvCell(value: Cell): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const safe = formula.test(text) && !harmless.test(text) ? `'${text}` : text;
  return /[",\n\r;]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A CSV download, made page by page while it is read. Begins with a byte order mark, without which Excel garbles accents. */
export function csvFile(fileName: string, header: readonly string[], pages: AsyncIterable<readonly (readonly Cell[])[]>) {
  const line = (cells: readonly Cell[]) => `${cells.map(csvCell).join(',')}\r\n`;
  async function* lines() {
    yield `\uFEFF${line(header)}`;
    for await (const rows of pages) if (rows.length > 0) yield rows.map(line).join('');
  }
  return { contentType: 'text/csv; charset=utf-8', fileName, content: Readable.from(lines()) };
}
