import { sql } from 'kysely';
import type { BulkTx } from '../../db/bulk.ts';
import { copyArray } from '../../db/bulk.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import { keepMergesOut } from '../contacts/merged-store.ts';
import { type ChunkTurn, NotOurs, partRows } from './chunk-turn.ts';
import { joinByKey, type Known, lookUp } from './known-store.ts';
import { type Matches, matchRows, saidByFile } from './match-rows.ts';
import type { MergePlan } from './merge-plan.ts';
import { finishRows, type Merged, mergeRows } from './merge-store.ts';
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

/** What a chunk is stored by. */
export interface Storing {
  readonly plan: MergePlan;
  readonly describe: DescribeProblems;
  readonly leaseSeconds: number;
  readonly turn: ChunkTurn;
  /** The chunks before that are still being stored. */
  readonly ahead: readonly ChunkTurn[];
}

/**
 * Stores a chunk: people, addresses, consents, lists, tags, problems, counts and the mark where to go on, all or nothing. Throws NotOurs when
 * the import was cancelled or another worker is at it: the row lock is what makes two workers take turns.
 */
export async function storeChunk(
  bulk: BulkTx,
  chunk: Chunk,
  { plan, describe, leaseSeconds, turn, ahead }: Storing,
): Promise<void> {
  const { tx } = bulk;
  const { workspaceId, importId } = plan;
  // The chunk after this one waits for it here, not in the database, which therefore cannot see when the two wait for one another.
  if (turn.begin()) await sql`set local lock_timeout = '5s'`.execute(tx);
  // What a power failure takes away goes with its mark, and is imported again.
  await sql`set local synchronous_commit = off`.execute(tx);
  await joinByKey(tx);
  await keepMergesOut(tx, workspaceId);
  if (ahead.length === 0) await claim(tx, plan, chunk);
  const known = await lookUp(tx, plan, chunk.staged);
  turn.found(known);
  const { free, bound } = await partRows(ahead, chunk.staged, known);
  const first = await storeRows(bulk, plan, free, known);
  if (ahead.length > 0) {
    await Promise.all(ahead.map((one) => one.over()));
    await claim(tx, plan, chunk);
  }
  await first.tag();
  const second = bound.length > 0 ? await storeRows(bulk, plan, bound, await lookUp(tx, plan, bound)) : undefined;
  await second?.tag();
  const both = [first, ...(second ? [second] : [])];
  const matches: Matches = {
    rows: both.flatMap((one) => one.matches.rows),
    joined: new Map(both.flatMap((one) => [...one.matches.joined])),
  };
  const merged: Merged = {
    updated: both.reduce((sum, one) => sum + one.merged.updated, 0),
    consents: both.reduce((sum, one) => sum + one.merged.consents, 0),
  };
  const { problems, warned } = describe(matches);
  await storeProblems(bulk, plan, problems);
  const progress = { ...countsOf(plan, matches, merged), rows_read: chunk.rows, rejected: chunk.rejected, warned };
  await addProgress(tx, workspaceId, importId, progress, leaseSeconds);
  await announce(tx, workspaceId, { topic: 'imports', id: importId });
}

async function claim(tx: Tx, { workspaceId, importId }: MergePlan, chunk: Chunk): Promise<void> {
  const row = await lockImport(tx, workspaceId, importId);
  if (row?.state !== 'running' || row.rows_read !== chunk.from) throw new NotOurs();
}

/** Stores rows but for the tags that they name, which come later: two chunks that make the same tag would wait for one another. */
async function storeRows(bulk: BulkTx, plan: MergePlan, rows: readonly StagedRow[], known: Known) {
  const matches = matchRows(rows, known, { existing: plan.existing, match_by: plan.matchBy });
  const some = matches.rows.length > 0;
  const merged = some ? await mergeRows(bulk, plan, matches.rows) : { updated: 0, consents: 0 };
  const tag = async () => {
    if (some) await finishRows(bulk.tx, plan);
  };
  return { matches, merged, tag };
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
