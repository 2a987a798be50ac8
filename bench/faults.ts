import { printFigures } from './harness.ts';
import { conclude, judge, planBroadcast, prepareScene } from './scene.ts';
import { openStage, untilDelivered } from './stage.ts';

const faults = [
  { kind: 'rate_limited', probability: 0.03, retry_after_seconds: 2 },
  { kind: 'server_error', probability: 0.01 },
  { kind: 'reset_before_accept', probability: 0.01 },
  { kind: 'reset_after_accept', probability: 0.01 },
  // Longer than an answer is waited for.
  { kind: 'slow', latency_ms: 30_000, probability: 0.001 },
] as const;

/** `faults [count]`: a broadcast over two workers through a carrier that is busy, fails, resets, delays, and repeats, reorders and loses receipts. */
export async function run(args: readonly string[]): Promise<void> {
  const count = Number(args[0] ?? 100_000);
  const stage = await openStage({ workers: 2, keep: count * 2 });
  try {
    const settings = { profile: 'realistic', repeat_probability: 0.1, reorder_probability: 0.1, lose_probability: 0.01 };
    const scene = await prepareScene(stage.ctx, count, { rate: 1_000, settings });
    await scene.control('PUT', '/faults', { faults });
    const startedAt = performance.now();
    const sourceId = await planBroadcast(stage.ctx, scene);
    let unknown = 0;
    await untilDelivered(stage.ctx, sourceId, count, (counts) => {
      unknown = Math.max(unknown, counts['unknown'] ?? 0);
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    const { figures, wrong } = await judge(stage.ctx, scene, sourceId, count);
    const stats = (await scene.control('GET', '/stats')).json as {
      since_start: { requests: number; refused: number; callbacks_lost: number; callbacks_repeated: number };
    };
    const fetched = await stage.ctx.db.system((tx) =>
      tx.selectFrom('catch_ups').select('receipts').where('connection_id', '=', scene.connectionId).executeTakeFirstOrThrow(),
    );
    printFigures(`A broadcast to ${count.toLocaleString('en')} through a carrier with faults`, [
      ...figures,
      { what: 'requests refused', value: stats.since_start.refused, unit: 'requests' },
      { what: 'unknown at the same time, at most', value: unknown, unit: 'messages' },
      { what: 'receipts lost by the carrier', value: stats.since_start.callbacks_lost, unit: 'receipts' },
      { what: 'receipts repeated by the carrier', value: stats.since_start.callbacks_repeated, unit: 'receipts' },
      { what: 'outcomes fetched from the list', value: fetched.receipts, unit: 'messages' },
      { what: 'every outcome known after', value: seconds, unit: 's' },
    ]);
    conclude(wrong);
  } finally {
    await stage.close();
  }
}
