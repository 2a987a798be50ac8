import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

/** A process of the product that can be killed and is started again. */
export interface Role {
  /** Of the process that runs now. */
  readonly pid: number | undefined;
  /** SIGKILL, then a new one, at once or when `meanwhile` has ended. Fulfilled when the new one is ready. */
  killAndRestart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
  /** Sends a signal and waits for nothing. */
  signal(signal: NodeJS.Signals): void;
  /** Its exit code, once it has ended; null when a signal ended it. */
  whenEnded(): Promise<number | null>;
}

/** Starts `tidings web` or `tidings worker` as a process of its own. Fulfilled when it is ready. */
export async function startRole(role: 'web' | 'worker', env: Record<string, string>): Promise<Role> {
  let child = await ready(role, env);
  return {
    get pid() {
      return child.pid;
    },
    killAndRestart: async (meanwhile) => {
      await ended(child, 'SIGKILL');
      await meanwhile?.();
      child = await ready(role, env);
    },
    stop: () => ended(child, 'SIGKILL'),
    signal: (signal) => void child.kill(signal),
    whenEnded: async () => {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return child.exitCode;
    },
  };
}

function ready(role: string, env: Record<string, string>): Promise<ChildProcess> {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [main, role], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.on('data', (data) => {
    errors = (errors + String(data)).slice(-4_000);
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`The ${role} ended with ${code}: ${errors}`)));
  });
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
