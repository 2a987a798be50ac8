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

/**
 * Throws unless the database has exactly the migrations that this version knows. A process on another version's schema would
 * fail at its first query, again and again.
 */
export async function checkSchema(database: Database): Promise<void> {
  const known = new Set(Object.keys(listMigrations()));
  const applied = new Set(await appliedMigrations(database));
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new Error(
      `The database was brought up to date by a newer version of Tidings (it has ${unknown.join(', ')}). Run that version here, too.`,
    );
  }
  const missing = [...known].filter((name) => !applied.has(name));
  if (missing.length > 0) {
    throw new Error(
      `The database is older than this version of Tidings: run "tidings migrate" (${missing.length} ${missing.length === 1 ? 'step is' : 'steps are'} missing).`,
    );
  }
}

async function appliedMigrations(database: Database): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ there: boolean }>`select to_regclass('schema_migrations') is not null as there`.execute(
    database.open,
  );
  if (!tables[0]?.there) return [];
  const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(database.open);
  return rows.map((row) => row.name);
}
