import { hostname } from 'node:os';
import type { Config } from './config/config.ts';
import { Database } from './db/database.ts';
import { Realtime } from './events/realtime.ts';
import { Jobs } from './jobs/jobs.ts';
import { type Clock, newId, systemClock } from './lib/clock.ts';
import { loadEncryptionKey, SecretBox } from './lib/crypto.ts';
import { createLogger, type Logger } from './lib/logger.ts';
import { Metrics } from './lib/metrics.ts';
import { OutgoingHttp } from './lib/outgoing-http.ts';
import { ProcessState } from './lib/process-state.ts';

export type Role = 'web' | 'worker' | 'tool';

/** Everything that code may reach of the outside, built in one place. */
export interface Context {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly db: Database;
  readonly jobs: Jobs;
  readonly secrets: SecretBox;
  readonly realtime: Realtime;
  readonly outgoing: OutgoingHttp;
  readonly metrics: Metrics;
  /** This process, as the workers table knows it. */
  readonly process: { readonly id: string; readonly role: Role; readonly host: string; readonly state: ProcessState };
  /** Where people and providers reach Tidings, without a trailing slash. */
  readonly publicUrl: string;
  /** Where the sandbox carrier reaches this installation: on its own machine, whatever stands before the public address. */
  readonly localUrl: string;
  /** Where the sandbox carrier listens, and the token of its control interface. */
  readonly sandbox: { readonly url: string; readonly controlToken: string };
  close(): Promise<void>;
}

interface Options {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly role: Role;
  readonly sandboxControlToken: string;
  /** Replacements for tests. */
  readonly overrides?: Partial<Pick<Context, 'clock' | 'log' | 'publicUrl' | 'sandbox'>>;
}

/** Builds the infrastructure of one process. The only place that does. */
export function createContext(options: Options): Context {
  const { config, role, overrides = {} } = options;
  const log = overrides.log ?? createLogger(config.logLevel, role);
  const db = new Database({ url: options.databaseUrl, max: config.databasePool, log, name: `tidings-${role}` });
  const jobs = new Jobs({ url: options.databaseUrl, log, supervise: role === 'worker' });
  const realtime = new Realtime(options.databaseUrl, log);
  const sandbox = overrides.sandbox ?? {
    url: config.sandboxUrl ?? `http://127.0.0.1:${config.sandboxPort}`,
    controlToken: options.sandboxControlToken,
  };
  const publicUrl = overrides.publicUrl ?? config.publicUrl ?? `http://localhost:${config.port}`;
  const clock = overrides.clock ?? systemClock;
  const state = new ProcessState(clock.now());
  state.tell('jobs', () => jobs.running);
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
  return {
    config,
    log,
    clock,
    db,
    jobs,
    secrets: new SecretBox(loadEncryptionKey(config.encryptionKey, config.dataDir)),
    realtime,
    outgoing: new OutgoingHttp({ allowPrivate: config.privateAddresses, always: [sandbox.url] }),
    process: { id: newId(), role, host: hostname(), state },
    metrics: new Metrics(),
    publicUrl,
    localUrl: overrides.publicUrl ?? (config.sandboxUrl ? publicUrl : `http://${host}:${config.port}`),
    sandbox,
    close: async () => {
      await jobs.stop(1_000);
      await realtime.stop();
      await db.close();
    },
  };
}
