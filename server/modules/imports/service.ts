import type { Readable } from 'node:stream';
import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, toPage } from '../../db/page.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { newId } from '../../lib/clock.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { createField } from '../contacts/fields.ts';
import type { Analysis } from './analysis.ts';
import type { Encoding } from './csv/encoding.ts';
import type { Delimiter } from './csv/shape.ts';
import { importJob } from './jobs.ts';
import { refuseBadMapping } from './mapping.ts';
import { recallFor, rememberMapping } from './mappings-store.ts';
import { mappingOf, shapeOf } from './present.ts';
import { readText, readWorkbook } from './reading.ts';
import {
  changeImport,
  deletePieces,
  findImport,
  type ImportRow,
  insertImport,
  insertPiece,
  listImports,
  markStarted,
} from './store.ts';
import { undoDays } from './undo-refusal.ts';
import { receive, tooLargeWords } from './upload.ts';

const editable = ['new', 'ready'] as const;

/** How long a started import may wait for a worker before another look is taken at it. */
export const leaseSeconds = 15;

export async function createImport(ctx: Context, actor: WorkspaceActor, fileName: string): Promise<ImportRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const createdBy = { kind: actor.kind, id: actor.id, name: actor.name };
    const row = await insertImport(tx, { workspaceId: actor.workspaceId, fileName, createdBy });
    await announce(tx, actor.workspaceId, { topic: 'imports', id: row.id });
    return row;
  });
}

export async function getImport(ctx: Context, actor: WorkspaceActor, id: string): Promise<ImportRow> {
  return ctx.db.workspace(actor.workspaceId, (tx) => accessImport(tx, actor.workspaceId, id));
}

async function accessImport(tx: Tx, workspaceId: string, id: string): Promise<ImportRow> {
  const row = await findImport(tx, workspaceId, id);
  if (!row) throw notFound('import');
  return row;
}

export async function pageOfImports(ctx: Context, actor: WorkspaceActor, query: { limit: number; cursor?: string | undefined }) {
  const [after] = decodeCursor(query.cursor, 1) ?? [];
  const rows = await ctx.db.workspace(actor.workspaceId, (tx) =>
    listImports(tx, actor.workspaceId, { after: after === undefined ? undefined : String(after), limit: query.limit + 1 }),
  );
  return toPage(rows, query.limit, (row) => [row.id]);
}

/**
 * Stores an uploaded file and finds out its shape. Each piece is a transaction of its own, so that a slow upload holds nothing; only at
 * the end does the file take the place of an earlier one.
 */
export async function uploadFile(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  body: Readable,
  announcedSize: number | undefined,
): Promise<ImportRow> {
  const { workspaceId } = actor;
  refuseUnlessEditable(await getImport(ctx, actor, id));
  const maxWords = `${ctx.config.importMegabytes} MB`;
  const maxBytes = ctx.config.importMegabytes * 1024 * 1024;
  if (announcedSize !== undefined && announcedSize > maxBytes) throw new Refusal('too_large', tooLargeWords(maxWords));
  const uploadId = newId();
  const owner = { workspaceId, importId: id };
  let fileId = uploadId;
  try {
    const { size, encoding, workbook } = await receive(body, { maxBytes, maxWords, workbooks: true }, (content, position) =>
      ctx.db.workspace(workspaceId, (tx) => insertPiece(tx, { ...owner, fileId: uploadId, position, content })),
    );
    let analysis: Analysis;
    if (workbook) ({ analysis, fileId } = await readWorkbook(ctx, owner, { workbookId: uploadId, size }));
    else analysis = await readText(ctx, owner, uploadId, { encoding });
    const kept = { file_id: fileId, workbook_id: workbook ? uploadId : null, size };
    return await ctx.db.workspace(workspaceId, (tx) => keepAnalysis(tx, workspaceId, id, analysis, kept));
  } catch (error) {
    body.resume();
    await ctx.db.workspace(workspaceId, (tx) => deletePieces(tx, workspaceId, id, { only: [uploadId, fileId] }));
    throw error;
  }
}

function refuseUnlessEditable(row: ImportRow): void {
  if (!editable.some((state) => state === row.state)) throw alreadyStarted();
}

const alreadyStarted = () =>
  new Refusal('wrong_state', 'This import was started or given up already and cannot be changed. Begin a new one.');

async function keepAnalysis(
  tx: Tx,
  workspaceId: string,
  id: string,
  { shape, rows }: Analysis,
  more: { file_id?: string; workbook_id?: string | null; size?: number } = {},
): Promise<ImportRow> {
  // Columns may have moved: an earlier mapping would put values into wrong fields.
  const change = { ...more, state: 'ready', shape: JSON.stringify(shape), rows_total: rows, mapping: null } as const;
  const recalled = await recallFor(tx, workspaceId, shape);
  const row = await changeImport(tx, workspaceId, id, editable, {
    ...change,
    recalled: recalled === undefined ? null : JSON.stringify(recalled),
  });
  if (!row) throw alreadyStarted();
  // Of what was uploaded before nothing is left.
  await deletePieces(tx, workspaceId, id, { except: [row.file_id, row.workbook_id].flatMap((one) => one ?? []) });
  await announce(tx, workspaceId, { topic: 'imports', id });
  return row;
}

/** Reads the file anew as a person says. */
export async function setShape(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  wish: { encoding: Encoding; delimiter: Delimiter; has_header: boolean; sheet: string | null },
): Promise<ImportRow> {
  const { workspaceId } = actor;
  const row = await getImport(ctx, actor, id);
  refuseUnlessEditable(row);
  if (row.file_id === null) throw noFile();
  const { encoding, delimiter, has_header: hasHeader, sheet } = wish;
  const owner = { workspaceId, importId: id };
  if (row.workbook_id === null) {
    const analysis = await readText(ctx, owner, row.file_id, { encoding, delimiter, hasHeader });
    return ctx.db.workspace(workspaceId, (tx) => keepAnalysis(tx, workspaceId, id, analysis));
  }
  const { analysis, fileId } = await readWorkbook(ctx, owner, {
    workbookId: row.workbook_id,
    size: row.size,
    // In another sheet the header is looked for anew.
    ...(sheet === shapeOf(row)?.sheet ? { hasHeader } : {}),
    ...(sheet === null ? {} : { sheet }),
  });
  try {
    return await ctx.db.workspace(workspaceId, (tx) => keepAnalysis(tx, workspaceId, id, analysis, { file_id: fileId }));
  } catch (error) {
    await ctx.db.workspace(workspaceId, (tx) => deletePieces(tx, workspaceId, id, { only: [fileId] }));
    throw error;
  }
}

const noFile = () => new Refusal('wrong_state', 'Upload the file first.');

export async function setMapping(ctx: Context, actor: WorkspaceActor, id: string, mapping: ImportMapping): Promise<ImportRow> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const row = await accessImport(tx, workspaceId, id);
    refuseUnlessEditable(row);
    const shape = shapeOf(row);
    if (!shape) throw noFile();
    await refuseBadMapping(tx, workspaceId, shape, mapping);
    const changed = await changeImport(tx, workspaceId, id, editable, { mapping: JSON.stringify(mapping) });
    if (!changed) throw alreadyStarted();
    await announce(tx, workspaceId, { topic: 'imports', id });
    return changed;
  });
}

/** Makes the new fields and hands the import to the workers. Of two starts at once one is refused. */
export async function startImport(ctx: Context, actor: WorkspaceActor, id: string): Promise<ImportRow> {
  const { workspaceId } = actor;
  const row = await getImport(ctx, actor, id);
  if (row.state !== 'ready') throw row.state === 'new' ? noFile() : alreadyStarted();
  const mapping = mappingOf(row);
  const shape = shapeOf(row);
  if (!mapping || !shape) throw new Refusal('wrong_state', 'Choose first what each column becomes.');
  await ctx.db.workspace(workspaceId, (tx) => refuseBadMapping(tx, workspaceId, shape, mapping));
  const settled = await makeFields(ctx, actor, mapping);
  return ctx.db.workspace(workspaceId, async (tx) => {
    const leased = new Date(ctx.clock.now().getTime() + leaseSeconds * 1000);
    const started = await markStarted(tx, workspaceId, id, { mapping: JSON.stringify(settled), leasedUntil: leased, undoDays });
    if (!started) throw alreadyStarted();
    await rememberMapping(tx, workspaceId, shape, { mapping: settled, fileName: row.file_name, usedBy: actor.name });
    await ctx.jobs.enqueue(tx, importJob, { workspaceId, importId: id });
    await announce(tx, workspaceId, { topic: 'imports', id });
    return started;
  });
}

/** Pauses an import: the chunk under way ends first (under a second), and the file is kept. */
export async function pauseImport(ctx: Context, actor: WorkspaceActor, id: string): Promise<ImportRow> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    await accessImport(tx, workspaceId, id);
    const row = await changeImport(tx, workspaceId, id, ['queued', 'running'], { state: 'paused', leased_until: null });
    if (!row) throw new Refusal('wrong_state', 'Only an import that runs can be paused.');
    await announce(tx, workspaceId, { topic: 'imports', id });
    return row;
  });
}

/** Goes on with a paused import where it stopped. */
export async function resumeImport(ctx: Context, actor: WorkspaceActor, id: string): Promise<ImportRow> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    await accessImport(tx, workspaceId, id);
    const leased = new Date(ctx.clock.now().getTime() + leaseSeconds * 1000);
    const row = await changeImport(tx, workspaceId, id, ['paused'], { state: 'queued', leased_until: leased });
    if (!row) throw new Refusal('wrong_state', 'Only an import that is paused can be gone on with.');
    await ctx.jobs.enqueue(tx, importJob, { workspaceId, importId: id });
    await announce(tx, workspaceId, { topic: 'imports', id });
    return row;
  });
}

/** Makes the custom fields that a mapping wants. Returns the mapping with them. */
export async function makeFields(ctx: Context, actor: WorkspaceActor, mapping: ImportMapping): Promise<ImportMapping> {
  const columns: ImportMapping['columns'] = [];
  for (const one of mapping.columns) {
    if (one.target !== 'new_field' || !one.new_field) {
      columns.push(one);
      continue;
    }
    const { key } = await createField(ctx, actor, { ...one.new_field, choices: [] });
    columns.push({ column: one.column, target: `custom:${key}` });
  }
  return { ...mapping, columns };
}

/** Stops an import. The chunk under way ends first (under a second); people imported so far stay. */
export async function cancelImport(ctx: Context, actor: WorkspaceActor, id: string): Promise<ImportRow> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    await accessImport(tx, workspaceId, id);
    const change = { state: 'cancelled', finished_at: ctx.clock.now(), leased_until: null } as const;
    const row = await changeImport(tx, workspaceId, id, ['new', 'ready', 'queued', 'running', 'paused'], change);
    if (!row) throw new Refusal('wrong_state', 'This import has ended already.');
    await deletePieces(tx, workspaceId, id);
    await announce(tx, workspaceId, { topic: 'imports', id });
    return row;
  });
}
