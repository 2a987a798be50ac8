import { migrate } from '../db/migrate.ts';
import { contextFor } from './process.ts';

/** `tidings migrate`: brings the database up to date. Safe to run again, and by several at once. */
export async function migrateCommand(): Promise<void> {
  const { ctx } = contextFor('tool');
  const applied = await migrate(ctx.db);
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
  await ctx.db.close();
}
