import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { Database } from '../db/database.ts';
import { startPostgres } from '../db/embedded/postgres.ts';
import { migrate } from '../db/migrate.ts';
import { Jobs } from '../jobs/jobs.ts';
import { createLogger } from '../lib/logger.ts';
import { jobHandlers } from '../registry/jobs.ts';

declare module 'vitest' {
  interface ProvidedContext {
    adminUrl: string;
    appUrl: string;
    /** Where the keys of the test database cluster lie. */
    dataDir: string;
  }
}

/** One PostgreSQL for the whole run, with a migrated database that every test file gets a copy of. Speed before safety: nothing here outlives the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tidings-test-'));
  // Other users must be able to pass when PostgreSQL runs under another account.
  (await import('node:fs')).chmodSync(dataDir, 0o755);
  const postgres = await startPostgres({
    dataDir,
    port: 0,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  const log = createLogger('error', 'test');
  const database = new Database({ url: postgres.url, max: 4, log, name: 'template' });
  await migrate(database);
  await database.close();
  const jobs = new Jobs({ url: postgres.url, log, supervise: false });
  await jobs.start(jobHandlers.map((handler) => handler.definition));
  await jobs.stop(1_000);
  project.provide('adminUrl', postgres.adminUrl);
  project.provide('appUrl', postgres.url);
  project.provide('dataDir', dataDir);
  return async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
