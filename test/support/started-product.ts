import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../server/db/embedded/postgres.ts';

const root = join(import.meta.dirname, '..', '..');

/**
 * The product as a stranger starts it: its own database, web, worker and sandbox carrier, on a fresh data folder. With
 * `TIDINGS_TEST_DATABASE_URL` on an empty database of that server instead.
 */
export interface StartedProduct {
  readonly url: string;
  /** Presses Ctrl-C and waits; the data folder is removed. */
  close(): Promise<void>;
}

/** @param env further settings */
export async function startProduct(env: Readonly<Record<string, string>> = {}): Promise<StartedProduct> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tidings-started-'));
  chmodSync(dataDir, 0o755);
  const port = await freePort(0);
  const outside = process.env['TIDINGS_TEST_DATABASE_URL'];
  const database = outside ? await emptyDatabase(outside) : undefined;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'server/main.ts'), 'start'], {
    env: {
      ...process.env,
      ...env,
      TIDINGS_DATA: dataDir,
      TIDINGS_PORT: String(port),
      TIDINGS_DATABASE_PORT: '0',
      TIDINGS_SANDBOX_PORT: '0',
      DATABASE_URL: database?.url ?? '',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await untilRunning(child);
  return {
    url: `http://localhost:${port}`,
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await ended;
      await database?.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function emptyDatabase(adminUrl: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const name = `started_${randomBytes(6).toString('hex')}`;
  await admin.query(`create role ${name} login nosuperuser nobypassrls password '${name}'`);
  await admin.query(`create database ${name} owner ${name}`);
  const url = new URL(adminUrl);
  url.username = name;
  url.password = name;
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    drop: async () => {
      await admin.query(`drop database ${name} with (force)`);
      await admin.query(`drop role ${name}`);
      await admin.end();
    },
  };
}

function untilRunning(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes('Tidings is running at')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`It ended with ${code} while starting: ${seen}`)));
  });
}
