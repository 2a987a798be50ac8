import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Context } from '../server/context.ts';
import { freePort } from '../server/db/embedded/postgres.ts';
import { callCarrier } from '../server/modules/connections/provision-sandbox.ts';
import { type BenchInstallation, benchInstallation, peakMemoryMb, printFigures, stopChild } from './harness.ts';
import { planBroadcast, prepareScene, type Scene } from './scene.ts';

const folder = join(import.meta.dirname, 'compare');
const concurrency = 50;

/** What the processes of either side do at their start is not part of it: so many texts go first. */
const warmUp = 2_000;

/** `compare [count]`: the same texts through Tidings and through one job per message on Redis with Twilio's SDK, in one run. */
export async function run(args: readonly string[]): Promise<void> {
  const count = Number(args[0] ?? 20_000);
  if (!hasRedis()) {
    console.log('Skipped: there is no redis-server on this machine, and the comparison needs one.');
    return;
  }
  if (!existsSync(join(folder, 'node_modules'))) {
    console.log('Installing what the comparison needs (once) …');
    execFileSync('npm', ['install', '--no-package-lock', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  }
  const webPort = await freePort(0);
  const carrierPort = await freePort(0);
  const installation = await benchInstallation({
    TIDINGS_PORT: String(webPort),
    TIDINGS_PUBLIC_URL: `http://127.0.0.1:${webPort}`,
    TIDINGS_SANDBOX_PORT: String(carrierPort),
  });
  try {
    const { ctx } = installation;
    const token = (await import('../server/cli/place.ts')).sandboxControlToken(ctx.config);
    (ctx.sandbox as { controlToken: string }).controlToken = token;
    await installation.spawn('carrier/main.ts', ['--port', String(carrierPort), '--control-token', token], 'listening');
    const web = await installation.spawn('server/main.ts', ['web'], 'message');
    const worker = await installation.spawn('server/main.ts', ['worker'], 'message');
    const scene = await prepareScene(ctx, count);
    await sendOurs(ctx, await prepareScene(ctx, warmUp), warmUp);
    const ours = await sendOurs(ctx, scene, count);
    const ourMemory = peakMemoryMb(worker.pid) ?? 0;
    await stopChild(worker);
    await stopChild(web);
    await callCarrier(ctx, 'DELETE', `/accounts/${scene.account}/messages`);
    const theirs = await sendTheirs(installation, scene, count);
    printFigures(`${count.toLocaleString('en')} texts with two signed receipts each, through the same carrier`, [
      { what: 'one job per message: handed over', value: theirs.handedOver, unit: 'messages/s' },
      { what: 'one job per message: end to end', value: theirs.endToEnd, unit: 'messages/s' },
      { what: 'one job per message: memory of the worker', value: theirs.memory, unit: 'MB' },
      {
        what: 'Tidings: handed over',
        value: ours.handedOver,
        unit: 'messages/s',
        limit: { what: 'one job per message', value: theirs.handedOver, wanted: 'as many as it gives' },
      },
      {
        what: 'Tidings: end to end',
        value: ours.endToEnd,
        unit: 'messages/s',
        limit: { what: 'one job per message', value: theirs.endToEnd, wanted: 'at least 4.00' },
      },
      { what: 'Tidings: memory of the worker', value: ourMemory, unit: 'MB' },
    ]);
  } finally {
    await installation.close();
  }
}

interface Rates {
  /** Messages per second. */
  readonly handedOver: number;
  readonly endToEnd: number;
}

async function sendOurs(ctx: Context, scene: Scene, count: number): Promise<Rates> {
  const sourceId = await planBroadcast(ctx, scene);
  const reached = async (states: readonly string[]) => {
    const rows = await ctx.db.system((tx) =>
      tx.selectFrom('source_counts').select(['state', 'n']).where('source_id', '=', sourceId).execute(),
    );
    return rows.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + row.n, 0) >= count;
  };
  return measure(
    count,
    () => reached(['accepted', 'sent', 'delivered']),
    () => reached(['delivered']),
  );
}

async function sendTheirs(installation: BenchInstallation, scene: Scene, count: number): Promise<Rates & { memory: number }> {
  const { ctx } = installation;
  const [redisPort, hooksPort] = [await freePort(0), await freePort(0)];
  const dir = mkdtempSync(join(tmpdir(), 'tidings-redis-'));
  const redis = spawn('redis-server', ['--port', String(redisPort), '--save', '', '--appendonly', 'no', '--dir', dir], {
    stdio: 'ignore',
  });
  const children: ChildProcess[] = [];
  const settings = {
    redisPort,
    hooksPort,
    hooksUrl: `http://127.0.0.1:${hooksPort}`,
    databaseUrl: installation.postgres.url,
    carrierUrl: ctx.sandbox.url,
    account: scene.account,
    authToken: scene.authToken,
    number: scene.number,
    concurrency,
  };
  const start = async (role: string, range = {}): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [join(folder, 'pipeline.mjs'), role, JSON.stringify({ ...settings, ...range })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', (chunk: Buffer) => chunk.toString().includes('ready') && resolve());
      child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${role} ended with ${code}`))));
    });
    return child;
  };
  try {
    await listens(redisPort);
    await ctx.db.system(async (tx) => {
      await sql`create table compare_messages (id bigint primary key, phone text, body text, sid text, sent boolean default false, status text)`.execute(
        tx,
      );
      await sql`create index on compare_messages (sid)`.execute(tx);
      await sql`
        insert into compare_messages (id, phone, body)
        select n, '+1' || (201 + n % 700) || '55501' || lpad((n % 90)::text, 2, '0'), 'Hi Person ' || n || ', doors open at nine on Sunday.'
        from generate_series(1, ${count + warmUp}::int) n`.execute(tx);
    });
    await start('hooks');
    const worker = await start('worker');
    const send = async (from: number, to: number) => {
      await start('enqueue', { from, to });
      await start('resume');
      // Its process has ended by now: the first jobs are done already, to their advantage.
      const startedAt = performance.now();
      const reached = async (condition: string) => {
        const { rows } = await sql<{
          n: number;
        }>`select count(*)::int as n from compare_messages where ${sql.raw(condition)} and id between ${from} and ${to}`.execute(
          ctx.db.open,
        );
        return (rows[0]?.n ?? 0) > to - from;
      };
      return measure(
        to - from + 1,
        () => reached('sent'),
        () => reached(`status = 'delivered'`),
        startedAt,
      );
    };
    await send(count + 1, count + warmUp);
    const rates = await send(1, count);
    return { ...rates, memory: peakMemoryMb(worker.pid) ?? 0 };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    redis.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measure(
  count: number,
  handedOver: () => Promise<boolean>,
  delivered: () => Promise<boolean>,
  startedAt = performance.now(),
): Promise<Rates> {
  const giveUpAt = startedAt + 900_000;
  const until = async (condition: () => Promise<boolean>) => {
    while (performance.now() < giveUpAt) {
      if (await condition()) return count / ((performance.now() - startedAt) / 1_000);
      await wait(50);
    }
    throw new Error('It did not end within fifteen minutes.');
  };
  return { handedOver: await until(handedOver), endToEnd: await until(delivered) };
}

async function listens(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await wait(50);
  }
  throw new Error('Redis did not start.');
}

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
