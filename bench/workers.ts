import { setTimeout as wait } from 'node:timers/promises';
import { type Figure, printFigures, stopChild } from './harness.ts';
import { countStates, planBroadcast, prepareScene, type Scene } from './scene.ts';
import { type LightStage, openLightStage } from './stage.ts';

const sizes = [1, 2, 4] as const;

/**
 * `workers [messages=20000] [latency=100]`: the same broadcast with 1, 2 and 4 workers, through a carrier that answers after 100 ms, so that waiting
 * is the limit, and through one that answers at once, so that the machine is. Without receipts.
 */
export async function run(args: readonly string[]): Promise<void> {
  const count = Number(args[0] ?? 20_000);
  const latencyMs = Number(args[1] ?? 100);
  const figures: Figure[] = [];
  for (const latency of [latencyMs, 0]) {
    const stage = await openLightStage({ latencyMs: latency, receipts: false });
    try {
      const scene = await prepareScene(stage.ctx, count);
      const rates: number[] = [];
      for (const workers of sizes) {
        rates.push(await rateWith(stage, scene, count, workers));
        const [one = Number.NaN] = rates;
        figures.push({
          what: `${workers === 1 ? '1 worker' : `${workers} workers`}, answers ${latency === 0 ? 'at once' : `after ${latency} ms`}`,
          value: rates.at(-1) ?? Number.NaN,
          unit: 'messages/s',
          ...(workers === 1 ? {} : { limit: { what: 'one worker', value: one, wanted: wanted(latency, workers) } }),
        });
      }
    } finally {
      await stage.close();
    }
  }
  printFigures(`The same ${count.toLocaleString('en')} texts with 1, 2 and 4 workers`, figures);
}

const wanted = (latency: number, workers: number) =>
  latency === 0 ? 'at least 1.00 once the processors are busy' : `up to ${workers}.00, as far as the processors go`;

/** Messages handed over per second by so many workers, in their second broadcast: in the first their code is still being compiled. */
async function rateWith(stage: LightStage, scene: Scene, count: number, workers: number): Promise<number> {
  const children = await Promise.all(Array.from({ length: workers }, () => stage.addWorker()));
  await send(stage, scene, count);
  const seconds = await send(stage, scene, count);
  for (const child of children) await stopChild(child);
  return count / seconds;
}

/** Seconds from the plan until everything was handed over. */
async function send(stage: LightStage, scene: Scene, count: number): Promise<number> {
  const sourceId = await planBroadcast(stage.ctx, scene);
  const startedAt = performance.now();
  while (((await countStates(stage.ctx, sourceId))?.['accepted'] ?? 0) < count) {
    if (performance.now() - startedAt > 600_000) throw new Error('It did not end within ten minutes.');
    await wait(20);
  }
  return (performance.now() - startedAt) / 1_000;
}
