import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Config, loadConfig } from '../config/config.ts';
import { Database } from '../db/database.ts';
import { freePort, type RunningPostgres, startPostgres } from '../db/embedded/postgres.ts';
import { migrate } from '../db/migrate.ts';
import { createLogger, type Logger } from '../lib/logger.ts';
import { buildWebApp } from './build-web.ts';
import { findRunning, noteRunning, noteStopped, sandboxControlToken } from './place.ts';
import { sameWishMs } from './process.ts';
import { type Kept, keep } from './supervise.ts';

/** `tidings start`: everything on one machine, watched; what dies is started again. */
export async function start(): Promise<void> {
  const given = loadConfig(process.env);
  const config: Config = { ...given, dataDir: resolve(given.dataDir) };
  const log = createLogger(process.env['TIDINGS_LOG_LEVEL'] ? config.logLevel : 'warn', 'start');
  const running = findRunning(config);
  if (running)
    throw new Error(
      `Tidings already runs on ${config.dataDir} (process ${running.pid}). Stop that one first, or set TIDINGS_DATA.`,
    );
  mkdirSync(config.dataDir, { recursive: true });

  const database = config.databaseUrl ? undefined : await keepPostgres(config, log);
  try {
    await startOn(config, database, log);
  } catch (error) {
    await database?.stop();
    noteStopped(config);
    throw error;
  }
}

/** Everything above the database. Throws when it cannot start, with nothing of it running. */
async function startOn(config: Config, database: KeptPostgres | undefined, log: Logger): Promise<void> {
  const databaseUrl = config.databaseUrl ?? database?.url ?? '';
  noteRunning(config, databaseUrl);
  await migrateFirst(databaseUrl, log);
  await buildWebApp();

  const port = await choosePort(config);
  const sandboxPort = await freePort(config.sandboxPort);
  const env = {
    TIDINGS_LOG_LEVEL: 'warn',
    // Kept between starts: they are sooner there, and each process does without the compiler, a seventh of its memory.
    NODE_COMPILE_CACHE: join(config.dataDir, 'cache', 'code'),
    ...process.env,
    TIDINGS_DATA: config.dataDir,
    DATABASE_URL: databaseUrl,
    TIDINGS_PORT: String(port),
    TIDINGS_SANDBOX_PORT: String(sandboxPort),
  };
  const token = sandboxControlToken(config);
  const carrier = keep({
    name: 'sandbox carrier',
    entry: 'carrier/main.ts',
    args: ['--port', String(sandboxPort), '--data', join(config.dataDir, 'sandbox')],
    env: { PATH: process.env['PATH'], CARRIER_CONTROL_TOKEN: token },
    log,
    readyKey: 'listening',
  });
  const web = keep({ name: 'web', entry: 'server/main.ts', args: ['web'], env, log });
  const worker = keep({ name: 'worker', entry: 'server/main.ts', args: ['worker'], env, log });
  stopOnSignal(config, { writers: [web, worker], carrier, database });
  const [{ url }] = await Promise.all([web.ready, worker.ready, carrier.ready]);
  console.log(
    `\n  Tidings is running at ${String(url)}\n\n  Nothing reaches a real phone until you connect a provider and go live.\n  Press Ctrl-C to stop; starting again continues where it was.\n`,
  );
}

/** The wished port. When none was wished for and 3000 is busy, another one, and a word about it. */
async function choosePort(config: Config): Promise<number> {
  const port = await freePort(config.port);
  if (port === config.port || config.port === 0) return port;
  if (process.env['TIDINGS_PORT'])
    throw new Error(`Port ${config.port} is in use. Stop what uses it, or set TIDINGS_PORT to another.`);
  console.log(`Port ${config.port} is in use; taking ${port} instead. Set TIDINGS_PORT to choose.`);
  return port;
}

async function migrateFirst(url: string, log: Logger): Promise<void> {
  const database = new Database({ url, max: 2, log, name: 'tidings-migrate' });
  try {
    const applied = await migrate(database);
    if (applied.length > 0) log.info({ applied }, 'the database was brought up to date');
  } finally {
    await database.close();
  }
}

interface KeptPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Runs the embedded PostgreSQL and starts it again, on the same port, when it dies. */
async function keepPostgres(config: Config, log: Logger): Promise<KeptPostgres> {
  let stopped = false;
  let server: RunningPostgres = await startPostgres({ dataDir: config.dataDir, port: config.databasePort });
  const watch = () => {
    void server.exited.then(async () => {
      if (stopped) return;
      log.error('the embedded database ended by itself and is started again');
      for (;;) {
        try {
          server = await startPostgres({ dataDir: config.dataDir, port: server.port });
          return watch();
        } catch (error) {
          log.error({ err: error }, 'the embedded database could not be started; trying again');
          await new Promise((done) => setTimeout(done, 1_000));
        }
      }
    });
  };
  watch();
  return {
    url: server.url,
    stop: async () => {
      stopped = true;
      await server.stop();
    },
  };
}

/** Those who write stop first, then the carrier, the database last. */
function stopOnSignal(
  config: Config,
  parts: { writers: readonly Kept[]; carrier: Kept; database: KeptPostgres | undefined },
): void {
  let askedAt: number | undefined;
  const stop = async () => {
    if (askedAt !== undefined) {
      if (performance.now() - askedAt < sameWishMs) return;
      // Safe at any moment: what they had in their hands is looked up at the provider after the next start.
      console.log('Ending at once …');
      for (const one of [...parts.writers, parts.carrier]) one.kill();
      return;
    }
    askedAt = performance.now();
    console.log('\nStopping: finishing what is in flight … (again to end at once)');
    await Promise.all(parts.writers.map((one) => one.stop()));
    await parts.carrier.stop();
    await parts.database?.stop();
    noteStopped(config);
    console.log('Stopped.');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
}
