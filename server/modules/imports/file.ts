import type { Context } from '../../context.ts';
import type { FileShape } from './analysis.ts';
import { decode } from './csv/encoding.ts';
import { type CsvRecord, RecordReader } from './csv/records.ts';
import { readPiece } from './store.ts';

/** The bytes of an uploaded file, piece by piece. */
export async function* pieces(ctx: Context, workspaceId: string, importId: string, fileId: string): AsyncGenerator<Buffer> {
  for (let position = 0; ; position += 1) {
    const piece = await ctx.db.workspace(workspaceId, (tx) => readPiece(tx, workspaceId, importId, fileId, position));
    if (!piece) return;
    yield piece;
  }
}

/** The rows of a file without its header, some thousand at a time, so that memory does not grow with the file. */
export async function* rowsOf(content: AsyncIterable<Buffer>, shape: FileShape): AsyncGenerator<readonly CsvRecord[]> {
  const reader = new RecordReader(shape);
  let header = shape.has_header;
  const body = (records: CsvRecord[]) => {
    if (!header || records.length === 0) return records;
    header = false;
    return records.slice(1);
  };
  for await (const text of decode(content, shape.encoding)) yield body(reader.push(text));
  yield body(reader.end());
}
