import { setImmediate as breathe } from 'node:timers/promises';
import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { Context } from '../../context.ts';
import { announce } from '../../events/realtime.ts';
import { isDatabaseAway } from '../../lib/temporary.ts';
import { recordActivity } from '../audit/service.ts';
import { waitsForYes } from '../contacts/double-opt-in-store.ts';
import { ChunkBuilder, type ChunkRun } from './chunk-builder.ts';
import { pieces, rowsOf } from './file.ts';
import { customFields, hasEntryColumns, readableColumns } from './mapping.ts';
import type { MergePlan } from './merge-plan.ts';
import { flushSearchIndex } from './merge-store.ts';
import { mappingOf, shapeOf } from './present.ts';
import { makeRowReader } from './read-row.ts';
import { changeImport, deletePieces, type ImportRow, lockImport, releaseLease, timeZoneOf } from './store.ts';

/** Rows per transaction: enough that its fixed cost does not matter, few enough that cancel and progress take well under a second. */
const usualChunk = 2_000;
/** Chunks that are stored side by side, each with a connection of its own: two work while a third waits for what they do. */
const atOnce = 3;
const leaseSeconds = 15;

interface Job {
  readonly workspaceId: string;
  readonly importId: string;
}

/** What a run works by. */
interface Run extends ChunkRun {
  readonly row: ImportRow;
  readonly mapping: ImportMapping;
}

/**
 * Runs an import from its mark to the end. While one chunk is being stored the next is read, and begun to be stored as well (see ChunkTurn). Ends early without harm when it is
 * cancelled or another worker has taken it over; when the signal comes the lease is given back for another worker to go on.
 */
export async function runImport(
  ctx: Context,
  job: Job,
  signal: AbortSignal,
  chunkRows = usualChunk,
  sideBySide = atOnce,
): Promise<void> {
  const run = await begin(ctx, job);
  if (!run) return;
  try {
    if (await storeAll(run, signal, chunkRows, sideBySide)) await complete(run);
  } catch (error) {
    if (signal.aborted || isDatabaseAway(error)) {
      await ctx.db.workspace(job.workspaceId, (tx) => releaseLease(tx, job.workspaceId, job.importId)).catch(() => undefined);
      throw error;
    }
    ctx.log.error({ import: job.importId, err: error }, 'an import failed');
    await fail(ctx, job);
  }
}

async function begin(ctx: Context, { workspaceId, importId }: Job): Promise<Run | undefined> {
  return ctx.db.workspace(workspaceId, async (tx) => {
    const row = await lockImport(tx, workspaceId, importId);
    if (!row || (row.state !== 'queued' && row.state !== 'running')) return undefined;
    const shape = shapeOf(row);
    const mapping = mappingOf(row);
    if (!shape || !mapping || row.file_id === null) return undefined;
    const leased = new Date(ctx.clock.now().getTime() + leaseSeconds * 1000);
    await changeImport(tx, workspaceId, importId, ['queued', 'running'], { state: 'running', leased_until: leased });
    await announce(tx, workspaceId, { topic: 'imports', id: importId });
    const zone = (await timeZoneOf(tx, workspaceId)).time_zone;
    const { columns, fields } = readableColumns(mapping, await customFields(tx, workspaceId, mapping.list_ids));
    const read = makeRowReader({
      mapping,
      columns,
      fields,
      columnCount: shape.columns.length,
      columnNames: shape.has_header ? shape.columns.map((column) => column.name) : [],
      today: dayIn(zone, ctx.clock.now()),
      zone,
    });
    return {
      ctx,
      row,
      shape,
      mapping,
      plan: planOf(row, mapping, await waitsForYes(tx, workspaceId, 'import')),
      read,
      leaseSeconds,
      warned: row.warned,
    };
  });
}

export function dayIn(zone: string, at: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at);
}

/** What the merge of an import's rows works by. */
export function planOf(row: ImportRow, mapping: ImportMapping, yesWaitsDays: number | null): MergePlan {
  return {
    workspaceId: row.workspace_id,
    importId: row.id,
    fileName: row.file_name,
    actorName: row.created_by.name,
    existing: mapping.existing,
    matchBy: mapping.match_by,
    wording: mapping.consent.kind === 'statement' ? mapping.consent.wording : null,
    purpose: mapping.consent_purpose,
    yesWaitsDays,
    listIds: mapping.list_ids,
    entryColumns: hasEntryColumns(mapping),
    tagIds: mapping.tag_ids,
    undoable: true,
    tagColumn: mapping.columns.some(({ target }) => target === 'tags'),
  };
}

/** Returns false when the import is not ours any more. */
async function storeAll(run: Run, signal: AbortSignal, chunkRows: number, sideBySide: number): Promise<boolean> {
  const { ctx, row, shape } = run;
  let skip = row.rows_read;
  let chunk = new ChunkBuilder(run, row.rows_read);
  const storing: ChunkBuilder[] = [];
  const store = async (): Promise<boolean> => {
    if (storing.length >= sideBySide && !(await storing.shift()?.stored)) return false;
    signal.throwIfAborted();
    const full = chunk;
    chunk = new ChunkBuilder(run, full.from + full.rows);
    full.store([...storing]);
    storing.push(full);
    return true;
  };
  const content = pieces(ctx, row.workspace_id, row.id, row.file_id ?? '');
  try {
    for await (const records of rowsOf(content, shape)) {
      for (const record of records) {
        if (skip > 0) {
          skip -= 1;
          continue;
        }
        chunk.add(record);
        if (chunk.rows >= chunkRows && !(await store())) return false;
        // Reading must not keep the database waiting for the next statement of the chunks that are being stored.
        if (chunk.rows % 250 === 0) await breathe();
      }
    }
    if (chunk.rows > 0 && !(await store())) return false;
    for (const one of storing) if (!(await one.stored)) return false;
    return true;
  } finally {
    await Promise.allSettled(storing.map((one) => one.stored));
  }
}

async function complete({ ctx, plan }: Run): Promise<void> {
  const { workspaceId, importId } = plan;
  await ctx.db.workspace(workspaceId, async (tx) => {
    const change = { state: 'completed', finished_at: ctx.clock.now(), leased_until: null } as const;
    const row = await changeImport(tx, workspaceId, importId, ['running'], change);
    if (!row) return;
    await deletePieces(tx, workspaceId, importId);
    const { id, name, kind } = row.created_by;
    await recordActivity(
      tx,
      { kind, id, name, workspaceId },
      {
        action: 'contacts_imported',
        objectKind: 'import',
        objectId: importId,
        objectLabel: row.file_name,
        details: { count: row.created + row.updated, created: row.created, updated: row.updated, rejected: row.rejected },
      },
    );
    for (const topic of ['imports', 'contacts', 'lists'] as const) {
      await announce(tx, workspaceId, topic === 'imports' ? { topic, id: importId } : { topic });
    }
  });
  await ctx.db.workspace(workspaceId, flushSearchIndex);
}

async function fail(ctx: Context, { workspaceId, importId }: Job): Promise<void> {
  await ctx.db.workspace(workspaceId, async (tx) => {
    const problem =
      'The import stopped because of an error on our side. People imported so far are there. Import the file again: nobody is added twice.';
    const change = { state: 'failed', problem, finished_at: ctx.clock.now(), leased_until: null } as const;
    if (!(await changeImport(tx, workspaceId, importId, ['queued', 'running'], change))) return;
    await deletePieces(tx, workspaceId, importId);
    await announce(tx, workspaceId, { topic: 'imports', id: importId });
  });
}
