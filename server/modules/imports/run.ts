import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import type { ImportMapping } from '@tidings/core/contract/imports';
import type { Context } from '../../context.ts';
import { bulkTransaction } from '../../db/bulk.ts';
import { announce } from '../../events/realtime.ts';
import { isDatabaseAway } from '../../lib/temporary.ts';
import { recordActivity } from '../audit/service.ts';
import { waitsForYes } from '../contacts/double-opt-in-store.ts';
import { recallErasedFirst } from '../contacts/erased.ts';
import type { FileShape } from './analysis.ts';
import { type Chunk, type DescribeProblems, storeChunk } from './chunk-store.ts';
import { ChunkTurn, NotOurs, SteppedBack } from './chunk-turn.ts';
import type { CsvRecord } from './csv/records.ts';
import { pieces, rowsOf } from './file.ts';
import { customFields, readableColumns } from './mapping.ts';
import type { MergePlan } from './merge-plan.ts';
import { flushSearchIndex } from './merge-store.ts';
import { mappingOf, shapeOf } from './present.ts';
import { makeRowReader, type ReadRow } from './read-row.ts';
import type { StagedRow } from './staged-row.ts';
import { changeImport, deletePieces, type ImportRow, lockImport, releaseLease, timeZoneOf } from './store.ts';

/** Rows per transaction: enough that its fixed cost does not matter, few enough that cancel and progress take well under a second. */
const usualChunk = 3_000;
/** How often a chunk is begun before the import gives up. */
const mostAttempts = 10;
/** Chunks that are stored side by side: one more than there would be without, each with a connection of its own. */
const atOnce = 2;
const leaseSeconds = 15;
/** Rows imported in part are all counted; so many are kept for the download. */
const mostWarnings = 10_000;

interface Job {
  readonly workspaceId: string;
  readonly importId: string;
}

/** What a run works by. */
interface Run {
  readonly ctx: Context;
  readonly row: ImportRow;
  readonly shape: FileShape;
  readonly mapping: ImportMapping;
  readonly plan: MergePlan;
  readonly read: (record: CsvRecord) => ReadRow;
  /** How many rows imported in part were kept for the download so far. */
  warned: number;
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
    const { columns, fields } = readableColumns(mapping, await customFields(tx, workspaceId));
    const read = makeRowReader({
      mapping,
      columns,
      fields,
      columnCount: shape.columns.length,
      today: dayIn(zone, ctx.clock.now()),
    });
    return {
      ctx,
      row,
      shape,
      mapping,
      plan: planOf(row, mapping, await waitsForYes(tx, workspaceId, 'import')),
      read,
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
    tagIds: mapping.tag_ids,
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
    full.store(storing.at(-1));
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

/** What somebody should know of whom a row was taken for. */
export const matchWords = {
  sharesWith: (name: string) => `Shares a number with ${name}. Each is kept as a person of their own.`,
  shared: 'The number belongs to several people here. The one of the same name was taken, or else the one who was here first.',
  kept: 'The file says yes, but this person said no here before. They stay opted out until they opt in themselves.',
} as const;

class ChunkBuilder {
  readonly from: number;
  rows = 0;
  readonly #run: Run;
  readonly #staged: StagedRow[] = [];
  readonly #problems = new Map<number, { row: ReadRow; reasons: string[] }>();
  readonly #records = new Map<number, CsvRecord>();
  #rejected = 0;
  #turn: ChunkTurn | null = null;
  /** Whether the chunk was stored, once that is known; false when the import is not ours any more. */
  stored: Promise<boolean> = Promise.resolve(true);

  constructor(run: Run, from: number) {
    this.#run = run;
    this.from = from;
  }

  add(record: CsvRecord): void {
    this.rows += 1;
    const row = this.#run.read(record);
    if (row.problems.length > 0) this.#problems.set(record.line, { row, reasons: reasonsOf(row, this.#run.shape) });
    if (!row.staged) {
      this.#rejected += 1;
      return;
    }
    this.#records.set(record.line, record);
    this.#staged.push(row.staged);
  }

  /** Begins to store the chunk, side by side with the one before where that is still being stored. */
  store(before: ChunkBuilder | undefined): void {
    this.#turn = new ChunkTurn(this.#staged);
    this.stored = this.#store(this.#turn, before === undefined ? null : before.#turn);
    // It is awaited with a later chunk; until then a failure must not count as unhandled.
    this.stored.catch(() => undefined);
  }

  async #store(turn: ChunkTurn, before: ChunkTurn | null): Promise<boolean> {
    try {
      await this.#tryToStore(turn, before);
      turn.end();
      this.#run.warned += this.#problems.size;
      return true;
    } catch (error) {
      turn.end(error);
      if (error instanceof NotOurs) return false;
      throw error;
    }
  }

  async #tryToStore(turn: ChunkTurn, before: ChunkTurn | null): Promise<void> {
    const { ctx, plan } = this.#run;
    const chunk: Chunk = { from: this.from, rows: this.rows, staged: this.#staged, rejected: this.#rejected };
    const common = { plan, describe: this.#describe, leaseSeconds, turn };
    await recallErasedFirst(
      ctx,
      plan.workspaceId,
      this.#staged.flatMap((row) => [...row.phones, ...row.emails]),
    );
    let ahead = before;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await bulkTransaction(ctx.db, plan.workspaceId, (bulk) => storeChunk(bulk, chunk, { ...common, ahead }));
      } catch (error) {
        if (error instanceof SteppedBack) {
          await before?.ended();
          ahead = null;
          continue;
        }
        if (!isWorthAnother(error) || attempt >= mostAttempts) throw error;
        await pause(100 * attempt);
      }
    }
  }

  readonly #describe: DescribeProblems = (matches) => {
    const reasons = new Map([...this.#problems].map(([line, one]) => [line, [...one.reasons]]));
    const note = (line: number, words: string) => reasons.set(line, [...(reasons.get(line) ?? []), words]);
    for (const { row, sharedPhone, sharesWith, keptOptedOut } of matches.rows) {
      if (sharesWith !== null) note(row.line, matchWords.sharesWith(sharesWith));
      if (sharedPhone) note(row.line, matchWords.shared);
      if (keptOptedOut) note(row.line, matchWords.kept);
    }
    const rejected = (line: number) => this.#problems.get(line)?.row.staged === null;
    const warned = [...reasons.keys()].filter((line) => !rejected(line)).length;
    let room = mostWarnings - this.#run.warned;
    const problems = [...reasons].flatMap(([line, words]) => {
      const isRejected = rejected(line);
      if (!isRejected) room -= 1;
      if (!isRejected && room < 0) return [];
      const cells = (this.#problems.get(line)?.row.record ?? this.#records.get(line))?.cells ?? [];
      return [{ line, rejected: isRejected, cells, reasons: words }];
    });
    return { problems, warned };
  };
}

/**
 * Somebody added the same person at this moment (23505): the next look finds them. Or changes the same people, again and again (40P01). Or a
 * lock did not come (55P03), perhaps for the next chunk, which steps back when this one begins again.
 */
function isWorthAnother(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['23505', '40P01', '55P03'].includes(String(error.code));
}

/** The problems of a row in words that name the column. A rejected row tells its errors first. */
function reasonsOf(row: ReadRow, shape: FileShape): string[] {
  const errorsFirst = [...row.problems].sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
  return errorsFirst.map(({ column, message }) => {
    const name = column === null ? undefined : shape.columns[column]?.name;
    return name === undefined ? message : `${name}: ${message}`;
  });
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
