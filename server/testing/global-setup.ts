import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
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

interface Server {
  readonly adminUrl: string;
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * One PostgreSQL for the whole run, with a migrated database that every test file gets a copy of: the embedded one, with speed before safety
 * since nothing outlives the run, or the server of `TIDINGS_TEST_DATABASE_URL` (a superuser's address), to try other versions.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tidings-test-'));
  // Other users must be able to pass when PostgreSQL runs under another account.
  chmodSync(dataDir, 0o755);
  const outside = process.env['TIDINGS_TEST_DATABASE_URL'];
  const postgres = outside ? await useServer(outside) : await startEmbedded(dataDir);
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

function startEmbedded(dataDir: string): Promise<Server> {
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
  return startPostgres({ dataDir, port: 0, settings });
}

/** A fresh template on another server; what stood there under its name goes. */
async function useServer(adminUrl: string): Promise<Server> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const password = randomBytes(12).toString('hex');
  const known = await admin.query(`select 1 from pg_roles where rolname = 'tidings'`);
  await admin.query(`${known.rowCount ? 'alter' : 'create'} role tidings login nosuperuser nobypassrls password '${password}'`);
  await admin.query('drop database if exists tidings with (force)');
  await admin.query('create database tidings owner tidings');
  await admin.end();
  const template = new URL(adminUrl);
  template.pathname = '/tidings';
  const inside = new pg.Client({ connectionString: template.toString() });
  await inside.connect();
  // As the docs ask an outside database's owner to do.
  await inside.query('alter function textlike(text, text) leakproof');
  await inside.end();
  const url = new URL(adminUrl);
  url.username = 'tidings';
  url.password = password;
  url.pathname = '/tidings';
  return { adminUrl, url: url.toString(), stop: async () => {} };
}
