import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processFlags } from '../server/cli/supervise.ts';
import { loadConfig } from '../server/config/config.ts';
import { type Context, createContext } from '../server/context.ts';
import { type RunningPostgres, startPostgres } from '../server/db/embedded/postgres.ts';
import { migrate } from '../server/db/migrate.ts';
import { createLogger } from '../server/lib/logger.ts';
import { jobHandlers } from '../server/registry/jobs.ts';

const root = join(import.meta.dirname, '..');

/** A fresh installation in a temporary folder, with the database as it runs in production. */
export interface BenchInstallation {
  readonly dataDir: string;
  readonly postgres: RunningPostgres;
  readonly ctx: Context;
  /** Variables that make another process of ours part of this installation. */
  readonly env: NodeJS.ProcessEnv;
  /** SIGKILL to the whole database server; it is started again when `meanwhile` has ended. */
  killPostgres(meanwhile?: () => Promise<void>): Promise<void>;
  /** Starts a process of ours and waits until its output or messages say that it is ready. */
  spawn(entry: string, args: readonly string[], ready: 'message' | string): Promise<ChildProcess>;
  close(): Promise<void>;
}

/** Makes an installation; `env` holds further settings. */
export async function benchInstallation(env: Record<string, string> = {}): Promise<BenchInstallation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tidings-bench-'));
  chmodSync(dataDir, 0o755);
  let postgres = await startPostgres({ dataDir, port: 0 });
  const all = {
    ...env,
    TIDINGS_DATA: dataDir,
    DATABASE_URL: postgres.url,
    TIDINGS_LOG_LEVEL: env['TIDINGS_LOG_LEVEL'] ?? 'error',
  };
  const config = loadConfig(all);
  const log = createLogger(config.logLevel, 'bench');
  const ctx = createContext({
    config,
    databaseUrl: postgres.url,
    role: 'tool',
    sandboxControlToken: 'bench',
    overrides: { log },
  });
  await migrate(ctx.db);
  await ctx.jobs.start(jobHandlers.map((handler) => handler.definition));
  const children: ChildProcess[] = [];
  return {
    dataDir,
    get postgres() {
      return postgres;
    },
    ctx,
    killPostgres: async (meanwhile) => {
      process.kill(postgres.pid, 'SIGKILL');
      await postgres.exited;
      await meanwhile?.();
      postgres = await startPostgres({ dataDir, port: postgres.port });
    },
    env: { ...process.env, ...all },
    spawn: async (entry, args, ready) => {
      const child = spawn(process.execPath, [...processFlags(args), ...profileFlags(entry), join(root, entry), ...args], {
        env: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'tidings-code'), ...process.env, ...all },
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      });
      children.push(child);
      await new Promise<void>((resolve, reject) => {
        child.once('exit', (code) => reject(new Error(`${entry} ended with ${code}`)));
        if (ready === 'message') child.once('message', () => resolve());
        else child.stdout?.on('data', (chunk: Buffer) => chunk.toString().includes(ready) && resolve());
      });
      return child;
    },
    close: async () => {
      for (const child of children) await stopChild(child);
      await ctx.close();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** `BENCH_PROFILE=<folder>` keeps a CPU profile of each web and worker process, for the browser's developer tools. */
function profileFlags(entry: string): string[] {
  const folder = process.env['BENCH_PROFILE'];
  return folder && entry.startsWith('server/') ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** Highest resident memory of a process so far, in megabytes (Linux only, else undefined). */
export function peakMemoryMb(pid: number | undefined): number | undefined {
  try {
    const kb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? undefined : Math.round(Number(kb) / 1024);
  } catch {
    return undefined;
  }
}

/** Processor time of a process so far, in seconds (Linux only, else 0). */
export function cpuSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** One figure of a bench, with the limit it is compared to, measured in the same run. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** A limit or goal, and what the ratio to it should be. */
  readonly limit?: { readonly what: string; readonly value: number; readonly wanted: string };
}

/** Prints figures as a table: value, limit, ratio. */
export function printFigures(title: string, figures: readonly Figure[]): void {
  const show = (value: number) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2));
  console.log(`\n${title}`);
  for (const { what, value, unit, limit } of figures) {
    const ratio = limit
      ? `   ${(value / limit.value).toFixed(2)} of ${limit.what} (${show(limit.value)} ${unit}); wanted: ${limit.wanted}`
      : '';
    console.log(`  ${what.padEnd(44)} ${show(value).padStart(10)} ${unit}${ratio}`);
  }
}
