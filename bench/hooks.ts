import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Context } from '../server/context.ts';
import { cpuSeconds, printFigures } from './harness.ts';
import { conclude, countStates, planBroadcast, prepareScene } from './scene.ts';
import { openStage } from './stage.ts';

interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  readonly failed: number;
}

/**
 * `hooks [per second] [seconds]`: how long a receipt takes to be acknowledged, at a steady 1,000 a second, while a broadcast with receipts of its
 * own runs. Acknowledged means verified and committed together with its effect.
 */
export async function run(args: readonly string[]): Promise<void> {
  const rate = Number(args[0] ?? 1_000);
  const seconds = Number(args[1] ?? 20);
  const count = Math.ceil((rate * seconds) / 2);
  const stage = await openStage({ workers: 1, keep: count * 4, env: { TIDINGS_CATCH_UP_SECONDS: '3600' } });
  try {
    const { ctx } = stage;
    // The receipts of these never come from the carrier: the client brings them.
    const silent = await prepareScene(ctx, count, { settings: { lose_probability: 1 } });
    const waiting = await planBroadcast(ctx, silent);
    const isHandedOver = async () => {
      const counts = await countStates(ctx, waiting);
      // Some may have been fetched from the list already: the start of the web process was a gap.
      return (counts?.['accepted'] ?? 0) + (counts?.['delivered'] ?? 0) === count;
    };
    while (!(await isHandedOver())) await wait(200);
    const busy = await prepareScene(ctx, 200 * seconds * 2, { rate: 200 });
    const running = await planBroadcast(ctx, busy);
    while (((await countStates(ctx, running))?.['delivered'] ?? 0) === 0) await wait(50);
    const file = join(stage.installation.dataDir, 'hooks.txt');
    writeFileSync(file, (await listSids(ctx, waiting)).join('\n'));
    const before = (await countStates(ctx, running))?.['delivered'] ?? 0;
    const cpu = cpuSeconds(stage.web.pid);
    const startedAt = performance.now();
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(import.meta.dirname, 'hook-client.ts'),
      file,
      stage.webUrl,
      `/hooks/twilio/${silent.connectionId}/status`,
      silent.authToken,
      String(rate),
    ]);
    const measured = JSON.parse(stdout) as Measured;
    const meanwhile =
      (((await countStates(ctx, running))?.['delivered'] ?? 0) - before) / ((performance.now() - startedAt) / 1_000);
    const webSeconds = cpuSeconds(stage.web.pid) - cpu;
    const delivered = (await countStates(ctx, waiting))?.['delivered'] ?? 0;
    printFigures(`${(count * 2).toLocaleString('en')} receipts while a broadcast runs`, [
      { what: 'acknowledged', value: measured.perSecond, unit: '/s', limit: { what: 'the pace', value: rate, wanted: '1.00' } },
      { what: 'acknowledgement, median', value: measured.p50, unit: 'ms' },
      {
        what: 'acknowledgement, p99',
        value: measured.p99,
        unit: 'ms',
        limit: { what: 'the goal', value: 50, wanted: 'at most 1.00' },
      },
      { what: 'acknowledgement, slowest', value: measured.most, unit: 'ms' },
      // The broadcast's own two receipts each are among them.
      {
        what: 'processor time of the web process',
        value: (webSeconds / (count * 2 + 2 * meanwhile * ((performance.now() - startedAt) / 1_000))) * 1e6,
        unit: 'µs/receipt',
      },
      { what: 'delivered meanwhile by the broadcast', value: meanwhile, unit: 'messages/s' },
    ]);
    const wrong = [];
    if (measured.failed > 0) wrong.push(`receipts not acknowledged: ${measured.failed}`);
    if (delivered !== count) wrong.push(`delivered, in the ledger: ${delivered}, not ${count}`);
    conclude(wrong);
  } finally {
    await stage.close();
  }
}

async function listSids(ctx: Context, sourceId: string): Promise<string[]> {
  const rows = await ctx.db.system((tx) =>
    tx.selectFrom('messages').select(['id', 'provider_id']).where('source_id', '=', sourceId).orderBy('id').execute(),
  );
  return rows.map((row) => `${row.id} ${row.provider_id}`);
}
