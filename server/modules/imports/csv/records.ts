/** One record of a CSV file. `line` is the line of the file (from 1) on which it begins. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** Why the cells cannot be trusted: a quotation mark that is never closed, or a line beyond every measure. */
  readonly broken?: 'unclosed_quote' | 'too_long';
}

export interface RecordShape {
  readonly delimiter: string;
  /** `\n` also ends at `\r\n`; `\r` alone is what old Macs and some exports write. */
  readonly newline: '\n' | '\r';
}

/** A record beyond this is not data; without the limit one stray quotation mark would swallow the rest of the file. */
const longestRecord = 1_000_000;
const longestQuotedCell = 262_144;
const shownOfBroken = 2_000;

const quote = 34;

/**
 * Cuts decoded text into records (RFC 4180, read leniently), piece by piece in constant memory. A line without quotation marks, which
 * is nearly every line, is one `split`. When a quoted cell is never properly closed only the line it began on is lost: reading goes on
 * with the next line. Blank lines are left out.
 */
export class RecordReader {
  readonly #delimiter: string;
  readonly #newline: string;
  #rest = '';
  #line = 1;
  #skipping = false;

  constructor(shape: RecordShape) {
    this.#delimiter = shape.delimiter;
    this.#newline = shape.newline;
  }

  /** The records that are complete with this text. */
  push(text: string): CsvRecord[] {
    this.#rest = this.#rest === '' ? text : this.#rest + text;
    return this.#drain(false);
  }

  /** The records of what is left, at the end of the file. */
  end(): CsvRecord[] {
    return this.#drain(true);
  }

  #drain(last: boolean): CsvRecord[] {
    const text = this.#rest;
    const records: CsvRecord[] = [];
    let at = 0;
    let nextQuote = text.indexOf('"');
    while (at < text.length) {
      let end = text.indexOf(this.#newline, at);
      if (end === -1 && !last) {
        if (text.length - at <= longestRecord) break;
        if (!this.#skipping) records.push(this.#tooLong(text, at));
        this.#skipping = true;
        at = text.length;
        break;
      }
      if (end === -1) end = text.length;
      if (this.#skipping) {
        this.#skipping = false;
        this.#line += 1;
        at = end + 1;
        continue;
      }
      if (nextQuote !== -1 && nextQuote < at) nextQuote = text.indexOf('"', at);
      if (nextQuote === -1 || nextQuote >= end) {
        if (end - at > longestRecord) records.push(this.#tooLong(text, at));
        else this.#plain(text, at, end, records);
        this.#line += 1;
        at = end + 1;
        continue;
      }
      const next = this.#quoted(text, at, end, last, records);
      if (next === undefined) break;
      at = next;
    }
    this.#rest = at >= text.length ? '' : text.slice(at);
    return records;
  }

  #tooLong(text: string, at: number): CsvRecord {
    return { line: this.#line, cells: [text.slice(at, at + shownOfBroken)], broken: 'too_long' };
  }

  #plain(text: string, at: number, end: number, records: CsvRecord[]): void {
    const stop = text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end;
    if (stop === at) return;
    const line = text.slice(at, stop);
    const cells = line.split(this.#delimiter);
    if (!isBlank(cells)) records.push({ line: this.#line, cells });
  }

  /** Reads a record with quotation marks that begins at `at`; its first line ends at `end`. Returns where the next begins, or undefined when more text is needed. */
  #quoted(text: string, at: number, end: number, last: boolean, records: CsvRecord[]): number | undefined {
    const result = readQuoted(text, at, this.#delimiter, this.#newline, last);
    if (result === 'more' && text.length - at <= longestRecord) return undefined;
    if (result === 'more' || result === 'broken') {
      const cells = text
        .slice(at, Math.min(end, at + shownOfBroken))
        .replace(/\r$/, '')
        .split(this.#delimiter);
      records.push({ line: this.#line, cells, broken: 'unclosed_quote' });
      this.#line += 1;
      return end + 1;
    }
    if (!isBlank(result.cells)) records.push({ line: this.#line, cells: result.cells });
    this.#line += 1 + result.innerLines;
    return result.next;
  }
}

interface QuotedRecord {
  readonly cells: string[];
  readonly next: number;
  readonly innerLines: number;
}

function readQuoted(
  text: string,
  start: number,
  delimiter: string,
  newline: string,
  last: boolean,
): QuotedRecord | 'more' | 'broken' {
  const cells: string[] = [];
  let at = start;
  let innerLines = 0;
  for (;;) {
    let cellEnd: number;
    let open = at;
    while (text.charCodeAt(open) === 32) open += 1;
    if (text.charCodeAt(open) === quote) {
      const cell = readQuotedCell(text, open, delimiter, newline, last);
      if (typeof cell === 'string') return cell;
      cells.push(cell.value);
      innerLines += cell.lines;
      cellEnd = cell.end;
    } else {
      const line = text.indexOf(newline, at);
      const lineEnd = line === -1 ? text.length : line;
      if (line === -1 && !last) return 'more';
      const found = text.indexOf(delimiter, at);
      cellEnd = found === -1 || found > lineEnd ? lineEnd : found;
      const stop = cellEnd === lineEnd && cellEnd > at && text.charCodeAt(cellEnd - 1) === 13 ? cellEnd - 1 : cellEnd;
      cells.push(text.slice(at, stop));
    }
    if (text.startsWith(delimiter, cellEnd)) {
      at = cellEnd + 1;
      continue;
    }
    return { cells, next: cellEnd + (cellEnd < text.length ? 1 : 0), innerLines };
  }
}

interface QuotedCell {
  readonly value: string;
  /** Where the delimiter, the line's end or the text's end stands that ends the cell. */
  readonly end: number;
  readonly lines: number;
}

/**
 * A mark is closed by one that a delimiter or the line's end follows; a doubled mark stands for one. Another mark inside is taken
 * literally ("the "old" school") on the line the cell began on; on a later line it shows that the cell was never closed.
 */
function readQuotedCell(
  text: string,
  start: number,
  delimiter: string,
  newline: string,
  last: boolean,
): QuotedCell | 'more' | 'broken' {
  let from = start + 1;
  for (;;) {
    const mark = text.indexOf('"', from);
    if (mark === -1) return !last && text.length - start <= longestQuotedCell ? 'more' : 'broken';
    if (mark - start > longestQuotedCell) return 'broken';
    if (mark + 1 >= text.length && !last) return 'more';
    if (text.charCodeAt(mark + 1) === quote) {
      from = mark + 2;
      continue;
    }
    let end = mark + 1;
    while (text.charCodeAt(end) === 32) end += 1;
    if (text.charCodeAt(end) === 13 && newline === '\n') end += 1;
    if (end >= text.length && !last) return 'more';
    if (end >= text.length || text.startsWith(delimiter, end) || text.startsWith(newline, end)) {
      const raw = text.slice(start + 1, mark);
      const lines = countOf(raw, newline);
      return { value: raw.includes('""') ? raw.replaceAll('""', '"') : raw, end, lines };
    }
    if (text.slice(start, mark).includes(newline)) return 'broken';
    from = mark + 1;
  }
}

function countOf(text: string, sign: string): number {
  let count = 0;
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) count += 1;
  return count;
}

function isBlank(cells: readonly string[]): boolean {
  for (const cell of cells) if (cell !== '' && cell.trim() !== '') return false;
  return true;
}
