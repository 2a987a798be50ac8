import { sql } from 'kysely';
import type { Database } from '../../db/database.ts';

/** Asks the database the least there is. Throws when it is away. */
export async function pingDatabase(db: Database): Promise<void> {
  await sql`select 1`.execute(db.open);
}
