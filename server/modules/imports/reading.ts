import type { Context } from '../../context.ts';
import { newId } from '../../lib/clock.ts';
import { type Analysis, analyse } from './analysis.ts';
import type { Encoding } from './csv/encoding.ts';
import type { Delimiter } from './csv/shape.ts';
import { convertWorkbook } from './excel/convert.ts';
import { accessPieces } from './excel/piece-access.ts';
import { pieces } from './file.ts';
import { customFields } from './mapping.ts';
import { deletePieces, insertPiece, readPiece, timeZoneOf } from './store.ts';
import { pieceSize } from './upload.ts';

interface Owner {
  readonly workspaceId: string;
  readonly importId: string;
}

interface Wish {
  readonly encoding: Encoding;
  readonly delimiter?: Delimiter;
  readonly hasHeader?: boolean;
}

/** A workbook as it was uploaded. */
interface StoredWorkbook {
  readonly workbookId: string;
  readonly size: number;
  readonly sheet?: string;
  readonly hasHeader?: boolean;
}

/** Finds out the shape of a text file. */
export async function readText(ctx: Context, { workspaceId, importId }: Owner, fileId: string, wish: Wish): Promise<Analysis> {
  return analyse(pieces(ctx, workspaceId, importId, fileId), { ...wish, ...(await placeAndFields(ctx, workspaceId)) });
}

/**
 * Reads a sheet of a workbook as CSV, into pieces of their own, and finds out its shape. Returns the id of those pieces; leaves none behind when it
 * fails.
 */
export async function readWorkbook(
  ctx: Context,
  { workspaceId, importId }: Owner,
  { workbookId, size, sheet, hasHeader }: StoredWorkbook,
): Promise<{ analysis: Analysis; fileId: string }> {
  const fileId = newId();
  const { country, zone, fields } = await placeAndFields(ctx, workspaceId);
  const load = (position: number) =>
    ctx.db.workspace(workspaceId, (tx) => readPiece(tx, workspaceId, importId, workbookId, position));
  try {
    const found = await convertWorkbook(accessPieces(load, { size, pieceSize }), {
      sheet,
      header: { defaultCountry: country, customFields: fields },
      maxBytes: ctx.config.importMegabytes * 1024 * 1024,
      store: (content, position) =>
        ctx.db.workspace(workspaceId, (tx) => insertPiece(tx, { workspaceId, importId, fileId, position, content })),
    });
    const { shape, rows } = await analyse(pieces(ctx, workspaceId, importId, fileId), {
      encoding: 'utf-8',
      delimiter: ',',
      ...(hasHeader === undefined ? {} : { hasHeader }),
      country,
      zone,
      fields,
    });
    const read = { ...shape, sheet: found.sheet, sheets: found.sheets, notices: [...shape.notices, ...found.notices] };
    return { analysis: { shape: read, rows }, fileId };
  } catch (error) {
    await ctx.db.workspace(workspaceId, (tx) => deletePieces(tx, workspaceId, importId, { only: [fileId] }));
    throw error;
  }
}

/** What guessing the columns of a file needs to know of the workspace. */
async function placeAndFields(ctx: Context, workspaceId: string) {
  return ctx.db.workspace(workspaceId, async (tx) => {
    const { country, time_zone: zone } = await timeZoneOf(tx, workspaceId);
    return { country, zone, fields: await customFields(tx, workspaceId) };
  });
}
