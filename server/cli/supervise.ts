import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../lib/logger.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * What lives is collected before it has grown by more than this share: a third less memory in an import and in a broadcast for next to no
 * processor time (bench import, bench send).
 */
export const processFlags = (args: readonly string[]) => [
  '--disable-warning=ExperimentalWarning',
  ...(args[0] === 'worker' || args[0] === 'web' ? ['--heap-growing-percent=60', '--max-semi-space-size=32'] : []),
];

/** A process that is kept running: when it dies it is started again, sooner if it lived long. */
export interface Kept {
  readonly name: string;
  /** Fulfilled when it says for the first time that it does its work. */
  readonly ready: Promise<Record<string, unknown>>;
  stop(): Promise<void>;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}

interface Options {
  readonly name: string;
  /** The TypeScript entry, from the root of the repository, and its arguments. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  /** How its readiness is heard: by message, or as a line of JSON with this key on its standard output. */
  readonly readyKey?: string;
}

/** Starts a process of ours and keeps it running until stopped. */
export function keep(options: Options): Kept {
  let child: ChildProcess | undefined;
  let stopped = false;
  let failures = 0;
  const { promise: ready, resolve } = Promise.withResolvers<Record<string, unknown>>();
  const launch = () => {
    const startedAt = Date.now();
    child = spawn(process.execPath, [...processFlags(options.args), join(root, options.entry), ...options.args], {
      env: options.env,
      // Its own group: Ctrl-C reaches this supervisor only, which stops them in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    child.on('message', (message) => resolve(message as Record<string, unknown>));
    child.stdout?.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      if (options.readyKey && text.includes(`"${options.readyKey}"`)) resolve({ ready: true });
      else process.stdout.write(text);
    });
    child.on('error', (error) => options.log.error({ process: options.name, err: error }, 'a process could not be started'));
    child.on('exit', (code, signal) => {
      if (stopped) return;
      failures = Date.now() - startedAt > 30_000 ? 0 : failures + 1;
      const waitMs = Math.min(100 * 2 ** failures, 10_000);
      options.log.error({ process: options.name, code, signal, waitMs }, 'a process ended by itself and is started again');
      setTimeout(() => {
        if (!stopped) launch();
      }, waitMs);
    });
  };
  launch();
  return {
    name: options.name,
    ready,
    stop: async () => {
      stopped = true;
      const running = child;
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      const ended = new Promise((done) => running.once('exit', done));
      running.kill('SIGTERM');
      await ended;
    },
    kill: () => {
      stopped = true;
      child?.kill('SIGKILL');
    },
  };
}
