import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import type { ContentShape } from '../../db/tables/sources.ts';
import { Refusal } from '../../lib/errors.ts';
import { decode } from '../imports/csv/encoding.ts';
import { type CsvRecord, RecordReader } from '../imports/csv/records.ts';
import { findDelimiter, findNewline } from '../imports/csv/shape.ts';
import { receive } from '../imports/upload.ts';
import { SourceProblem } from './problem.ts';
import { insertPiece, readPiece } from './syncs-store.ts';

/** Rows of cells as a CSV file. Blank rows stay blank lines, so that a line is a row of the sheet. */
export function csvOfRows(rows: readonly (readonly string[])[]): Buffer {
  let text = '';
  for (const cells of rows) text += cells.some((cell) => cell !== '') ? `${cells.map(quoted).join(',')}\n` : '\n';
  return Buffer.from(text);
}

const quoted = (cell: string): string => (/[",]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Stores what came, in pieces, and finds out how it is read. Throws SourceProblem for what is no table. */
export async function storeContent(
  ctx: Context,
  owner: { workspaceId: string; syncId: string },
  content: Buffer,
  isOurs: boolean,
): Promise<ContentShape> {
  if (content.length === 0) return { encoding: 'utf-8', delimiter: ',', newline: '\n' };
  const limits = { maxBytes: Number.MAX_SAFE_INTEGER, maxWords: '' };
  let encoding: ContentShape['encoding'];
  try {
    ({ encoding } = await receive(Readable.from([content]), limits, (piece, position) =>
      ctx.db.workspace(owner.workspaceId, (tx) => insertPiece(tx, owner.workspaceId, owner.syncId, position, piece)),
    ));
  } catch (error) {
    if (error instanceof Refusal) throw new SourceProblem('not_a_table', error.message);
    throw error;
  }
  if (isOurs) return { encoding: 'utf-8', delimiter: ',', newline: '\n' };
  const first = await decode(piecesOf([content.subarray(0, 131_072)]), encoding)
    [Symbol.asyncIterator]()
    .next();
  const start = first.done ? '' : first.value;
  const newline = findNewline(start);
  return { encoding, delimiter: findDelimiter(start, newline), newline };
}

async function* piecesOf(buffers: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* buffers;
}

/** The bytes of a sync, piece by piece: each in a transaction of its own, or all in this one. */
export async function* contentOf(ctx: Context, workspaceId: string, syncId: string, within?: Tx): AsyncGenerator<Buffer> {
  for (let position = 0; ; position += 1) {
    const read = (tx: Tx) => readPiece(tx, workspaceId, syncId, position);
    const piece = await (within ? read(within) : ctx.db.workspace(workspaceId, read));
    if (!piece) return;
    yield piece;
  }
}

/** The records of a sync some thousand at a time, the header first. */
export async function* recordsOf(content: AsyncIterable<Buffer>, shape: ContentShape): AsyncGenerator<readonly CsvRecord[]> {
  const reader = new RecordReader(shape);
  for await (const text of decode(content, shape.encoding)) yield reader.push(text);
  yield reader.end();
}

/** Tells whether a row is as it was: of the cells that the mapping takes, and of the mapping itself. */
export function hashRow(mappingVersion: number, cells: readonly string[], used: readonly number[]): string {
  let text = String(mappingVersion);
  for (const place of used) text += `\u001f${(cells[place] ?? '').trim()}`;
  return hash('sha256', text, 'base64url').slice(0, 22);
}
