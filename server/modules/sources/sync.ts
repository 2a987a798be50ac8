import { nextSync } from '@tidings/core/schedule/next-sync';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import type { ContentShape } from '../../db/tables/sources.ts';
import { announce } from '../../events/realtime.ts';
import { newId } from '../../lib/clock.ts';
import { Refusal } from '../../lib/errors.ts';
import { isDatabaseAway } from '../../lib/temporary.ts';
import { recordActivity } from '../audit/service.ts';
import { type Analysis, analyse } from '../imports/analysis.ts';
import { customFields } from '../imports/mapping.ts';
import { flushSearchIndex } from '../imports/merge-store.ts';
import { timeZoneOf } from '../imports/store.ts';
import { applyAll, keepPreview, preview, replacedBy, reviewOf, usualChunk } from './carry-out.ts';
import { deleteChanges, noChanges } from './changes-store.ts';
import { contentOf, recordsOf, storeContent } from './content.ts';
import { fetchSource } from './fetch.ts';
import { noticesOf } from './notices.ts';
import { NotOurs, SourceProblem } from './problem.ts';
import { movedMapping, prepareRun } from './run-facts.ts';
import { type Run, type Scanned, scan } from './scan.ts';
import { changeSource, findSource, type SourceRow } from './store.ts';
import { changeSync, claimSync, deletePieces, lockSync, noteFetched, renewLease, type SyncRow } from './syncs-store.ts';

const leaseSeconds = 15;
/** How often a problem that passes is tried again by itself, and how long at most it waits for that. Longer ones are left to the next sync. */
const mostAttempts = 3;
const longestWaitMs = 60 * 60_000;
/** Google counts requests by the minute, and mostly does not say how long to wait. */
const busyWaitMs = 60_000;

interface Job {
  readonly workspaceId: string;
  readonly syncId: string;
}

interface Claim {
  readonly sync: SyncRow;
  readonly source: SourceRow;
  readonly runId: string;
}

/**
 * Carries a sync out, or on from where a worker left it: fetches what the source holds, compares, and takes over what changed, or stops to ask.
 * Ends without harm when it is dropped or another worker has it.
 */
export async function runSync(ctx: Context, job: Job, signal: AbortSignal, chunkRows = usualChunk): Promise<void> {
  const claim = await begin(ctx, job);
  if (!claim) return;
  const beat = setInterval(() => {
    const { workspaceId, syncId } = job;
    ctx.db
      .workspace(workspaceId, (tx) => renewLease(tx, workspaceId, syncId, claim.runId, leaseSeconds))
      .catch((error: unknown) => ctx.log.warn({ err: error, sync: syncId }, 'the lease of a sync was not renewed'));
  }, 5_000);
  try {
    await carryOut(ctx, claim, signal, chunkRows);
  } catch (error) {
    if (error instanceof NotOurs) return;
    if (error instanceof SourceProblem) return await fail(ctx, claim, error);
    if (signal.aborted || isDatabaseAway(error)) {
      await giveBack(ctx, claim).catch(() => undefined);
      throw error;
    }
    ctx.log.error({ sync: job.syncId, err: error }, 'a sync failed');
    const words = 'Something went wrong in Tidings. What was taken over so far is there; the next sync does the rest.';
    await fail(ctx, claim, new SourceProblem('internal', words));
  } finally {
    clearInterval(beat);
  }
}

async function begin(ctx: Context, { workspaceId, syncId }: Job): Promise<Claim | undefined> {
  const runId = newId();
  return ctx.db.workspace(workspaceId, async (tx) => {
    const sync = await claimSync(tx, workspaceId, syncId, runId, leaseSeconds);
    const source = sync && (await findSource(tx, workspaceId, sync.source_id));
    if (!sync || !source) return undefined;
    await announce(tx, workspaceId, { topic: 'sources', id: source.id });
    return { sync, source, runId };
  });
}

async function carryOut(ctx: Context, claim: Claim, signal: AbortSignal, chunkRows: number): Promise<void> {
  const { source, sync, runId } = claim;
  const shape = sync.shape ?? (await fetchContent(ctx, claim));
  const header = await headerOf(ctx, sync, shape);
  if (sync.trigger === 'read') return keepColumns(ctx, claim, shape);
  // A sheet without anything has no columns to find, and nothing but people who are gone.
  const facts = await prepareRun(ctx, source, sync, header ?? (source.columns ?? []).map(({ name }) => name));
  const run: Run = { ctx, facts, shape, runId, signal, chunkRows };
  await stage(ctx, claim, 'comparing');
  const scanned = await scan(run);
  if (scanned.rows === 0 && source.state !== 'active') throw nobody();
  const review = reviewOf(run, scanned);
  if (review !== null) {
    await keepPreview(run, scanned, review, await preview(run, scanned));
    return;
  }
  const replaced = await replacedBy(run, scanned);
  if (replaced) return keepPreview(run, scanned, 'shrunk', replaced);
  await stage(ctx, claim, 'applying');
  await applyAll(run, scanned);
  await complete(ctx, claim, scanned);
}

const nobody = () =>
  new SourceProblem(
    'no_rows',
    'There are no rows beneath the header, so there is nobody to put on the list. Fill the sheet, then sync again.',
  );

/** Fetches and stores what the source holds now. What an earlier try left is dropped. */
async function fetchContent(ctx: Context, claim: Claim): Promise<ContentShape> {
  const { source, sync } = claim;
  const { workspace_id: workspaceId } = source;
  await stage(ctx, claim, 'fetching');
  await ctx.db.workspace(workspaceId, (tx) => deletePieces(tx, workspaceId, sync.id));
  const { content, isOurs } = await fetchSource(ctx, source);
  const shape = await storeContent(ctx, { workspaceId, syncId: sync.id }, content, isOurs);
  await ctx.db.workspace(workspaceId, async (tx) => {
    await ours(tx, claim);
    await noteFetched(tx, workspaceId, sync.id, shape);
  });
  return shape;
}

async function headerOf(ctx: Context, sync: SyncRow, shape: ContentShape): Promise<readonly string[] | undefined> {
  for await (const records of recordsOf(contentOf(ctx, sync.workspace_id, sync.id), shape)) {
    const [first] = records;
    if (first) return first.cells;
  }
  return undefined;
}

/** Finds out the columns of a source, for a person to choose what they become. */
async function keepColumns(ctx: Context, claim: Claim, shape: ContentShape): Promise<void> {
  const { source, sync } = claim;
  const { workspace_id: workspaceId } = source;
  const { country, time_zone, fields } = await ctx.db.workspace(workspaceId, async (tx) => ({
    ...(await timeZoneOf(tx, workspaceId)),
    fields: await customFields(tx, workspaceId),
  }));
  let analysis: Analysis;
  try {
    const wish = { encoding: shape.encoding, delimiter: shape.delimiter, hasHeader: true, country, zone: time_zone, fields };
    analysis = await analyse(contentOf(ctx, workspaceId, sync.id), wish);
  } catch (error) {
    if (error instanceof Refusal)
      throw /empty|no rows/.test(error.message) ? nobody() : new SourceProblem('not_a_table', error.message);
    throw error;
  }
  const { columns, sample_rows: sample, notices } = analysis.shape;
  await ctx.db.workspace(workspaceId, async (tx) => {
    await ours(tx, claim);
    const mapping = movedMapping(
      source,
      columns.map(({ name }) => name),
    );
    await changeSource(tx, workspaceId, source.id, {
      state: source.state === 'new' || mapping === null ? 'read' : source.state,
      columns: JSON.stringify(columns),
      sample_rows: JSON.stringify(sample),
      notices: JSON.stringify(
        noticesOf(
          columns.map(({ name }) => name),
          sample,
          notices,
        ),
      ),
      mapping: mapping && JSON.stringify(mapping),
    });
    await changeSync(tx, workspaceId, sync.id, { rows_total: analysis.rows });
    await end(ctx, tx, claim, 'completed');
  });
}

async function stage(ctx: Context, claim: Claim, name: 'fetching' | 'comparing' | 'applying'): Promise<void> {
  const { workspace_id: workspaceId, id } = claim.source;
  await ctx.db.workspace(workspaceId, async (tx) => {
    await ours(tx, claim);
    await changeSync(tx, workspaceId, claim.sync.id, { stage: name });
    await announce(tx, workspaceId, { topic: 'sources', id });
  });
}

/** Locks the sync. Throws NotOurs when it was dropped or another worker has it. */
async function ours(tx: Tx, { sync, runId }: Claim): Promise<SyncRow> {
  const row = await lockSync(tx, sync.workspace_id, sync.id);
  if (row?.state !== 'running' || row.run_id !== runId) throw new NotOurs();
  return row;
}

async function complete(ctx: Context, claim: Claim, { rows, yes, filled }: Scanned): Promise<void> {
  const { source, sync } = claim;
  const { workspace_id: workspaceId } = source;
  const done = await ctx.db.workspace(workspaceId, async (tx) => {
    const row = await ours(tx, claim);
    const unchanged = Math.max(0, rows - row.rejected - row.touched);
    await changeSync(tx, workspaceId, sync.id, { rows_total: rows, rows_yes: yes, unchanged });
    await changeSource(tx, workspaceId, source.id, {
      state: 'active',
      rows_total: rows,
      rows_yes: yes,
      filled: JSON.stringify(filled),
      last_synced_at: row.fetched_at ?? ctx.clock.now(),
    });
    const changed = row.touched + row.gone > 0;
    if (changed) {
      const { kind = 'system', id = null, name = 'Tidings' } = sync.requested_by;
      await recordActivity(
        tx,
        { kind, id, name, workspaceId },
        {
          action: 'source_synced',
          objectKind: 'list',
          objectId: source.list_id,
          objectLabel: source.name,
          details: { added: row.added, changed: row.changed, gone: row.gone, opted_out: row.opted_out },
        },
      );
      for (const topic of ['contacts', 'lists'] as const) await announce(tx, workspaceId, { topic });
    }
    await end(ctx, tx, claim, 'completed');
    return changed;
  });
  if (done) await ctx.db.workspace(workspaceId, flushSearchIndex);
}

/** Ends a sync, and says when the next one is. */
async function end(ctx: Context, tx: Tx, { source, sync }: Claim, state: 'completed' | 'failed', waitMs = 0): Promise<void> {
  const { workspace_id: workspaceId } = source;
  const ended = { state, stage: null, leased_until: null, run_id: null, finished_at: ctx.clock.now() } as const;
  await changeSync(tx, workspaceId, sync.id, ended);
  await deletePieces(tx, workspaceId, sync.id);
  await planNext(ctx, tx, workspaceId, source.id, waitMs);
  await announce(tx, workspaceId, { topic: 'sources', id: source.id });
}

/** Puts the next sync of an active source where its schedule says, not before `waitMs` when whoever has the sheet wants a pause. */
export async function planNext(ctx: Context, tx: Tx, workspaceId: string, sourceId: string, waitMs = 0): Promise<void> {
  const source = await findSource(tx, workspaceId, sourceId);
  if (source?.state !== 'active') return;
  const zone = (await timeZoneOf(tx, workspaceId)).time_zone;
  const from = new Date(ctx.clock.now().getTime() + waitMs);
  const next = nextSync(source.schedule, zone, from.toISOString());
  await changeSource(tx, workspaceId, sourceId, { next_sync_at: next });
}

/** Notes a problem. One that passes is tried again in a while. */
async function fail(ctx: Context, claim: Claim, problem: SourceProblem): Promise<void> {
  const { source, sync } = claim;
  const { workspace_id: workspaceId } = source;
  const attempts = sync.attempts + 1;
  const waitMs = problem.retryAfterMs ?? (problem.code === 'busy' ? busyWaitMs : 10_000) * 4 ** sync.attempts;
  const again = problem.temporary && attempts < mostAttempts && waitMs <= longestWaitMs;
  await ctx.db
    .workspace(workspaceId, async (tx) => {
      await ours(tx, claim);
      const told = { problem_code: problem.code, problem: wordsOf(problem, again), attempts };
      if (!again) {
        await changeSync(tx, workspaceId, sync.id, told);
        await end(ctx, tx, claim, 'failed', problem.retryAfterMs);
        return;
      }
      const at = new Date(ctx.clock.now().getTime() + waitMs);
      await changeSync(tx, workspaceId, sync.id, {
        ...told,
        state: 'queued',
        stage: null,
        run_id: null,
        retry_at: at,
        leased_until: at,
      });
      await announce(tx, workspaceId, { topic: 'sources', id: source.id });
    })
    .catch((error: unknown) => {
      if (!(error instanceof NotOurs)) throw error;
    });
}

function wordsOf({ message, retryAfterMs, temporary }: SourceProblem, again: boolean): string {
  if (again || !temporary) return message;
  if (retryAfterMs !== undefined && retryAfterMs > longestWaitMs) {
    const minutes = `${message} It asks to wait ${Math.ceil(retryAfterMs / 60_000)} minutes.`;
    return `${minutes} Until then the schedule waits, too; without one, press Sync now after that.`;
  }
  return `${message} It was tried ${mostAttempts} times. Sync again later.`;
}

/** Leaves the sync to another worker. */
async function giveBack(ctx: Context, { source, sync, runId }: Claim): Promise<void> {
  await ctx.db.workspace(source.workspace_id, (tx) => renewLease(tx, source.workspace_id, sync.id, runId, 0));
}

/** What an approved sync showed is forgotten: it is told anew as it happens. */
export async function forgetPreview(tx: Tx, workspaceId: string, syncId: string): Promise<void> {
  await deleteChanges(tx, workspaceId, syncId);
  await changeSync(tx, workspaceId, syncId, { ...noChanges, unchanged: 0 });
}
