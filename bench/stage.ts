import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { sandboxControlToken } from '../server/cli/place.ts';
import type { Context } from '../server/context.ts';
import { freePort } from '../server/db/embedded/postgres.ts';
import { type Role, startRole } from '../test/support/processes.ts';
import { type BenchInstallation, benchInstallation } from './harness.ts';
import { countStates } from './scene.ts';

/** A running installation whose processes can be killed: database, carrier, web, workers. */
export interface Stage {
  readonly installation: BenchInstallation;
  readonly ctx: Context;
  readonly web: Role;
  readonly workers: readonly Role[];
  readonly webUrl: string;
  close(): Promise<void>;
}

/** Starts everything. `keep` is how many messages the carrier remembers: more than are sent. */
export async function openStage(options: {
  readonly workers: number;
  readonly keep: number;
  readonly env?: Record<string, string>;
}): Promise<Stage> {
  const { installation, webUrl, carrierPort, token } = await install({
    // What is unknown is sent again this soon: the carrier lists at once what it took.
    TIDINGS_UNKNOWN_RESEND_SECONDS: '15',
    TIDINGS_CATCH_UP_SECONDS: '15',
    ...options.env,
  });
  const { ctx } = installation;
  await installation.spawn(
    'carrier/main.ts',
    ['--port', String(carrierPort), '--control-token', token, '--keep', String(options.keep)],
    'listening',
  );
  const env = Object.fromEntries(
    Object.entries(installation.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const web = await startRole('web', env);
  const workers: Role[] = [];
  for (let index = 0; index < options.workers; index += 1) workers.push(await startRole('worker', env));
  const close = async () => {
    await Promise.all([web, ...workers].map((one) => one.stop()));
    await installation.close();
  };
  // Interrupted, it leaves nothing running.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close().finally(() => process.exit(1)));
  return { installation, ctx, web, workers, webUrl, close };
}

/** An installation that knows where its web process and its carrier will be. */
async function install(env: Record<string, string>) {
  const webPort = await freePort(0);
  const carrierPort = await freePort(0);
  const webUrl = `http://127.0.0.1:${webPort}`;
  const installation = await benchInstallation({
    TIDINGS_PORT: String(webPort),
    TIDINGS_PUBLIC_URL: webUrl,
    TIDINGS_SANDBOX_PORT: String(carrierPort),
    TIDINGS_LOG_LEVEL: 'fatal',
    ...env,
  });
  const { ctx } = installation;
  const token = sandboxControlToken(ctx.config);
  (ctx.sandbox as { controlToken: string }).controlToken = token;
  return { installation, webUrl, carrierPort, token };
}

/** An installation before a carrier that costs next to nothing, with processes as `tidings start` runs them. */
export interface LightStage {
  readonly installation: BenchInstallation;
  readonly ctx: Context;
  readonly web: ChildProcess;
  /** Starts another worker. */
  addWorker(): Promise<ChildProcess>;
  close(): Promise<void>;
}

/** Starts it without a worker; the carrier answers after `latencyMs`, and sends two receipts for each text when they are wanted. */
export async function openLightStage(carrier: { readonly latencyMs: number; readonly receipts: boolean }): Promise<LightStage> {
  // A carrier without receipts is not asked for news.
  const { installation, carrierPort } = await install({ TIDINGS_CATCH_UP_SECONDS: '3600' });
  const args = [String(carrierPort), String(carrier.latencyMs), carrier.receipts ? 'yes' : 'no'];
  await installation.spawn('bench/light-carrier.ts', args, 'listening');
  const web = await installation.spawn('server/main.ts', ['web'], 'message');
  const close = () => installation.close();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close().finally(() => process.exit(1)));
  return {
    installation,
    ctx: installation.ctx,
    web,
    addWorker: () => installation.spawn('server/main.ts', ['worker'], 'message'),
    close,
  };
}

/** Waits until so many are delivered. Gives up when nothing has moved for five minutes; `seen` is told of each look. */
export async function untilDelivered(
  ctx: Context,
  sourceId: string,
  count: number,
  seen: (counts: Record<string, number>) => void = () => {},
): Promise<void> {
  let movedAt = performance.now();
  let before = '';
  while (performance.now() - movedAt < 300_000) {
    const counts = await countStates(ctx, sourceId);
    const now = JSON.stringify(counts);
    if (counts) seen(counts);
    if ((counts?.['delivered'] ?? 0) >= count) return;
    if (process.env['BENCH_VERBOSE'] && now !== before) console.log(now);
    if (counts && now !== before) movedAt = performance.now();
    before = now;
    await wait(500);
  }
}
