import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { bulkTransaction } from '../../db/bulk.ts';
import { recallErasedFirst } from '../contacts/erased.ts';
import type { FileShape } from './analysis.ts';
import { type Chunk, type DescribeProblems, storeChunk } from './chunk-store.ts';
import { ChunkTurn, NotOurs, SteppedBack } from './chunk-turn.ts';
import type { CsvRecord } from './csv/records.ts';
import type { MergePlan } from './merge-plan.ts';
import type { ReadRow } from './read-row.ts';
import type { StagedRow } from './staged-row.ts';

/** How often a chunk is begun before the import gives up. */
const mostAttempts = 10;
/** Rows imported in part are all counted; so many are kept for the download. */
const mostWarnings = 10_000;

/** What the chunks of a run have in common. */
export interface ChunkRun {
  readonly ctx: Context;
  readonly shape: FileShape;
  readonly plan: MergePlan;
  readonly read: (record: CsvRecord) => ReadRow;
  /** How long a worker is believed to be at it after it last stored a chunk, in seconds. */
  readonly leaseSeconds: number;
  /** How many rows imported in part were kept for the download so far. */
  warned: number;
}

/** What somebody should know of whom a row was taken for. */
export const matchWords = {
  sharesWith: (name: string) => `Shares a number with ${name}. Each is kept as a person of their own.`,
  shared: 'The number belongs to several people here. The one of the same name was taken, or else the one who was here first.',
  repeats: (line: number) => `The same person as in line ${line}. What the row adds was taken.`,
  repeatsEarlier: 'The same person as in an earlier row. What the row adds was taken.',
  kept: 'The file says yes, but this person said no here before, or somebody with the same number did. They stay opted out until they opt in themselves.',
  erased: 'The owner of this number asked to be deleted here. It stays opted out until they opt in themselves.',
} as const;

/** Some thousand rows that are read, and then stored as one. */
export class ChunkBuilder {
  readonly from: number;
  rows = 0;
  readonly #run: ChunkRun;
  readonly #staged: StagedRow[] = [];
  readonly #problems = new Map<number, { row: ReadRow; reasons: string[] }>();
  readonly #records = new Map<number, CsvRecord>();
  #rejected = 0;
  /** Rows imported in part or repeated that were kept for the download. */
  #told = 0;
  #turn: ChunkTurn | null = null;
  /** Whether the chunk was stored, once that is known; false when the import is not ours any more. */
  stored: Promise<boolean> = Promise.resolve(true);

  constructor(run: ChunkRun, from: number) {
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

  /** Begins to store the chunk, side by side with those before that are still being stored. */
  store(before: readonly ChunkBuilder[]): void {
    this.#turn = new ChunkTurn(this.#staged);
    const turn = this.#turn;
    const ahead = before.flatMap((one) => one.#turn ?? []);
    // Places are given in the order of the chunks: one that waits holds its connection only while those before it have theirs.
    this.stored = this.#run.ctx.db.waitingWork.take(() => this.#store(turn, ahead));
    // It is awaited with a later chunk; until then a failure must not count as unhandled.
    this.stored.catch(() => undefined);
  }

  async #store(turn: ChunkTurn, before: readonly ChunkTurn[]): Promise<boolean> {
    try {
      await this.#tryToStore(turn, before);
      turn.end();
      this.#run.warned += this.#told;
      return true;
    } catch (error) {
      turn.end(error);
      if (error instanceof NotOurs) return false;
      throw error;
    }
  }

  async #tryToStore(turn: ChunkTurn, before: readonly ChunkTurn[]): Promise<void> {
    const { ctx, plan, leaseSeconds } = this.#run;
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
          await Promise.all(before.map((one) => one.ended()));
          ahead = [];
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
    for (const { row, sharedPhone, sharesWith, keptOptedOut, erased } of matches.rows) {
      if (sharesWith !== null) note(row.line, matchWords.sharesWith(sharesWith));
      if (sharedPhone) note(row.line, matchWords.shared);
      if (erased) note(row.line, matchWords.erased);
      else if (keptOptedOut) note(row.line, matchWords.kept);
    }
    const rejected = (line: number) => this.#problems.get(line)?.row.staged === null;
    const warned = [...reasons.keys()].filter((line) => !rejected(line)).length;
    // Told in the file of rows to look at, but not counted among them: repeating a person is no fault.
    for (const [line, earlier] of matches.joined) note(line, matchWords.repeats(earlier));
    for (const { row, seenBefore } of matches.rows) if (seenBefore) note(row.line, matchWords.repeatsEarlier);
    let room = mostWarnings - this.#run.warned;
    const problems = [...reasons].flatMap(([line, words]) => {
      const isRejected = rejected(line);
      if (!isRejected) room -= 1;
      if (!isRejected && room < 0) return [];
      const cells = (this.#problems.get(line)?.row.record ?? this.#records.get(line))?.cells ?? [];
      return [{ line, rejected: isRejected, cells, reasons: words }];
    });
    this.#told = problems.filter((one) => !one.rejected).length;
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
