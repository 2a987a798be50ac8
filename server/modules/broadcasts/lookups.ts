import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { Audience } from '@tidings/core/contract/audience';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { lookupMicros } from '@tidings/core/messaging/prices';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { Loop } from '../../jobs/define.ts';
import { isDatabaseAway } from '../../lib/temporary.ts';
import { lookupProvider } from '../../providers/lookup/registry.ts';
import { openConnection } from '../connections/open-connection.ts';
import { findConnection } from '../connections/store.ts';
import { readCostSettings } from '../costs/settings-store.ts';
import type { People } from '../messages/decide-recipients-store.ts';
import { type Answered, askAll, keepAnswers, type LookupTask, payableLookups } from '../messages/look-up.ts';
import { peopleOf, senderOf } from './check.ts';
import {
  advanceRun,
  countNotLookedUp,
  findRun,
  finishRun,
  insertRun,
  type LookupRun,
  listNotLookedUp,
  takeRun,
} from './lookups-store.ts';
import { correctedBy, purposeOf } from './purpose.ts';
import { type BroadcastRecord, findBroadcast } from './store.ts';

/** Numbers per portion, each in a transaction of its own. */
const portion = 100;
/** So many numbers in a row without an answer mean that nobody answers. */
const mostFailuresInARow = 20;
/** Longer than this no broadcast waits for answers. */
const mostMs = 30 * 60_000;

/**
 * Whether a broadcast has to wait because its numbers are being looked up. Begins it where the workspace wants that; never where nobody can
 * answer, and only once: however it ends, the broadcast goes on.
 */
export async function waitsForLookups(
  tx: Tx,
  broadcast: BroadcastRecord,
  people: People,
  connectionId: string,
): Promise<boolean> {
  const { workspace_id: workspaceId, id } = broadcast;
  const settings = await readCostSettings(tx, workspaceId);
  if (!settings.lookups) return false;
  const connection = await findConnection(tx, workspaceId, connectionId);
  if (!connection || !lookupProvider(connection.provider)) return false;
  const run = await findRun(tx, workspaceId, id);
  if (run) return run.finished_at === null;
  const total = await countNotLookedUp(tx, workspaceId, people, {
    days: settings.lookup_days,
    purpose: await purposeOf(tx, broadcast),
    corrects: correctedBy(broadcast.audience as Audience),
  });
  return total > 0 && insertRun(tx, workspaceId, id, total);
}

/** How far the looking up is, for the broadcast's page. */
export async function presentLookups(tx: Tx, workspaceId: string, broadcastId: string): Promise<BroadcastProgress['lookups']> {
  const run = await findRun(tx, workspaceId, broadcastId);
  if (!run) return null;
  const { total, done, failed, landlines, cost_micros: micros, trouble } = run;
  return { total, done, failed, landlines, micros, running: run.finished_at === null, trouble };
}

/** Looks numbers up for broadcasts that wait for it, one broadcast after the other in each worker. */
export const lookupLoop: Loop = {
  name: 'broadcasts.lookups',
  everyMs: 500,
  run: async (ctx, signal) => {
    for (;;) {
      const run = signal.aborted ? undefined : await ctx.db.system(takeRun);
      if (!run) return;
      await carryOut(ctx, run, signal);
    }
  },
};

async function carryOut(ctx: Context, run: LookupRun, signal: AbortSignal): Promise<void> {
  let trouble: string | null;
  try {
    trouble = await lookAllUp(ctx, run, signal);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    ctx.log.error({ err: error, broadcast: run.broadcastId }, 'looking numbers up failed unexpectedly');
    trouble = 'Something went wrong in Tidings while numbers were looked up.';
  }
  // A stopping worker leaves the rest to another.
  if (signal.aborted && trouble === null) return;
  await ctx.db.workspace(run.workspaceId, async (tx) => {
    await finishRun(tx, run, trouble);
    await announce(tx, run.workspaceId, { topic: 'broadcasts', id: run.broadcastId });
  });
}

interface Task extends LookupTask {
  readonly people: People;
  readonly days: number;
  readonly purpose: MessagePurpose;
  readonly corrects: readonly string[];
}

/** Returns what kept it from asking for all, or null. */
async function lookAllUp(ctx: Context, run: LookupRun, signal: AbortSignal): Promise<string | null> {
  const task = await ctx.db.workspace(run.workspaceId, (tx) => prepare(ctx, tx, run));
  if (typeof task === 'string') return task;
  const until = run.startedAt.getTime() + mostMs;
  let silent = 0;
  for (let after = ''; !signal.aborted; ) {
    if (ctx.clock.now().getTime() > until) return 'It took too long; the rest was not looked up.';
    const next = await ctx.db.workspace(run.workspaceId, (tx) => nextPortion(tx, run, task, after));
    if (typeof next === 'string') return next;
    const last = next.at(-1);
    if (last === undefined) return null;
    after = last;
    const answers = await askAll(ctx, task, next, signal);
    const refused = answers.find(({ answer }) => answer.kind === 'refused')?.answer;
    await write(ctx, run, task, answers);
    if (refused?.kind === 'refused') return refused.words;
    silent = answers.some(({ answer }) => answer.kind === 'found') ? 0 : silent + answers.length;
    if (silent >= mostFailuresInARow) return `${task.provider.label} did not answer; the rest was not looked up.`;
  }
  return null;
}

async function prepare(ctx: Context, tx: Tx, run: LookupRun): Promise<Task | string> {
  const { workspaceId } = run;
  const broadcast = await findBroadcast(tx, workspaceId, run.broadcastId);
  if (broadcast?.state !== 'planning') return 'The broadcast was stopped.';
  const found = await peopleOf(tx, workspaceId, broadcast.audience as Audience);
  const chosen = await senderOf(tx, workspaceId, broadcast);
  if ('problem' in found || 'problem' in chosen) return 'The broadcast cannot be sent any more.';
  const connection = await openConnection(ctx, tx, chosen.sender.connection_id);
  const provider = lookupProvider(connection.provider);
  if (!provider) return 'The provider of this sender cannot look numbers up.';
  const { lookup_days: days } = await readCostSettings(tx, workspaceId);
  const purpose = await purposeOf(tx, broadcast);
  const corrects = correctedBy(broadcast.audience as Audience);
  return { connection, provider, people: found.people, days, purpose, corrects, micros: lookupMicros(connection.provider) ?? 0 };
}

/** What is asked about next; words when it must not go on. */
async function nextPortion(tx: Tx, run: LookupRun, task: Task, after: string): Promise<string[] | string> {
  const { workspaceId } = run;
  if (!(await readCostSettings(tx, workspaceId)).lookups) return 'Looking numbers up was switched off meanwhile.';
  if ((await findBroadcast(tx, workspaceId, run.broadcastId))?.state !== 'planning') return 'The broadcast was stopped.';
  const payable = await payableLookups(tx, task);
  const next = await listNotLookedUp(tx, workspaceId, task.people, { ...task, after, limit: portion });
  if (payable < Math.min(portion, next.length)) return 'The spending limit leaves nothing for lookups.';
  return next;
}

/** Keeps the answers, and how far it is. */
async function write(ctx: Context, run: LookupRun, task: Task, answers: readonly Answered[]): Promise<void> {
  const { workspaceId } = run;
  await ctx.db.workspace(workspaceId, async (tx) => {
    const { found, landlines, micros } = await keepAnswers(ctx, tx, task, answers);
    await advanceRun(tx, run, { done: answers.length, failed: answers.length - found, landlines, micros });
    await announce(tx, workspaceId, { topic: 'broadcasts', id: run.broadcastId });
  });
}
