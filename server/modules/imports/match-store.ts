import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { keptOptedOut } from './merge-store.ts';

/** Whom a staged row is about. */
export interface Match {
  readonly line: number;
  readonly is_new: boolean;
  readonly turn: number;
  readonly shared_phone: boolean;
  readonly kept_opted_out: boolean;
}

/** What matchRows found, by line. */
export async function readMatches(tx: Tx): Promise<Map<number, Match>> {
  const { rows } = await sql<Match>`
    select line, is_new, turn, shared_phone, ${keptOptedOut} as kept_opted_out from import_match m`.execute(tx);
  return new Map(rows.map((row) => [row.line, row]));
}
