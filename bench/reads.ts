import type { Context } from '../server/context.ts';
import type { Tx } from '../server/db/database.ts';
import type { WorkspaceActor } from '../server/http/actor.ts';
import { newId } from '../server/lib/clock.ts';
import { getProgress, listRecipients } from '../server/modules/broadcasts/progress.ts';
import { getHome } from '../server/modules/home/service.ts';
import { listConversationMessages, listConversations } from '../server/modules/inbox/service.ts';
import { listMessages } from '../server/modules/messages/history-service.ts';
import { getQueue, listFailureGroups, listQueueErrors } from '../server/modules/ops/queue-service.ts';
import { benchInstallation, type Figure, printFigures } from './harness.ts';
import { type Ledger, prepareLedger } from './ledger.ts';

const screenMs = 50;
const searchMs = 300;
const times = 30;
/** A read that is far too slow is not repeated for minutes. */
const longestMs = 10_000;

/** Something that a screen asks for; `limitMs` is its goal. */
export interface Read {
  readonly what: string;
  readonly limitMs: number;
  readonly once: () => Promise<unknown>;
}

/** `reads [messages]`: what screens ask for with a million messages in the ledger, the slowest of twenty against its goal. `BENCH_ONLY=<words>` measures those alone. */
export async function run(args: readonly string[]): Promise<void> {
  const messages = Number(args[0] ?? 1_000_000);
  const installation = await benchInstallation();
  try {
    const begun = performance.now();
    const ledger = await prepareLedger(installation.ctx, messages);
    console.log(
      `A ledger of ${messages.toLocaleString('en')} messages after ${Math.round((performance.now() - begun) / 1_000)} s`,
    );
    await measureReads(installation.ctx, ledger, messages);
  } finally {
    await installation.close();
  }
}

/** Measures and prints every read. */
export async function measureReads(ctx: Context, ledger: Ledger, messages: number): Promise<void> {
  const figures: Figure[] = [];
  const only = process.env['BENCH_ONLY'];
  for (const read of listReads(ctx, ledger, messages)) {
    if (only && !read.what.includes(only)) continue;
    const { p95, median } = await percentiles(read.once);
    if (process.env['BENCH_VERBOSE']) console.log(`${read.what}: median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
    figures.push({
      what: read.what,
      value: p95,
      unit: 'ms',
      limit: { what: 'the goal', value: read.limitMs, wanted: 'at most 1.00' },
    });
  }
  printFigures(`What screens ask for with ${messages.toLocaleString('en')} messages, 95 of 100 within`, figures);
  const slow = figures.filter((one) => one.limit && one.value > one.limit.value);
  for (const one of slow) console.log(`  SLOW  ${one.what}`);
  if (slow.length > 0) process.exitCode = 1;
}

async function percentiles(once: () => Promise<unknown>): Promise<{ median: number; p95: number }> {
  const all: number[] = [];
  const begun = performance.now();
  await once();
  while (all.length < times && (all.length === 0 || performance.now() - begun < longestMs)) {
    const at = performance.now();
    await once();
    all.push(performance.now() - at);
  }
  all.sort((a, b) => a - b);
  const at = (share: number) => all[Math.floor((all.length - 1) * share)] ?? 0;
  return { median: at(0.5), p95: at(0.95) };
}

function listReads(ctx: Context, ledger: Ledger, messages: number): readonly Read[] {
  return [...recipientReads(ctx, ledger, messages), ...historyReads(ctx, ledger), ...screenReads(ctx, ledger)];
}

const inWorkspace =
  (ctx: Context, { workspaceId }: Ledger, work: (tx: Tx) => Promise<unknown>) =>
  () =>
    ctx.db.workspace(workspaceId, work);

function recipientReads(ctx: Context, ledger: Ledger, messages: number): Read[] {
  type Query = Parameters<typeof listRecipients>[3];
  const read = (words: string, query: Omit<Query, 'limit'>, limitMs = screenMs): Read => ({
    what: `recipients: ${words}`,
    limitMs,
    once: inWorkspace(ctx, ledger, (tx) =>
      listRecipients(tx, ledger.workspaceId, ledger.broadcastId, { ...query, limit: 100 }, ctx.clock.now()),
    ),
  });
  return [
    read('everybody', {}),
    read('state delivered', { state: ['delivered'] }),
    read('state failed', { state: ['failed'] }),
    read('a rare reason of failing', { reason: ['carrier_blocked'] }),
    read('state skipped', { state: ['skipped'] }),
    read('a rare reason of being left out', { state: ['skipped'], reason: ['country_not_allowed'] }),
    read('state expired, a handful', { state: ['expired'] }),
    read('state unknown, a handful', { state: ['unknown'] }),
    read('state sent, a handful', { state: ['sent'] }),
    read('state accepted, a handful', { state: ['accepted'] }),
    read('state queued, nobody', { state: ['queued'] }),
    read('one person by name', { search: `number ${Math.floor(messages * 0.7)}` }, searchMs),
    read('one person by number', { search: `+1 ${2_122_000_000 + Math.floor(messages * 0.7)}` }, searchMs),
    read('a word that all have', { search: 'person' }, searchMs),
    read('a name that nobody has', { search: 'nobody at all' }, searchMs),
  ];
}

function historyReads(ctx: Context, ledger: Ledger): Read[] {
  type Query = Parameters<typeof listMessages>[2];
  const read = (words: string, query: Omit<Query, 'limit'>, limitMs = screenMs): Read => ({
    what: `history: ${words}`,
    limitMs,
    once: inWorkspace(ctx, ledger, (tx) => listMessages(tx, ledger.workspaceId, { ...query, limit: 50 } as Query)),
  });
  return [
    read('newest first', {}),
    read('state failed', { state: ['failed'] }),
    read('state expired, a handful', { state: ['expired'] }),
    read('state unknown, a handful', { state: ['unknown'] }),
    read('state sent, a handful', { state: ['sent'] }),
    read('state cancelled, none', { state: ['cancelled'] }),
    read('received', { direction: 'in' }),
    read('one broadcast', { source_id: ledger.broadcastId }),
    read('failed in one broadcast', { source_id: ledger.broadcastId, state: ['expired'] }),
    read('a number', { search: '2122000777' }, searchMs),
    read('a text that all have', { search: 'doors open' }, searchMs),
    read('a text that one has', { search: 'yours, number 77.' }, searchMs),
    read('a text that nobody has', { search: 'never written' }, searchMs),
  ];
}

function screenReads(ctx: Context, ledger: Ledger): Read[] {
  const { workspaceId } = ledger;
  const actor: WorkspaceActor = { kind: 'user', id: newId(), name: 'Bench', workspaceId, role: 'owner' };
  const screen = (what: string, work: (tx: Tx) => Promise<unknown>): Read => ({
    what,
    limitMs: screenMs,
    once: inWorkspace(ctx, ledger, work),
  });
  return [
    screen('messages of a person', (tx) => listConversationMessages(tx, workspaceId, ledger.talkerId, { limit: 30 })),
    screen('inbox', (tx) => listConversations(tx, workspaceId, { limit: 50 })),
    {
      ...screen('inbox, search', (tx) => listConversations(tx, workspaceId, { limit: 50, search: 'number 777' })),
      limitMs: searchMs,
    },
    screen('a broadcast, its progress', (tx) => getProgress(tx, workspaceId, ledger.broadcastId, ctx.clock.now())),
    screen('queue: failures by reason', (tx) => listFailureGroups(tx, workspaceId)),
    screen('queue: latest errors', (tx) => listQueueErrors(tx, workspaceId)),
    { what: 'queue', limitMs: screenMs, once: () => getQueue(ctx, workspaceId, undefined) },
    { what: 'home', limitMs: screenMs, once: () => getHome(ctx, actor) },
  ];
}
