import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { randomToken } from '../lib/crypto.ts';

/** What a running `tidings start` tells the other commands of this machine. */
interface RunFile {
  readonly pid: number;
  readonly databaseUrl: string;
}

const runFile = (config: Config) => join(config.dataDir, 'keys', 'run.json');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The `tidings start` that runs on this data folder, if any. */
export function findRunning(config: Config): RunFile | undefined {
  const file = runFile(config);
  if (!existsSync(file)) return undefined;
  const run = JSON.parse(readFileSync(file, 'utf8')) as RunFile;
  return run.pid !== process.pid && isAlive(run.pid) ? run : undefined;
}

/** Notes that this process runs the installation. The file holds the database password: only its owner may read it. */
export function noteRunning(config: Config, databaseUrl: string): void {
  mkdirSync(join(config.dataDir, 'keys'), { recursive: true, mode: 0o700 });
  writeFileSync(runFile(config), JSON.stringify({ pid: process.pid, databaseUrl }), { mode: 0o600 });
}

export function noteStopped(config: Config): void {
  rmSync(runFile(config), { force: true });
}

/** The database to use: DATABASE_URL, else that of the `tidings start` on this data folder. Throws with the fix. */
export function databaseUrlOf(config: Config): string {
  const url = config.databaseUrl ?? findRunning(config)?.databaseUrl;
  if (!url) throw new Error('No database: set DATABASE_URL, or run "npm start" first, which runs the embedded PostgreSQL.');
  return url;
}

/** The token of the sandbox carrier's control interface: made once per installation. */
export function sandboxControlToken(config: Config): string {
  const file = join(config.dataDir, 'keys', 'sandbox.token');
  if (!existsSync(file)) {
    mkdirSync(join(config.dataDir, 'keys'), { recursive: true, mode: 0o700 });
    writeFileSync(file, randomToken(24), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8').trim();
}
