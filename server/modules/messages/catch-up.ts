import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { NoAnswer } from '../../lib/outgoing-http.ts';
import { isDatabaseAway } from '../../lib/temporary.ts';
import { ProviderTrouble } from '../../providers/sms/contract.ts';
import { openConnectionFast } from '../connections/open-connection.ts';
import { AskedProvider, RunEnded } from './asked-provider.ts';
import {
  type CatchUp,
  finishCatchUp,
  keepCatchUp,
  listOpen,
  type Period,
  postponeCatchUp,
  releaseBulk,
  takeCatchUp,
  watchConnections,
} from './catch-up-store.ts';
import { fetchNews } from './fetch-news.ts';
import { fetchTexts } from './fetch-texts.ts';

/** How many connections one worker compares at the same time. */
const atOnce = 4;
/** Clocks of provider and database differ, and a list shows the newest a little late: read again from this long before. */
const overlapMs = 120_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const longestPauseSeconds = 900;

/** Makes new connections known to the comparing. */
export async function watchNewConnections(ctx: Context): Promise<void> {
  await ctx.db.system((tx) => watchConnections(tx, ctx.config.catchUpSeconds));
}

/**
 * Compares connections that are due with their provider's own list: texts and receipts that never came are fetched (I6). Due is what had a
 * gap (see HookWatch), at once, and everything every ten minutes, since a hook can be lost without anybody noticing.
 */
export async function catchUp(ctx: Context, signal: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>();
  try {
    while (!signal.aborted) {
      const run = running.size < atOnce ? await ctx.db.system(takeCatchUp) : undefined;
      if (run) {
        const work: Promise<void> = attempt(ctx, run, signal).finally(() => running.delete(work));
        running.add(work);
      } else if (running.size === 0) return;
      else await Promise.race([...running, wait(1_000)]);
    }
  } finally {
    await Promise.allSettled(running);
  }
}

async function attempt(ctx: Context, run: CatchUp, signal: AbortSignal): Promise<void> {
  try {
    const found = await compare(ctx, run, signal);
    await ctx.db.system((tx) => finishCatchUp(tx, run, { ...found, againSeconds: ctx.config.catchUpSeconds }));
    if (found.texts + found.receipts > 0)
      ctx.log.info({ connection_id: run.connectionId, ...found }, 'fetched from the provider what had never come');
  } catch (error) {
    if (error instanceof RunEnded) return ctx.db.system((tx) => postponeCatchUp(tx, run, { words: error.message, seconds: 0 }));
    if (isDatabaseAway(error)) throw error;
    const expected = error instanceof NoAnswer || error instanceof ProviderTrouble;
    const asked = error instanceof ProviderTrouble ? (error.retryAfterMs ?? 0) / 1_000 : 0;
    const seconds = Math.max(asked, Math.min(longestPauseSeconds, 2 * 2 ** Math.min(run.failures, 12)));
    const words = expected
      ? 'the provider’s list could not be had; asking again later'
      : 'a connection could not be caught up with';
    ctx.log[expected ? 'info' : 'error']({ connection_id: run.connectionId, err: error, seconds }, words);
    const trouble = expected ? error.message : 'Something went wrong here; see the log.';
    await ctx.db.system((tx) => postponeCatchUp(tx, run, { words: trouble, seconds }));
  }
}

async function compare(ctx: Context, run: CatchUp, signal: AbortSignal): Promise<{ texts: number; receipts: number }> {
  const connection = await openConnectionFast(ctx, run.connectionId);
  const provider = new AskedProvider(ctx, connection, () => ctx.db.system((tx) => keepCatchUp(tx, run)), signal);
  const from = Math.min(run.completeUntil.getTime(), run.gapFrom?.getTime() ?? Number.POSITIVE_INFINITY);
  // Texts first: a STOP may be among them.
  const texts = await fetchTexts(ctx, run, provider, new Date(from - overlapMs), signal);
  await ctx.db.system((tx) => releaseBulk(tx, run));
  const open = await ctx.db.system((tx) => listOpen(tx, run, silentPeriods(run, ctx.config.catchUpSeconds * 1_000)));
  const receipts = await fetchNews(ctx, run, provider, open);
  return { texts, receipts };
}

/** After how many times the usual wait a message without news is asked about again: the first look may have come a moment before its end. */
const looks = [1, 3, 9];

/**
 * When the last was heard of those messages that are to be asked about: of each after the time in which news usually come, a few times more at
 * growing intervals, once after a day, and of all that a gap may have kept news of. With many carriers `sent` is the last word, so nobody is
 * asked about for ever.
 */
export function silentPeriods(run: Pick<CatchUp, 'completeUntil' | 'gapFrom' | 'now'>, usualMs: number): readonly Period[] {
  const before = (at: Date, ms: number) => new Date(at.getTime() - ms);
  const waits = [...looks.map((times) => times * usualMs), dayMs];
  const periods: Period[] = waits.map((ms) => [before(run.completeUntil, ms), before(run.now, ms)]);
  if (run.gapFrom) periods.push([before(run.gapFrom, hourMs), run.now]);
  return periods;
}
