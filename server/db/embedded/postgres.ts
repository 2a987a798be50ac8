import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { randomToken } from '../../lib/crypto.ts';
import { findPlace, ownFolder, type Place } from './place.ts';

/** A running embedded PostgreSQL. */
export interface RunningPostgres {
  /** As the superuser: for making databases and roles only. */
  readonly adminUrl: string;
  /** As the application's role, which row-level security binds. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Fulfilled when the server process ends, however it ends. */
  readonly exited: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, the disk is consistent. */
  stop(): Promise<void>;
}

interface Options {
  readonly dataDir: string;
  /** The wished port; another free one is taken when it is busy. 0 for any. */
  readonly port: number;
  /** More `-c` settings, such as fsync=off in tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

interface Passwords {
  readonly admin: string;
  readonly app: string;
}

const ordinarySettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  checkpoint_completion_target: '0.9',
  random_page_cost: '1.1',
  wal_compression: 'on',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
};

/** Starts the embedded PostgreSQL on its data folder, making the cluster, the role and the database at the first start. */
export async function startPostgres(options: Options): Promise<RunningPostgres> {
  const place = findPlace(options.dataDir);
  const cluster = join(place.home, 'postgres');
  const passwords = readPasswords(options.dataDir);
  if (!existsSync(join(cluster, 'PG_VERSION'))) initialise(place, cluster, passwords.admin);
  await stopLeftBehind(cluster);
  const port = await freePort(options.port);
  const adminUrl = `postgres://postgres:${passwords.admin}@127.0.0.1:${port}/postgres`;
  const { child, exited } = await launchUntilReady(adminUrl, place, cluster, { ...options, port });
  await ensureDatabase(adminUrl, passwords.app);
  await ensureSearchIndexes(adminUrl);
  return {
    adminUrl,
    url: `postgres://tidings:${passwords.app}@127.0.0.1:${port}/tidings`,
    port,
    pid: child.pid ?? 0,
    exited,
    stop: async () => {
      child.kill('SIGINT');
      await exited;
    },
  };
}

function readPasswords(dataDir: string): Passwords {
  const file = join(dataDir, 'keys', 'database.json');
  if (!existsSync(file)) {
    mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify({ admin: randomToken(24), app: randomToken(24) }), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Passwords;
}

function initialise(place: Place, cluster: string, password: string): void {
  // A cluster without PG_VERSION was cut short: nothing in it is of use.
  rmSync(cluster, { recursive: true, force: true });
  ownFolder(cluster, place.account);
  const passwordFile = join(place.home, `.initdb-${process.pid}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.account) chownSync(passwordFile, place.account.uid, place.account.gid);
  const result = spawnSync(
    join(place.native, 'bin', 'initdb'),
    [
      `--pgdata=${cluster}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C.UTF-8',
    ],
    { ...place.account, encoding: 'utf8', cwd: '/', env: { PATH: process.env['PATH'], LC_ALL: 'C' } },
  );
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) throw new Error(`The embedded database could not be made: ${result.stderr || result.error?.message}`);
}

/** A server that a killed parent left behind still holds the folder: it is stopped, our data waits for it. */
async function stopLeftBehind(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
  if (!pid || !isPostgres(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let tries = 0; tries < 200 && isPostgres(pid); tries += 1) await wait(50);
  if (isPostgres(pid))
    throw new Error(`Another PostgreSQL (process ${pid}) uses ${cluster} and does not stop. Stop it and start again.`);
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync('/proc/self/cmdline') || (existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes('postgres'));
}

/** The wished port when it is free, else one that the system picks. */
export async function freePort(wished: number): Promise<number> {
  const attempt = (port: number) =>
    new Promise<number | undefined>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(undefined));
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
      });
    });
  const port = (await attempt(wished)) ?? (await attempt(0));
  if (port === undefined) throw new Error('No free port could be found on 127.0.0.1.');
  return port;
}

/** How long the sessions of a server that was killed may take to notice it and go. */
const longestLeaveMs = 30_000;

async function launchUntilReady(
  adminUrl: string,
  place: Place,
  cluster: string,
  { port, settings }: Pick<Options, 'port' | 'settings'>,
): Promise<{ child: ChildProcess; exited: Promise<void> }> {
  const giveUpAt = Date.now() + longestLeaveMs;
  for (;;) {
    const child = launch(place, cluster, port, { ...ordinarySettings, ...settings });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
    try {
      await untilReady(adminUrl, child, place);
      return { child, exited };
    } catch (error) {
      // Sessions of the one before, which was killed, still hold its memory: they end by themselves when they next look up.
      if (!said.includes('is still in use') || Date.now() > giveUpAt) throw error;
      await wait(250);
    }
  }
}

function launch(place: Place, cluster: string, port: number, settings: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(
    join(place.native, 'bin', 'postgres'),
    ['-D', cluster, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // Its own group: Ctrl-C in the terminal must not stop the database before those who still write to it.
    {
      ...place.account,
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    },
  );
  const log = join(place.home, 'postgres.log');
  child.stderr?.on('data', (chunk: Buffer) => appendFileSync(log, chunk));
  if (existsSync(log)) chmodSync(log, 0o600);
  return child;
}

async function untilReady(adminUrl: string, child: ChildProcess, place: Place): Promise<void> {
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  let last: unknown;
  for (let tries = 0; tries < 600; tries += 1) {
    if (ended) throw new Error(`The embedded database stopped while starting; see ${join(place.home, 'postgres.log')}`);
    const client = new pg.Client({ connectionString: adminUrl });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      last = error;
      await client.end().catch(() => undefined);
      await wait(50);
    }
  }
  throw new Error(`The embedded database did not become ready: ${last instanceof Error ? last.message : String(last)}`);
}

/** The application's role owns its database but is no superuser and does not bypass row-level security (I7). */
async function ensureDatabase(adminUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const role = await client.query(`select 1 from pg_roles where rolname = 'tidings'`);
    if (role.rowCount === 0) {
      await client.query(
        `create role tidings login nosuperuser nobypassrls nocreatedb nocreaterole password ${client.escapeLiteral(password)}`,
      );
    }
    const database = await client.query(`select 1 from pg_database where datname = 'tidings'`);
    if (database.rowCount === 0) await client.query('create database tidings owner tidings');
  } finally {
    await client.end();
  }
}

/**
 * Lets searches use their trigram indexes. PostgreSQL evaluates row-level security before any operator that could leak what it hides, and
 * LIKE is not marked as safe, though it tells nothing of its left side: without this, every search reads the workspace's whole table
 * (measured at 200,000 contacts: 300 ms instead of 15). Only a superuser may say so; with an outside database its owner does (see the docs).
 */
async function ensureSearchIndexes(adminUrl: string): Promise<void> {
  const address = new URL(adminUrl);
  address.pathname = '/tidings';
  const client = new pg.Client({ connectionString: address.toString() });
  await client.connect();
  try {
    await client.query('alter function textlike(text, text) leakproof');
  } finally {
    await client.end();
  }
}
