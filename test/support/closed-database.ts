import pg from 'pg';
import { inject } from 'vitest';

/** Closes a test's own database to everybody and ends their connections. The returned function opens it again. */
export async function closeDatabase({ databaseUrl }: { readonly databaseUrl: string }): Promise<() => Promise<void>> {
  const name = new URL(databaseUrl).pathname.slice(1);
  const admin = new pg.Client({ connectionString: inject('adminUrl') });
  await admin.connect();
  await admin.query(`alter database ${name} with allow_connections false`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  return async () => {
    await admin.query(`alter database ${name} with allow_connections true`);
    await admin.end();
  };
}
