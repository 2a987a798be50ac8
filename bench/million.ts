import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../server/context.ts';
import type { Tx } from '../server/db/database.ts';
import { takeLease } from '../server/modules/messages/take-lease.ts';
import { type Figure, peakMemoryMb, printFigures } from './harness.ts';
import { conclude, countStates, planBroadcast, prepareScene, type Scene } from './scene.ts';
import { type LightStage, openLightStage } from './stage.ts';

const leaseSize = 500;
const mostMb = 300;

/** What was seen at one moment. */
interface Sample {
  /** Seconds since the worker was started. */
  readonly at: number;
  readonly handedOver: number;
  readonly workerMb: number;
  readonly webMb: number;
}

/**
 * `million [messages=1000000] [--no-receipts]`: whether the end of a large broadcast goes as fast as its beginning, in rate, in the time of a
 * lease, and in memory. One worker, one web process, and a light carrier.
 */
export async function run(args: readonly string[]): Promise<void> {
  const count = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 1_000_000);
  const receipts = !args.includes('--no-receipts');
  const stage = await openLightStage({ latencyMs: 0, receipts });
  try {
    const scene = await prepareScene(stage.ctx, count);
    const begun = performance.now();
    const sourceId = await planBroadcast(stage.ctx, scene);
    const planned = (performance.now() - begun) / 1_000;
    const beginning = await leaseMs(stage.ctx, scene);
    const sent = await send(stage, scene, sourceId, count, receipts);
    printFigures(
      `A broadcast to ${count.toLocaleString('en')} through a light carrier, ${receipts ? 'two receipts each' : 'without receipts'}`,
      [
        {
          what: 'planned',
          value: planned,
          unit: 's',
          limit: { what: 'the goal', value: (count / 1_000_000) * 30, wanted: 'at most 1.00' },
        },
        ...rates(sent.samples, count),
        ...(receipts ? [{ what: 'end to end with receipts', value: count / sent.seconds, unit: 'messages/s' }] : []),
        { what: `a lease of ${leaseSize}, before the first was sent`, value: beginning, unit: 'ms' },
        {
          what: `a lease of ${leaseSize}, when nearly all were sent`,
          value: sent.leaseMs,
          unit: 'ms',
          limit: { what: 'the one before', value: beginning, wanted: 'about 1; the worker is at work beside it' },
        },
        ...memory('worker', sent.samples, (one) => one.workerMb, sent.peaks.worker),
        ...memory('web process', sent.samples, (one) => one.webMb, sent.peaks.web),
      ],
    );
    conclude(sent.arrived === count ? [] : [`arrived, in the ledger: ${sent.arrived}, not ${count}`]);
  } finally {
    await stage.close();
  }
}

/** Starts the worker and watches until everything has arrived. */
async function send(stage: LightStage, scene: Scene, sourceId: string, count: number, receipts: boolean) {
  const { ctx, web } = stage;
  const startedAt = performance.now();
  const worker = await stage.addWorker();
  const samples: Sample[] = [];
  let leased: number | undefined;
  let [arrived, moved] = [0, performance.now()];
  while (arrived < count && performance.now() - moved < 120_000) {
    const counts = (await countStates(ctx, sourceId)) ?? {};
    const handedOver = (counts['accepted'] ?? 0) + (counts['sent'] ?? 0) + (counts['delivered'] ?? 0);
    const at = (performance.now() - startedAt) / 1_000;
    if (handedOver !== samples.at(-1)?.handedOver) moved = performance.now();
    samples.push({ at, handedOver, workerMb: memoryMb(worker.pid), webMb: memoryMb(web.pid) });
    const before = arrived;
    arrived = receipts ? (counts['delivered'] ?? 0) : handedOver;
    if (arrived !== before) moved = performance.now();
    if (process.env['BENCH_VERBOSE']) console.log(JSON.stringify({ ...samples.at(-1), arrived }));
    if (leased === undefined && handedOver > count * 0.9 && handedOver < count - 2 * leaseSize)
      leased = await leaseMs(ctx, scene);
    await wait(count > 100_000 ? 500 : 50);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const peaks = { worker: peakMemoryMb(worker.pid) ?? 0, web: peakMemoryMb(web.pid) ?? 0 };
  return { samples, seconds, arrived, leaseMs: leased ?? Number.NaN, peaks };
}

/** The rates of the first and the last tenth, and over all. */
function rates(samples: readonly Sample[], count: number): Figure[] {
  const begun = samples.findLast((one) => one.handedOver === 0)?.at ?? 0;
  const first = (count * 0.1) / (momentOf(samples, count * 0.1) - begun);
  const last = (count * 0.1) / (momentOf(samples, count) - momentOf(samples, count * 0.9));
  return [
    { what: 'handed over', value: count / (momentOf(samples, count) - begun), unit: 'messages/s' },
    { what: 'the first tenth', value: first, unit: 'messages/s' },
    {
      what: 'the last tenth',
      value: last,
      unit: 'messages/s',
      limit: { what: 'the first', value: first, wanted: 'at least 0.85' },
    },
  ];
}

/** When so many had been handed over, between two samples in proportion. */
function momentOf(samples: readonly Sample[], n: number): number {
  const after = samples.findIndex((one) => one.handedOver >= n);
  const [a, b] = [samples[after - 1], samples[after]];
  if (!b) return Number.NaN;
  return a ? a.at + ((b.at - a.at) * (n - a.handedOver)) / (b.handedOver - a.handedOver) : b.at;
}

/** The peak, and what it grew by from the fifth to the end, by the line through all that was seen. */
function memory(what: string, samples: readonly Sample[], of: (one: Sample) => number, peak: number): Figure[] {
  const last = samples.at(-1)?.handedOver ?? 0;
  const seen = samples.filter((one) => one.handedOver >= last * 0.2);
  const mean = (pick: (one: Sample) => number) => seen.reduce((sum, one) => sum + pick(one), 0) / seen.length;
  const [at, mb] = [mean((one) => one.at), mean(of)];
  const slope = mean((one) => (one.at - at) * (of(one) - mb)) / mean((one) => (one.at - at) ** 2);
  const growth = slope * ((seen.at(-1)?.at ?? 0) - (seen[0]?.at ?? 0));
  return [
    {
      what: `memory of the ${what}, highest`,
      value: peak,
      unit: 'MB',
      limit: { what: 'the goal', value: mostMb, wanted: 'at most 1.00' },
    },
    { what: `memory of the ${what}, growth after the first fifth`, value: growth, unit: 'MB' },
  ];
}

/** Resident memory now, in megabytes (Linux only, else 0). */
function memoryMb(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

class Undone extends Error {}

/** How long the transaction of a lease takes, in the median of ten that are undone, so that nothing is held. */
async function leaseMs(ctx: Context, scene: Scene): Promise<number> {
  const times: number[] = [];
  for (let tries = 0; times.length < 10 && tries < 200; tries += 1) {
    const startedAt = performance.now();
    const undone: Context = Object.create(ctx, {
      db: {
        value: {
          system: async (work: (tx: Tx) => Promise<unknown>) => {
            let result: unknown;
            await ctx.db
              .system(async (tx) => {
                result = await work(tx);
                throw new Undone();
              })
              .catch((error: unknown) => {
                if (!(error instanceof Undone)) throw error;
              });
            return result;
          },
        },
      },
    });
    const lease = await takeLease(
      undone,
      { senderId: scene.senderId, workspaceId: scene.id },
      { room: leaseSize, replyRoom: leaseSize },
    );
    // Undefined while the worker holds the lane.
    if (lease && lease.messages.length >= leaseSize * 0.9) times.push(performance.now() - startedAt);
    else await wait(5);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
