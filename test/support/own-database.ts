import { chmodSync } from 'node:fs';
import { Database } from '../../server/db/database.ts';
import { type RunningPostgres, startPostgres } from '../../server/db/embedded/postgres.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createLogger } from '../../server/lib/logger.ts';

/** A PostgreSQL of a test's own, to be killed. */
export interface OwnDatabase {
  readonly url: string;
  /** SIGKILL, as a crash or the kernel's memory killer does it; started again when `meanwhile` has ended. */
  killAndRestart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it in a folder and makes its tables. Commits are as safe as in production but for a power cut, which no test has. */
export async function ownDatabase(dataDir: string): Promise<OwnDatabase> {
  chmodSync(dataDir, 0o755);
  const start = (port: number) => startPostgres({ dataDir, port, settings: { fsync: 'off' } });
  let server: RunningPostgres = await start(0);
  const database = new Database({ url: server.url, max: 2, log: createLogger('error', 'test'), name: 'own' });
  await migrate(database);
  await database.close();
  return {
    url: server.url,
    killAndRestart: async (meanwhile) => {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
      await meanwhile?.();
      server = await start(server.port);
    },
    stop: () => server.stop(),
  };
}
