import { setImmediate as breathe } from 'node:timers/promises';
import type { GuessOptions } from '@tidings/core/contacts/import-mapping';
import { Refusal } from '../../../lib/errors.ts';
import { Turns } from '../../../lib/turns.ts';
import { headRows, settleHeader } from './header-rows.ts';
import { SheetReader } from './sheet-reader.ts';
import { NotAWorkbook, openWorkbook, readPart, type Sheet, type Workbook } from './workbook.ts';
import { XmlProblem } from './xml.ts';
import { type RandomAccess, ZipProblem } from './zip.ts';

/** A sheet as a CSV file, in UTF-8 with commas. */
export interface ConvertedSheet {
  /** Those that can be chosen, in their order. */
  readonly sheets: readonly string[];
  readonly sheet: string;
  readonly notices: readonly string[];
}

interface Wish {
  /** The sheet to read; the first with something in it when left out. */
  readonly sheet: string | undefined;
  readonly header: GuessOptions;
  /** The most bytes that the file may have as CSV. */
  readonly maxBytes: number;
  readonly store: (piece: Buffer, position: number) => Promise<void>;
}

/** A sheet is about ten times as large as its archive; what unpacks to more than this is made to fill a disk. */
const mostUnpacked = 25;
const pieceSize = 128 * 1024;

/** The texts of a workbook are kept in memory while it is read: one at a time in each process. */
const oneAtATime = new Turns(1);

/**
 * Reads a sheet of a workbook and stores it as CSV, piece by piece, so that everything after this works on a file of any size in the same way. A row
 * of the sheet is a line of the file. Throws a Refusal that says what to do when the workbook cannot be read.
 */
export async function convertWorkbook(source: RandomAccess, wish: Wish): Promise<ConvertedSheet> {
  return oneAtATime.take(async () => {
    try {
      const book = await openWorkbook(source, wish.maxBytes * mostUnpacked, () => breathe());
      return await convert(book, wish);
    } catch (error) {
      throw refusalOf(error) ?? error;
    }
  });
}

async function convert(book: Workbook, wish: Wish): Promise<ConvertedSheet> {
  const visible = book.sheets.filter((sheet) => !sheet.hidden);
  const offered = visible.length > 0 ? visible : book.sheets;
  const sheets = offered.map((sheet) => sheet.name);
  if (wish.sheet !== undefined) {
    const chosen = offered.find((sheet) => sheet.name === wish.sheet);
    if (!chosen) throw refuse(`There is no sheet “${wish.sheet}” in this workbook. Its sheets are: ${sheets.join(', ')}.`);
    const { rows, notices } = await convertSheet(book, chosen, wish);
    if (rows === 0) throw refuse(`The sheet “${chosen.name}” is empty. Choose another sheet.`);
    return { sheets, sheet: chosen.name, notices };
  }
  for (const one of offered) {
    const { rows, notices } = await convertSheet(book, one, wish);
    if (rows > 0) return { sheets, sheet: one.name, notices };
  }
  throw refuse('The workbook is empty. Upload one with one row per person.');
}

async function convertSheet(
  { archive, facts }: Workbook,
  { part, name }: Sheet,
  wish: Wish,
): Promise<{ rows: number; notices: string[] }> {
  const reader = new SheetReader(facts);
  const lines = new Lines(wish);
  await readPart(
    archive,
    part,
    reader,
    () => breathe(),
    async () => {
      await lines.add(reader.take());
      return true;
    },
  );
  await lines.add(reader.take());
  if (lines.rows > 0)
    await lines.end(
      settleHeader(
        Array.from(lines.head, (row) => row ?? []),
        reader.merged,
        wish.header,
      ),
    );
  return { rows: lines.rows, notices: noticesOf(reader, name) };
}

/** The lines of the file to be. The first rows are held back until the end: which of their cells are merged stands behind all rows. */
class Lines {
  readonly head: Array<readonly string[]> = [];
  rows = 0;
  readonly #wish: Wish;
  #line = 0;
  #text = '';
  #position = 1;
  #size = 0;

  constructor(wish: Wish) {
    this.#wish = wish;
  }

  async add(rows: ReturnType<SheetReader['take']>): Promise<void> {
    for (const { row, cells } of rows) {
      this.rows += 1;
      if (row <= headRows) {
        this.head[row - 1] = cells;
        continue;
      }
      this.#line = Math.max(this.#line, headRows);
      // A row that is not there is a blank line, so that line and row have the same number.
      if (row > this.#line + 1) this.#text += '\n'.repeat(row - this.#line - 1);
      this.#text += lineOf(cells);
      this.#line = row;
      if (this.#text.length >= pieceSize) await this.#store();
    }
  }

  async end(head: readonly (readonly string[])[]): Promise<void> {
    if (this.#text !== '') await this.#store();
    const last = this.#line > 0 ? headRows : head.length;
    let text = '';
    for (let row = 0; row < last; row += 1) text += lineOf(head[row] ?? []);
    await this.#wish.store(Buffer.from(text), 0);
  }

  async #store(): Promise<void> {
    const piece = Buffer.from(this.#text);
    this.#text = '';
    this.#size += piece.length;
    if (this.#size > this.#wish.maxBytes * 4) throw new ZipProblem('too_large');
    await this.#wish.store(piece, this.#position);
    this.#position += 1;
  }
}

/** A line break within a cell becomes a carriage return: the lines of the file stay the rows of the sheet. */
function lineOf(cells: readonly string[]): string {
  let line = '';
  for (const [at, cell] of cells.entries()) line += at === 0 ? quoted(cell ?? '') : `,${quoted(cell ?? '')}`;
  return `${line}\n`;
}

function quoted(cell: string): string {
  if (!/["\r\n,\0]|^\s/.test(cell)) return cell;
  return `"${cell.replaceAll('\0', '').replace(/\r?\n/g, '\r').replaceAll('"', '""')}"`;
}

function noticesOf(reader: SheetReader, sheet: string): string[] {
  const cells = (n: number) => (n === 1 ? '1 cell' : `${n.toLocaleString('en-US')} cells`);
  const notices: string[] = [];
  if (reader.uncalculated > 0)
    notices.push(
      `${cells(reader.uncalculated)} of “${sheet}” hold formulas without a result and are left empty. Open the workbook in Excel, save it, and upload it again.`,
    );
  if (reader.errors > 0) notices.push(`${cells(reader.errors)} of “${sheet}” show an error such as #N/A and are left empty.`);
  return notices;
}

const refuse = (words: string): Refusal => new Refusal('unprocessable', words, { fields: [{ field: 'body', message: words }] });

const again = 'Open it in Excel, choose Save As, pick “Excel Workbook (.xlsx)” or CSV, and upload that file.';

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof ZipProblem) {
    if (error.kind === 'protected')
      return refuse(
        'This workbook is protected with a password. Open it in Excel, take the password off, save it, and upload it again.',
      );
    if (error.kind === 'too_large')
      return refuse(
        'There is far more in this workbook than its size tells, more than can be imported. Save the sheet as CSV and upload that file.',
      );
    return refuse(`This workbook is damaged, or was not uploaded to its end. ${again}`);
  }
  if (error instanceof XmlProblem) return refuse(`This workbook cannot be read. ${again}`);
  if (!(error instanceof NotAWorkbook)) return undefined;
  if (error.kind === 'binary_workbook') return refuse(`This is a binary Excel workbook (.xlsb), which cannot be read. ${again}`);
  return refuse('This file is a ZIP archive. Unpack it and upload the CSV or Excel file in it.');
}
