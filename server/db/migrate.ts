import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from './database.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'migrations');

/** Every migration of this version, by name. Files are numbered, forward only, one transaction each. */
export function listMigrations(): Record<string, Migration> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return Object.fromEntries(
    files.map((name) => [
      name.replace(/\.sql$/, ''),
      {
        up: (db) =>
          sql
            .raw(readFileSync(join(folder, name), 'utf8'))
            .execute(db)
            .then(),
      },
    ]),
  );
}

/**
 * Brings the schema up to this version. Processes that start together wait for one another (Kysely's lock).
 * Returns the names applied. Throws with the name of the migration that failed; it left nothing behind.
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  const migrator = new Migrator({
    db: database.open,
    provider: { getMigrations: async () => listMigrations() },
    migrationTableName: 'schema_migrations',
    migrationLockTableName: 'schema_migrations_lock',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) {
    const failed = results?.find((one) => one.status === 'Error')?.migrationName ?? 'a migration';
    throw new Error(
      `The database could not be brought up to date: ${failed} failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return (results ?? []).map((one) => one.migrationName);
}
