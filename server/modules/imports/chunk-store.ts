import { sql } from 'kysely';
import type { BulkTx } from '../../db/bulk.ts';
import { copyArray } from '../../db/bulk.ts';
import { announce } from '../../events/realtime.ts';
import { lookUp } from './known-store.ts';
import { type Matches, matchRows, saidByFile } from './match-rows.ts';
import type { MergePlan } from './merge-plan.ts';
import { type Merged, mergeRows } from './merge-store.ts';
import type { StagedRow } from './staged-row.ts';
import { addProgress, lockImport, type ProblemRow } from './store.ts';

/** Some thousand rows of the file, read and ready to be stored. */
export interface Chunk {
  /** imports.rows_read as it must stand before. */
  readonly from: number;
  readonly rows: number;
  readonly staged: readonly StagedRow[];
  readonly rejected: number;
}

/** Makes the lines for import_problems of a chunk, given whom its rows are about. */
export type DescribeProblems = (matches: Matches) => { problems: readonly ProblemRow[]; warned: number };

/**
 * Stores a chunk: people, addresses, consents, lists, tags, problems, counts and the mark where to go on, all or nothing. Returns false
 * and does nothing when the import was cancelled or another worker is at it: the row lock is what makes two workers take turns.
 */
export async function storeChunk(
  bulk: BulkTx,
  plan: MergePlan,
  chunk: Chunk,
  describe: DescribeProblems,
  leaseSeconds: number,
): Promise<boolean> {
  const { tx } = bulk;
  const { workspaceId, importId } = plan;
  const row = await lockImport(tx, workspaceId, importId);
  if (row?.state !== 'running' || row.rows_read !== chunk.from) return false;
  const known = await lookUp(tx, workspaceId, chunk.staged);
  const matches = matchRows(chunk.staged, known, { existing: plan.existing, match_by: plan.matchBy, importId });
  const merged = matches.rows.length > 0 ? await mergeRows(bulk, plan, matches.rows) : { updated: 0, consents: 0 };
  const { problems, warned } = describe(matches);
  await storeProblems(bulk, plan, problems);
  const progress = { ...countsOf(plan, matches, merged), rows_read: chunk.rows, rejected: chunk.rejected, warned };
  await addProgress(tx, workspaceId, importId, progress, leaseSeconds);
  await announce(tx, workspaceId, { topic: 'imports', id: importId });
  return true;
}

function countsOf(plan: MergePlan, { rows, joined }: Matches, { updated, consents }: Merged) {
  let created = 0;
  let seenBefore = 0;
  let keptOptedOut = 0;
  let agreed = 0;
  let saidNo = 0;
  for (const row of rows) {
    if (row.known === null) created += 1;
    if (row.seenBefore) seenBefore += 1;
    if (row.keptOptedOut) keptOptedOut += 1;
    // Somebody of an earlier chunk was counted there, unless only this row tells.
    if (row.seenBefore && (plan.yesWaitsDays !== null || row.known?.sms_consent === row.consent)) continue;
    const said = saidByFile(row, plan.existing);
    if (said === 'yes') agreed += 1;
    else if (said === 'no') saidNo += 1;
  }
  const same = rows.length - created - seenBefore - updated;
  return {
    created,
    updated,
    unchanged: plan.existing === 'skip' ? 0 : same,
    skipped: plan.existing === 'skip' ? same : 0,
    duplicates: joined.size + seenBefore,
    kept_opted_out: keptOptedOut,
    consents,
    agreed,
    said_no: saidNo,
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
