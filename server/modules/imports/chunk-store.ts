import { sql } from 'kysely';
import type { BulkTx } from '../../db/bulk.ts';
import { copyArray } from '../../db/bulk.ts';
import { announce } from '../../events/realtime.ts';
import {
  createStaging,
  holdBackFurtherTurns,
  type MergeCounts,
  type MergeNotes,
  type MergePlan,
  matchRows,
  mergeRows,
} from './merge-store.ts';
import { type StagedRow, stagingColumns, stagingLines } from './staged-row.ts';
import { addProgress, lockImport, type ProblemRow } from './store.ts';

/** Some thousand rows of the file, read and ready to be stored. */
export interface Chunk {
  /** imports.rows_read as it must stand before. */
  readonly from: number;
  readonly rows: number;
  readonly staged: readonly StagedRow[];
  /** Rows joined to earlier ones of the same chunk. */
  readonly duplicates: number;
  readonly rejected: number;
}

/** Makes the lines for import_problems of a chunk, given what the merge found. */
export type DescribeProblems = (notes: MergeNotes) => { problems: readonly ProblemRow[]; warned: number };

/**
 * Stores a chunk: people, addresses, consents, lists, tags, problems, counts and the mark where to go on, all or nothing. Returns false
 * and does nothing when the import was cancelled or another worker is at it: the row lock is what makes two workers take turns.
 */
export async function storeChunk(
  { tx, copy }: BulkTx,
  plan: MergePlan,
  chunk: Chunk,
  describe: DescribeProblems,
  leaseSeconds: number,
): Promise<boolean> {
  const { workspaceId, importId } = plan;
  const row = await lockImport(tx, workspaceId, importId);
  if (row?.state !== 'running' || row.rows_read !== chunk.from) return false;
  const { counts, notes } = await mergeStaged({ tx, copy }, plan, chunk.staged);
  const { problems, warned } = describe(notes);
  await storeProblems({ tx, copy }, plan, problems);
  const progress = {
    ...counts,
    duplicates: counts.duplicates + chunk.duplicates,
    rows_read: chunk.rows,
    rejected: chunk.rejected,
    warned,
  };
  await addProgress(tx, workspaceId, importId, progress, leaseSeconds);
  await announce(tx, workspaceId, { topic: 'imports', id: importId });
  return true;
}

const nothing: MergeCounts = { created: 0, updated: 0, unchanged: 0, skipped: 0, duplicates: 0, kept_opted_out: 0, consents: 0 };

async function mergeStaged({ tx, copy }: BulkTx, plan: MergePlan, staged: readonly StagedRow[]) {
  let counts = nothing;
  let notes: MergeNotes = { sharedPhoneLines: [], keptOptedOutLines: [] };
  if (staged.length === 0) return { counts, notes };
  await createStaging(tx);
  await copy('import_rows', stagingColumns, stagingLines(staged));
  for (let waiting = 1; waiting > 0; ) {
    await matchRows(tx, plan);
    waiting = await holdBackFurtherTurns(tx);
    const merged = await mergeRows(tx, plan);
    counts = sum(counts, merged.counts);
    notes = {
      sharedPhoneLines: [...notes.sharedPhoneLines, ...merged.notes.sharedPhoneLines],
      keptOptedOutLines: [...notes.keptOptedOutLines, ...merged.notes.keptOptedOutLines],
    };
  }
  return { counts, notes };
}

function sum(a: MergeCounts, b: MergeCounts): MergeCounts {
  return {
    created: a.created + b.created,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    skipped: a.skipped + b.skipped,
    duplicates: a.duplicates + b.duplicates,
    kept_opted_out: a.kept_opted_out + b.kept_opted_out,
    consents: a.consents + b.consents,
  };
}

/** By way of a temporary table, because COPY into a table with row-level security is not allowed. */
async function storeProblems({ tx, copy }: BulkTx, plan: MergePlan, problems: readonly ProblemRow[]): Promise<void> {
  if (problems.length === 0) return;
  let lines = '';
  for (const one of problems) {
    const cells = one.cells.map((cell) => (cell.includes('\0') ? cell.replaceAll('\0', '') : cell));
    lines += `${one.line}\t${one.rejected ? 't' : 'f'}\t${copyArray(cells)}\t${copyArray(one.reasons)}\n`;
  }
  await sql`create temp table import_problem_rows (line int, rejected boolean, cells text[], reasons text[]) on commit drop`.execute(
    tx,
  );
  await copy('import_problem_rows', ['line', 'rejected', 'cells', 'reasons'], lines);
  await sql`
    insert into import_problems (workspace_id, import_id, line, rejected, cells, reasons)
    select ${plan.workspaceId}::uuid, ${plan.importId}::uuid, line, rejected, cells, reasons from import_problem_rows`.execute(
    tx,
  );
}
