import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Context } from '../server/context.ts';
import { freePort } from '../server/db/embedded/postgres.ts';
import { callCarrier } from '../server/modules/connections/provision-sandbox.ts';
import { benchInstallation, cpuSeconds, peakMemoryMb, printFigures, stopChild } from './harness.ts';
import { type Counts, planBroadcast, prepareScene, type Scene } from './scene.ts';

/** The bare client's rate on the machine that the goal of 3,500 messages/s end to end was set for (messages/s). */
const bareOfGoal = 27_000;

/**
 * `send [count]`: hand-over and end-to-end rate of one worker, with the bare client's rate in the same run: first through a carrier that sends no
 * receipts, then with two signed receipts each. What the processes do at their start is not part of it: 2,000 texts go first.
 *
 * `--cap`: with a limit on how many texts one person gets, which nobody reaches. `--state`: to people in a state whose law counts them. `--had N`:
 * each had so many lately (0 to 2). Beside a run without them, these tell what counting costs a lease.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { count, counts } = optionsOf(args);
  const webPort = await freePort(0);
  const carrierPort = await freePort(0);
  const installation = await benchInstallation({
    TIDINGS_PORT: String(webPort),
    TIDINGS_PUBLIC_URL: `http://127.0.0.1:${webPort}`,
    TIDINGS_SANDBOX_PORT: String(carrierPort),
    // The receipts that the first part loses are not asked for.
    TIDINGS_CATCH_UP_SECONDS: '3600',
  });
  try {
    const { ctx } = installation;
    const token = (await import('../server/cli/place.ts')).sandboxControlToken(ctx.config);
    (ctx.sandbox as { controlToken: string }).controlToken = token;
    const carrier = await installation.spawn(
      'carrier/main.ts',
      ['--port', String(carrierPort), '--control-token', token],
      'listening',
    );
    const web = await installation.spawn('server/main.ts', ['web'], 'message');
    const worker = await installation.spawn('server/main.ts', ['worker'], 'message');
    const workspace = await prepareScene(ctx, count, { counts });
    const bare = bareRate(ctx.sandbox.url, workspace, count);
    await callCarrier(ctx, 'DELETE', `/accounts/${workspace.account}/messages`);
    const warm = await prepareScene(ctx, 2_000, { counts });
    await waitUntil(ctx, await planBroadcast(ctx, warm), ['delivered'], 2_000);
    const silent = await prepareScene(ctx, count, { settings: { lose_probability: 1 }, counts });
    const silentId = await planBroadcast(ctx, silent);
    const silentAt = performance.now();
    const silentMs = (await waitUntil(ctx, silentId, ['accepted'], count)) - silentAt;

    const before = {
      worker: cpuSeconds(worker.pid),
      web: cpuSeconds(web.pid),
      carrier: cpuSeconds(carrier.pid),
      database: databaseCpu(installation.postgres.pid),
    };
    const sourceId = await planBroadcast(ctx, workspace);
    const startedAt = performance.now();
    const handedOver = await waitUntil(ctx, sourceId, ['accepted', 'sent', 'delivered'], count);
    const handOverMs = handedOver - startedAt;
    const endToEndMs = (await waitUntil(ctx, sourceId, ['delivered'], count)) - startedAt;
    const perSecond = (ms: number) => (count / ms) * 1_000;
    printFigures(
      `Sending ${count.toLocaleString('en')} texts through the sandbox carrier, two signed receipts each${wordsOf(counts)}`,
      [
        { what: 'bare HTTP client', value: bare, unit: 'messages/s' },
        {
          what: 'handed over, without receipts',
          value: perSecond(silentMs),
          unit: 'messages/s',
          limit: { what: 'the bare client', value: bare, wanted: '0.40' },
        },
        {
          what: 'handed over, receipts arriving meanwhile',
          value: perSecond(handOverMs),
          unit: 'messages/s',
          limit: { what: 'the bare client', value: bare, wanted: 'as many as it gives' },
        },
        {
          what: 'end to end with receipts',
          value: perSecond(endToEndMs),
          unit: 'messages/s',
          limit: { what: 'the goal', value: 3_500, wanted: '1.00 on the machine of the goal' },
        },
        {
          what: 'the same, for this machine',
          value: perSecond(endToEndMs),
          unit: 'messages/s',
          limit: { what: 'the goal scaled by the bare client', value: (3_500 * bare) / bareOfGoal, wanted: '1.00' },
        },
        {
          what: 'processor time of the worker',
          value: ((cpuSeconds(worker.pid) - before.worker) / count) * 1e6,
          unit: 'µs/message',
        },
        {
          what: 'processor time of the web process',
          value: ((cpuSeconds(web.pid) - before.web) / count) * 1e6,
          unit: 'µs/message',
        },
        {
          what: 'processor time of the carrier',
          value: ((cpuSeconds(carrier.pid) - before.carrier) / count) * 1e6,
          unit: 'µs/message',
        },
        {
          what: 'processor time of the database',
          value: ((databaseCpu(installation.postgres.pid) - before.database) / count) * 1e6,
          unit: 'µs/message',
        },
        {
          what: 'memory of the worker, highest',
          value: peakMemoryMb(worker.pid) ?? 0,
          unit: 'MB',
          limit: { what: 'the goal', value: 300, wanted: 'at most 1.00' },
        },
      ],
    );
    await stopChild(worker);
    await stopChild(web);
    await stopChild(carrier);
  } finally {
    await installation.close();
  }
}

function optionsOf(args: readonly string[]): { readonly count: number; readonly counts: Counts } {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { cap: { type: 'boolean' }, state: { type: 'boolean' }, had: { type: 'string' } },
    allowPositionals: true,
  });
  const [count, had] = [Number(positionals[0] ?? 20_000), Number(values.had ?? 0)];
  if (!Number.isInteger(count) || count < 1) throw new Error('The count is a whole number above 0.');
  if (![0, 1, 2].includes(had)) throw new Error('--had is 0, 1 or 2: one more would wait for the law.');
  return { count, counts: { cap: values.cap === true, state: values.state === true, had } };
}

function wordsOf({ cap, state, had = 0 }: Counts): string {
  const parts = [cap ? 'a limit per person' : '', state ? 'in a state that counts' : '', had > 0 ? `${had} had lately` : ''];
  return parts
    .filter((one) => one !== '')
    .map((one) => `, ${one}`)
    .join('');
}

function bareRate(url: string, workspace: Scene, count: number): number {
  const script = join(import.meta.dirname, 'bare-client.ts');
  const out = execFileSync(
    process.execPath,
    [script, url, workspace.account, workspace.authToken, workspace.number, String(count)],
    { encoding: 'utf8' },
  );
  return (JSON.parse(out) as { perSecond: number }).perSecond;
}

/** When the counters say that so many messages reached one of the states; they are read, not the messages. */
async function waitUntil(ctx: Context, sourceId: string, states: readonly string[], count: number): Promise<number> {
  const giveUpAt = performance.now() + 600_000;
  while (performance.now() < giveUpAt) {
    const rows = await ctx.db.system((tx) =>
      tx.selectFrom('source_counts').select(['state', 'reason', 'n']).where('source_id', '=', sourceId).execute(),
    );
    const n = rows.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + row.n, 0);
    if (n >= count) return performance.now();
    if (process.env['BENCH_VERBOSE']) console.log(JSON.stringify(rows));
    await wait(20);
  }
  throw new Error('The broadcast did not end within ten minutes.');
}

/** Processor time of the database server with all of its backends that still live. */
function databaseCpu(postmaster: number): number {
  const children = execFileSync('pgrep', ['-P', String(postmaster)], { encoding: 'utf8' })
    .trim()
    .split('\n');
  return [postmaster, ...children.map(Number)].reduce((sum, pid) => sum + cpuSeconds(pid), 0);
}
