import type { CustomField } from '@tidings/core/contacts/fields';
import { guessMapping } from '@tidings/core/contacts/import-mapping';
import type { ImportColumn } from '@tidings/core/contract/imports';
import { Refusal } from '../../lib/errors.ts';
import { decode, type Encoding } from './csv/encoding.ts';
import { type CsvRecord, RecordReader } from './csv/records.ts';
import { type Delimiter, findDelimiter, findNewline, firstRecords, usualWidth } from './csv/shape.ts';
import { DateTally } from './date-tally.ts';

/** How an uploaded file is read, and what was found in it: kept in imports.shape. */
export interface FileShape {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  readonly newline: '\n' | '\r';
  readonly has_header: boolean;
  readonly columns: readonly ImportColumn[];
  readonly sample_rows: readonly (readonly string[])[];
  readonly notices: readonly string[];
  /** The sheet of a workbook that is read, and those that can be; left out for a text file. */
  readonly sheet?: string;
  readonly sheets?: readonly string[];
}

export interface Analysis {
  readonly shape: FileShape;
  readonly rows: number;
}

interface Wish {
  readonly encoding: Encoding;
  /** Said by a person; found when left out. */
  readonly delimiter?: Delimiter;
  readonly hasHeader?: boolean;
  readonly country: string;
  /** The workspace's. */
  readonly zone: string;
  readonly fields: readonly CustomField[];
}

const sampled = 100;
const shownRows = 10;
const mostColumns = 500;

/** Reads a whole file once: finds its shape in the beginning, counts its rows and what is wrong with them. Constant memory. */
export async function analyse(pieces: AsyncIterable<Buffer>, wish: Wish): Promise<Analysis> {
  const texts = decode(pieces, wish.encoding)[Symbol.asyncIterator]();
  const first = await texts.next();
  const start = first.done ? '' : first.value;
  const newline = findNewline(start);
  const delimiter = wish.delimiter ?? findDelimiter(start, newline);
  const records = firstRecords(start, { delimiter, newline }, sampled + 1);
  if (records.length === 0) throw new Refusal('unprocessable', 'The file is empty. Upload one with a row for each person.');
  const width = Math.max(...records.map((record) => record.cells.length));
  if (width > mostColumns) {
    throw new Refusal(
      'unprocessable',
      `The file has ${width} columns; at most ${mostColumns} can be read. Remove those that are not needed.`,
    );
  }
  const found = describeColumns(records, wish);
  const dates = new DateTally(wish.zone);
  const counter = new RowCounter(found.columns.length, dates);
  const reader = new RecordReader({ delimiter, newline });
  counter.add(reader.push(start));
  for (let next = await texts.next(); !next.done; next = await texts.next()) counter.add(reader.push(next.value));
  counter.add(reader.end());
  const rows = counter.rows - (found.hasHeader ? 1 : 0);
  if (rows < 1) throw new Refusal('unprocessable', 'The file has a header and no rows beneath it. There is nobody to import.');
  const shape: FileShape = {
    encoding: wish.encoding,
    delimiter,
    newline,
    has_header: found.hasHeader,
    columns: found.columns.map((one) => ({ ...one, dates: dates.of(one.column) })),
    sample_rows: found.body.slice(0, shownRows).map((record) => record.cells.map(shortened)),
    notices: [...noticesOf(found.columns, wish.encoding), ...dates.notices(found.columns), ...counter.notices()],
  };
  return { shape, rows };
}

interface Found {
  readonly hasHeader: boolean;
  readonly columns: readonly ImportColumn[];
  readonly body: readonly CsvRecord[];
}

function describeColumns(records: readonly CsvRecord[], wish: Wish): Found {
  const guess = guessMapping(
    records.map((record) => record.cells),
    {
      defaultCountry: wish.country,
      customFields: wish.fields,
      ...(wish.hasHeader === undefined ? {} : { hasHeader: wish.hasHeader }),
    },
  );
  const body = guess.hasHeader ? records.slice(1) : records;
  const header = guess.hasHeader ? (records[0]?.cells ?? []) : [];
  const count = guess.hasHeader ? namedWidth(header, body) : usualWidth(records.map((record) => record.cells.length));
  const columns = guess.columns.slice(0, count).map((one): ImportColumn => {
    const cells = body.map((record) => (record.cells[one.column] ?? '').trim()).filter((cell) => cell !== '');
    return {
      column: one.column,
      name: shortened(one.header ?? '') || `Column ${one.column + 1}`,
      samples: [...new Set(cells)].slice(0, 5).map(shortened),
      filled: body.length === 0 ? 0 : cells.length / body.length,
      guess: { target: one.target, confidence: one.confidence, from: one.from },
    };
  });
  return { hasHeader: guess.hasHeader, columns, body };
}

/**
 * Spreadsheets write separators for columns that have neither name nor values. One without a name that most rows have a value in counts: a name
 * that is merged over several columns stands in the first of them only.
 */
function namedWidth(header: readonly string[], body: readonly CsvRecord[]): number {
  const used = (column: number) => body.filter((record) => (record.cells[column] ?? '').trim() !== '').length > body.length / 2;
  let count = header.length;
  while (count > 1 && (header[count - 1] ?? '').trim() === '' && !used(count - 1)) count -= 1;
  return count;
}

const shortened = (cell: string): string => (cell.length > 200 ? `${cell.slice(0, 199)}…` : cell).replaceAll('\0', '').trim();

function noticesOf(columns: readonly ImportColumn[], encoding: Encoding): string[] {
  const notices: string[] = [];
  if (columns.length === 1) notices.push('Only one column was found. If there should be more, choose another separator.');
  if (encoding === 'windows-1252')
    notices.push('The file is in an older Windows encoding. Look whether accents are right in the rows below.');
  const names = Map.groupBy(columns, (column) => column.name.toLowerCase());
  for (const [, same] of names) {
    const [one] = same;
    if (one && same.length > 1) notices.push(`${same.length} columns are named “${one.name}”. Choose for each what it is.`);
  }
  return notices;
}

class RowCounter {
  rows = 0;
  #broken = 0;
  #wide = 0;
  readonly #width: number;
  readonly #dates: DateTally;

  constructor(width: number, dates: DateTally) {
    this.#width = width;
    this.#dates = dates;
  }

  add(records: readonly CsvRecord[]): void {
    this.rows += records.length;
    for (const record of records) {
      this.#dates.add(record);
      if (record.broken) this.#broken += 1;
      else if (record.cells.length > this.#width && record.cells.slice(this.#width).some((cell) => cell.trim() !== ''))
        this.#wide += 1;
    }
  }

  notices(): string[] {
    const notices: string[] = [];
    const rows = (n: number) => (n === 1 ? '1 row' : `${n.toLocaleString('en-US')} rows`);
    if (this.#broken > 0) notices.push(`${rows(this.#broken)} cannot be read because of a quotation mark that is never closed.`);
    if (this.#wide > 0) notices.push(`${rows(this.#wide)} have more cells than there are columns and will be rejected.`);
    return notices;
  }
}
