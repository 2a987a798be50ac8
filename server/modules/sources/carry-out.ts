import { decideReview, emptiedColumns, isReplaced, type Review, type ReviewFacts } from '@tidings/core/contacts/source-review';
import type { Context } from '../../context.ts';
import { type BulkTx, bulkTransaction } from '../../db/bulk.ts';
import { announce } from '../../events/realtime.ts';
import { recallErased } from '../contacts/erased.ts';
import { keepMergesOut } from '../contacts/merged-store.ts';
import { type Applied, applyRows, tryRows } from './apply-rows.ts';
import {
  addCounts,
  type Change,
  type ChangeCounts,
  countChanges,
  deleteChanges,
  insertChanges,
  noChanges,
} from './changes-store.ts';
import { type Orphans, reallyGone } from './match.ts';
import { NotOurs } from './problem.ts';
import { countPeopleOfRows, deleteGoneRows, findGone, type Gone, takeOffList } from './rows-store.ts';
import { noteSaid } from './said-store.ts';
import { changedRows, type Run, type Scanned, type Unreadable, unsaidRows } from './scan.ts';
import type { SheetRow } from './source-row.ts';
import { changeSync, lockSync } from './syncs-store.ts';

/** Rows per transaction: the people of one are locked for well under a second. */
export const usualChunk = 2_000;
const leaseSeconds = 15;
/** All changes are counted; so many of each kind are kept to be looked at. */
const mostKept = 10_000;

/** Why a person must be asked before anything changes; null when nobody must. */
export function reviewOf(run: Run, scanned: Scanned): Review | null {
  return run.facts.sync.approved_by === null ? decideReview(reviewFacts(run, scanned)) : null;
}

const reviewFacts = ({ facts: { source } }: Run, { rows, yes, filled }: Scanned): ReviewFacts => ({
  active: source.state === 'active',
  rows,
  yes,
  lastRows: source.rows_total,
  lastYes: source.rows_yes,
  stopBelowPercent: source.stop_below_percent,
  filled,
  lastFilled: source.filled,
});

/**
 * What taking it over would change, where that leaves hardly anybody of before, for somebody to look at; null where enough stay. Whether a row
 * that changed is still about the same person is known only by doing it and undoing it, so that is tried only where nearly all of them changed.
 */
export async function replacedBy(run: Run, scanned: Scanned): Promise<Previewed | null> {
  const { ctx, facts } = run;
  const { workspace_id: workspaceId, id: sourceId, stop_below_percent: percent } = facts.source;
  if (facts.sync.approved_by !== null) return null;
  const touched = new Set(scanned.orphans.all.flatMap((one) => (one.elsewhere ? [] : (one.contact_id ?? [])))).size;
  if (touched === 0) return null;
  const people = await ctx.db.workspace(workspaceId, (tx) => countPeopleOfRows(tx, { workspaceId, sourceId }));
  if (!isReplaced(people, touched, percent) || (await mostNamesStay(run, scanned, people))) return null;
  const previewed = await preview(run, scanned);
  return isReplaced(people, previewed.counts.gone, percent) ? previewed : null;
}

/** Whether so many of the names whose rows changed stand in the changed rows again that it is the same sheet, filled in anew. */
async function mostNamesStay(run: Run, scanned: Scanned, people: number): Promise<boolean> {
  const { byName } = scanned.orphans;
  const there = new Set<string>();
  for await (const rows of changedRows(run, scanned, []))
    for (const { read } of rows) {
      const name = read.staged?.nameKey;
      if (name && byName.has(name)) there.add(name);
    }
  return !isReplaced(people, people - there.size, run.facts.source.stop_below_percent);
}

interface Previewed {
  readonly changes: Change[];
  readonly counts: ChangeCounts;
}

/**
 * Takes over what changed, portion by portion. Each portion is committed with its changes and counts, and its rows are remembered by it: cut
 * anywhere, the next run finds them done.
 */
export async function applyAll(run: Run, scanned: Scanned): Promise<void> {
  const { orphans } = scanned;
  const { ctx, facts } = run;
  const { workspace_id: workspaceId } = facts.source;
  const unreadable: Unreadable[] = [];
  const kept = { ...noChanges };
  for await (const rows of unsaidRows(run, scanned)) {
    if (rows.length > 0)
      await ctx.db.workspace(workspaceId, (tx) => noteSaid(tx, { workspaceId, sourceId: facts.source.id }, rows));
  }
  for await (const rows of changedRows(run, scanned, unreadable)) {
    await repeated(() =>
      bulkTransaction(ctx.db, workspaceId, async (bulk) => {
        await keepMergesOut(bulk.tx, workspaceId);
        await claimed(bulk, run);
        await recallErased(ctx, bulk.tx, workspaceId, addressesOf(rows));
        const { changes, counts } = await applyRows(bulk, facts, rows, orphans);
        await insertChanges(bulk.tx, workspaceId, facts.sync.id, firstOf(changes, kept));
        await countChanges(bulk.tx, workspaceId, facts.sync.id, counts, leaseSeconds);
        await announce(bulk.tx, workspaceId, { topic: 'sources', id: facts.source.id });
        return counts;
      }),
    ).then((counts) => Object.assign(kept, addCounts(kept, counts)));
    run.signal.throwIfAborted();
  }
  await settleGone(run, orphans, unreadable);
}

const addressesOf = (rows: readonly SheetRow[]): string[] =>
  rows.flatMap(({ read: { staged } }) => (staged ? [...staged.phones, ...staged.emails] : []));

async function settleGone(run: Run, orphans: Orphans, unreadable: readonly Unreadable[]): Promise<void> {
  const { ctx, facts } = run;
  const { workspace_id: workspaceId, list_id: listId, id: sourceId, on_removed: onRemoved } = facts.source;
  await bulkTransaction(ctx.db, workspaceId, async (bulk) => {
    await keepMergesOut(bulk.tx, workspaceId);
    await claimed(bulk, run);
    const ids = reallyGone(orphans, unreadable).map((one) => one.id);
    const gone = ids.length === 0 ? [] : await findGone(bulk, { workspaceId, sourceId, listId }, ids);
    if (ids.length > 0) await deleteGoneRows(bulk.tx, { workspaceId, listId });
    if (onRemoved === 'take_off')
      await takeOffList(
        bulk.tx,
        workspaceId,
        listId,
        gone.filter(isTakenOff).map((one) => one.contact_id),
      );
    const changes = [...gone.map((one) => goneChange(one, onRemoved)), ...unreadable.map((one) => one.change)];
    await insertChanges(bulk.tx, workspaceId, facts.sync.id, firstOf(changes, noChanges));
    const counts = { ...noChanges, gone: gone.length, rejected: unreadable.length };
    await countChanges(bulk.tx, workspaceId, facts.sync.id, counts, leaseSeconds);
  });
}

/** Nobody is taken off by a sheet that did not put them on, nor as long as another sheet of the list has them. */
const isTakenOff = (one: Gone): boolean => one.put_on && one.held_by === null;

function goneChange(one: Gone, onRemoved: 'leave' | 'take_off'): Change {
  return { kind: 'gone', contactId: one.contact_id, name: one.name, line: null, details: { words: goneWords(one, onRemoved) } };
}

function goneWords(one: Gone, onRemoved: 'leave' | 'take_off'): string {
  if (!one.listed) return 'Is not on the list any more';
  if (onRemoved === 'leave') return 'Stays on the list';
  if (one.held_by !== null) return `Stays on the list: ${one.held_by} has them, too`;
  return one.put_on ? 'Taken off the list' : 'Stays on the list: was there before this sheet';
}

/** Thrown to undo a portion that was only tried. */
class Undone extends Error {
  readonly applied: Applied;
  constructor(applied: Applied) {
    super();
    this.applied = applied;
  }
}

/**
 * Tells what taking it over would change: by doing it, portion by portion, and undoing each. So what is shown is what will happen. Somebody new
 * in two portions is told of once.
 */
export async function preview(run: Run, scanned: Scanned): Promise<Previewed> {
  const { ctx, facts } = run;
  const { orphans } = scanned;
  const { workspace_id: workspaceId, list_id: listId, id: sourceId, on_removed: onRemoved } = facts.source;
  const changes: Change[] = [];
  let counts: ChangeCounts = noChanges;
  const found = new Set<string>();
  const fresh = new Set<string>();
  const unreadable: Unreadable[] = [];
  for await (const read of changedRows(run, scanned, unreadable)) {
    const rows = read.filter((row) => isFirst(row, fresh));
    if (rows.length === 0) continue;
    const applied = await tried(ctx, workspaceId, async (bulk) => {
      await keepMergesOut(bulk.tx, workspaceId);
      await recallErased(ctx, bulk.tx, workspaceId, addressesOf(rows));
      return tryRows(bulk, facts, rows, orphans);
    });
    for (const id of applied.contactIds) found.add(id);
    changes.push(...firstOf(applied.changes, counts));
    counts = addCounts(counts, applied.counts);
    run.signal.throwIfAborted();
  }
  const gone = await bulkTransaction(ctx.db, workspaceId, (bulk) =>
    findGone(
      bulk,
      { workspaceId, sourceId, listId },
      reallyGone(orphans, unreadable).map((one) => one.id),
    ),
  );
  const really = gone.filter((one) => !found.has(one.contact_id)).map((one) => goneChange(one, onRemoved));
  changes.push(...firstOf([...really, ...unreadable.map((one) => one.change)], counts));
  // People who were found again are changed, not new: in a preview their ids are those of people who are here.
  return { changes, counts: { ...counts, gone: really.length, rejected: unreadable.length } };
}

async function tried(ctx: Context, workspaceId: string, work: (bulk: BulkTx) => Promise<Applied>): Promise<Applied> {
  try {
    return await repeated(() =>
      bulkTransaction<Applied>(ctx.db, workspaceId, async (bulk) => {
        throw new Undone(await work(bulk));
      }),
    );
  } catch (error) {
    if (error instanceof Undone) return error.applied;
    throw error;
  }
}

function isFirst({ read: { staged } }: SheetRow, fresh: Set<string>): boolean {
  if (staged === null) return true;
  const key = [staged.externalId, staged.phones[0], staged.emails[0], staged.nameKey].join('\u001f');
  if (fresh.has(key)) return false;
  fresh.add(key);
  return true;
}

/** Writes a preview down for whoever decides. */
export async function keepPreview(run: Run, scanned: Scanned, review: Review, { changes, counts }: Previewed): Promise<void> {
  const { ctx, facts } = run;
  const { workspace_id: workspaceId, id: sourceId } = facts.source;
  await bulkTransaction(ctx.db, workspaceId, async (bulk) => {
    await claimed(bulk, run);
    await deleteChanges(bulk.tx, workspaceId, facts.sync.id);
    for (let at = 0; at < changes.length; at += 5_000) {
      await insertChanges(bulk.tx, workspaceId, facts.sync.id, changes.slice(at, at + 5_000));
    }
    const { rows, yes } = scanned;
    const unchanged = Math.max(0, rows - counts.rejected - counts.touched);
    const change = { ...counts, unchanged, rows_total: rows, rows_yes: yes, state: 'review', review, stage: null } as const;
    const emptied = review === 'emptied' ? JSON.stringify(emptiedColumns(reviewFacts(run, scanned))) : null;
    await changeSync(bulk.tx, workspaceId, facts.sync.id, { ...change, emptied });
    await announce(bulk.tx, workspaceId, { topic: 'sources', id: sourceId });
  });
}

/** Locks the sync for the transaction. Throws NotOurs when it was dropped, or another worker has it. */
async function claimed({ tx }: BulkTx, { facts, runId }: Run): Promise<void> {
  const row = await lockSync(tx, facts.source.workspace_id, facts.sync.id);
  if (row?.state !== 'running' || row.run_id !== runId) throw new NotOurs();
}

/** As many changes of each kind as there is room for. */
function firstOf(changes: readonly Change[], before: ChangeCounts): Change[] {
  const room: Record<string, number> = Object.fromEntries(Object.entries(before).map(([kind, n]) => [kind, mostKept - n]));
  return changes.filter(({ kind }) => {
    room[kind] = (room[kind] ?? 0) - 1;
    return (room[kind] ?? 0) >= 0;
  });
}

/** Again when somebody added the same person at this moment: the next look finds them. */
async function repeated<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === '23505';
      if (!taken || attempt >= 5) throw error;
    }
  }
}
