import { setImmediate as breathe } from 'node:timers/promises';
import type { Said } from '@tidings/core/contacts/source-step';
import type { Context } from '../../context.ts';
import { bulkTransaction } from '../../db/bulk.ts';
import type { Tx } from '../../db/database.ts';
import type { ContentShape } from '../../db/tables/sources.ts';
import type { CsvRecord } from '../imports/csv/records.ts';
import type { Change } from './changes-store.ts';
import { contentOf, recordsOf } from './content.ts';
import { type Orphans, orphansOf } from './match.ts';
import { copySheetRows, createSheetRows, listChangedPlaces, listOrphans, listUnsaidPlaces } from './rows-store.ts';
import type { RunFacts } from './run-facts.ts';
import { saidOf } from './said.ts';
import { hashOf, readSheetRow, type SheetRow, saysYes } from './source-row.ts';

/** A run of one worker. */
export interface Run {
  readonly ctx: Context;
  readonly facts: RunFacts;
  readonly shape: ContentShape;
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly chunkRows: number;
}

export interface Scanned {
  readonly rows: number;
  readonly yes: number;
  readonly orphans: Orphans;
  /** Places of the rows that are not as they were, counted from 0 below the header. */
  readonly changed: ReadonlySet<number>;
  /** Places of those that are, and of which it is not known what they say. */
  readonly unsaid: ReadonlySet<number>;
  /** Filled cells of each column that is used, by its name. */
  readonly filled: Readonly<Record<string, number>>;
}

/**
 * Reads all rows once without changing anything: how many there are, which of them are not as they were taken over, and which of those taken over
 * are not there any more. The sheet's hashes go into a temporary table, and PostgreSQL compares them with those of before as two sets.
 */
export async function scan(run: Run): Promise<Scanned> {
  const { ctx, facts } = run;
  const owner = { workspaceId: facts.source.workspace_id, sourceId: facts.source.id };
  return bulkTransaction(ctx.db, owner.workspaceId, async (bulk) => {
    let rows = 0;
    let yes = 0;
    const filled: Record<string, number> = Object.fromEntries([...facts.names.values()].map((name) => [name, 0]));
    await createSheetRows(bulk.tx);
    // Read within, so that a sync never holds one connection while it waits for another.
    for await (const records of chunksOf(run, bulk.tx)) {
      let lines = '';
      for (const [at, record] of records.entries()) {
        lines += `${rows + at}\t${record.line}\t${hashOf(facts, record)}\n`;
        for (const [place, name] of facts.names)
          if ((record.cells[place] ?? '').trim() !== '') filled[name] = (filled[name] ?? 0) + 1;
        if (saysYes(facts, record)) yes += 1;
      }
      await copySheetRows(bulk, lines);
      rows += records.length;
    }
    // A whole sync reads every row, those excepted that it did before it was cut.
    const doneBy = facts.sync.whole ? facts.sync.id : null;
    const changed = new Set(await listChangedPlaces(bulk.tx, owner, doneBy));
    const unsaid = new Set(facts.plan.existing === 'update' ? await listUnsaidPlaces(bulk.tx, owner) : []);
    return { rows, yes, changed, unsaid, filled, orphans: orphansOf(await listOrphans(bulk.tx, owner)) };
  });
}

/** A row that is there and cannot be read: whoever it is about is not gone. */
export interface Unreadable {
  readonly change: Change;
  readonly line: number;
  /** What may be the name in it, as names are compared. */
  readonly names: ReadonlySet<string>;
}

/** The rows that are not as they were, read, some thousand at a time. Those that cannot be read are told of. */
export async function* changedRows(
  run: Run,
  { changed }: Scanned,
  unreadable: Unreadable[],
): AsyncGenerator<readonly SheetRow[]> {
  if (changed.size === 0) return;
  let place = 0;
  let rows: SheetRow[] = [];
  const hashes = new Set<string>();
  for await (const records of chunksOf(run)) {
    for (const record of records) {
      place += 1;
      if (!changed.has(place - 1)) continue;
      const row = readSheetRow(run.facts, record);
      // The same row twice says nothing new.
      if (hashes.has(row.hash)) continue;
      hashes.add(row.hash);
      if (row.read.staged === null) unreadable.push(unreadableRow(row));
      else rows.push(row);
    }
    await breathe();
    if (rows.length < run.chunkRows / 2) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

/** The rows of which it is not known what they say, some thousand at a time. */
export async function* unsaidRows(run: Run, { unsaid }: Scanned): AsyncGenerator<{ hash: string; said: Said }[]> {
  if (unsaid.size === 0) return;
  let place = 0;
  for await (const records of chunksOf(run)) {
    const first = place;
    place += records.length;
    const rows = records.filter((_, at) => unsaid.has(first + at)).map((record) => readSheetRow(run.facts, record));
    await breathe();
    yield rows.flatMap(({ hash, read: { staged } }) => (staged ? [{ hash, said: saidOf(staged) }] : []));
  }
}

function unreadableRow({ read: { record, problems } }: SheetRow): Unreadable {
  const words = problems
    .filter((one) => one.severity === 'error')
    .map((one) => one.message)
    .join(' ');
  const cells = record.cells.map((cell) => cell.trim().replace(/\s+/g, ' ').toLowerCase());
  // Given and family name often stand side by side.
  const pairs = cells.flatMap((cell, at) => [`${cell} ${cells[at + 1] ?? ''}`.trim(), `${cells[at + 1] ?? ''} ${cell}`.trim()]);
  return {
    change: { kind: 'rejected', contactId: null, name: `Row ${record.line}`, line: record.line, details: { words } },
    line: record.line,
    names: new Set([...cells, ...pairs].filter((one) => one !== '')),
  };
}

/** The rows of the sheet below its header, some thousand at a time. */
async function* chunksOf({ ctx, facts, shape, signal, chunkRows }: Run, within?: Tx): AsyncGenerator<readonly CsvRecord[]> {
  let chunk: CsvRecord[] = [];
  let header = true;
  for await (const records of recordsOf(contentOf(ctx, facts.source.workspace_id, facts.sync.id, within), shape)) {
    for (const record of records) {
      if (header) {
        header = false;
        continue;
      }
      chunk.push(record);
      if (chunk.length < chunkRows) continue;
      signal.throwIfAborted();
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
