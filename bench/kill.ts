import { setTimeout as wait } from 'node:timers/promises';
import { printFigures } from './harness.ts';
import { conclude, countStates, countTaken, judge, planBroadcast, prepareScene, type Scene } from './scene.ts';
import { openStage, type Stage, untilDelivered } from './stage.ts';

/** Looking later than this after a kill, only what was handed over anew is seen, not what was under way. */
const underWayMs = 300;

/**
 * `kill [count] [seconds]`: a broadcast over two workers while every few seconds a worker, the web process, PostgreSQL or all of them are
 * killed with SIGKILL and started again, as a supervisor would. Everybody must get it exactly once.
 */
export async function run(args: readonly string[]): Promise<void> {
  const count = Number(args[0] ?? 100_000);
  const everyMs = Number(args[1] ?? 5) * 1_000;
  const stage = await openStage({ workers: 2, keep: count * 2 });
  try {
    // Slow enough that the broadcast lasts for twenty kills.
    const scene = await prepareScene(stage.ctx, count, {
      rate: Math.ceil(count / (20 * (everyMs / 1_000))),
      settings: { profile: 'realistic' },
    });
    await scene.control('PUT', '/faults', { faults: [{ kind: 'slow', latency_ms: 80, jitter_ms: 60 }] });
    const startedAt = performance.now();
    const sourceId = await planBroadcast(stage.ctx, scene);
    const resumed = await killInTurn(stage, scene, sourceId, everyMs);
    const handedOverMs = performance.now() - startedAt;
    await untilDelivered(stage.ctx, sourceId, count);
    const settledMs = performance.now() - startedAt;
    const { figures, wrong } = await judge(stage.ctx, scene, sourceId, count);
    const worst = [...resumed].map(([what, { times }]) => ({
      what: `resumed after ${what} was killed, slowest of ${times.length}`,
      value: Math.max(...times) / 1_000,
      unit: 's',
      limit: { what: 'the goal', value: 10, wanted: 'at most 1.00' },
    }));
    printFigures(
      `A broadcast to ${count.toLocaleString('en')} with ${[...resumed.values()].reduce((sum, one) => sum + one.times.length, 0)} kills`,
      [
        ...figures,
        ...worst,
        { what: 'handed over after', value: handedOverMs / 1_000, unit: 's' },
        { what: 'every outcome known after', value: settledMs / 1_000, unit: 's' },
      ],
    );
    conclude(wrong);
  } finally {
    await stage.close();
  }
}

/** Kills one after the other until everything has been handed over. Returns how long each took until the carrier got a new message. */
async function killInTurn(stage: Stage, scene: Scene, sourceId: string, everyMs: number) {
  const { web, workers, installation } = stage;
  const everything = () =>
    Promise.all([installation.killPostgres(), web.killAndRestart(), ...workers.map((one) => one.killAndRestart())]);
  const victims: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a worker', () => workers[0]?.killAndRestart() ?? Promise.resolve()],
    ['the web process', () => web.killAndRestart()],
    ['PostgreSQL', () => installation.killPostgres()],
    ['the other worker', () => workers[1]?.killAndRestart() ?? Promise.resolve()],
    ['both workers', () => Promise.all(workers.map((one) => one.killAndRestart()))],
    ['everything', everything],
  ];
  const resumed = new Map<string, { times: number[] }>();
  for (let round = 0; ; round += 1) {
    await wait(everyMs);
    if (((await countStates(stage.ctx, sourceId))?.['queued'] ?? 1) === 0) return resumed;
    const [what, kill] = victims[round % victims.length] ?? ['nothing', async () => undefined];
    const killedAt = performance.now();
    const restarted = kill();
    await wait(underWayMs);
    const before = await countTaken(scene);
    const isOver = async () => ((await countStates(stage.ctx, sourceId))?.['queued'] ?? 1) === 0;
    while ((await countTaken(scene)) <= before && !(await isOver())) await wait(100);
    const ms = performance.now() - killedAt;
    await restarted;
    const known = resumed.get(what) ?? { times: [] };
    known.times.push(ms);
    resumed.set(what, known);
    if (process.env['BENCH_VERBOSE']) console.log(`${what} was killed; new messages after ${Math.round(ms)} ms`);
  }
}
