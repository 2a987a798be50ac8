import type { ContactTarget } from '@tidings/core/contract/contacts';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { matchingIds, resolveFilter } from './filter-store.ts';

/** Ids of a set of contacts as SQL: `in (${people})`. */
export type People = RawBuilder<{ id: string }>;

/** The people that a bulk action or an export is about, as a query: those named that are there, or all that match but some. */
export async function targetIds(
  tx: Tx,
  workspaceId: string,
  target: ContactTarget,
  where = 'body.target.filter',
): Promise<People> {
  if ('ids' in target) {
    return sql`select c.id from contacts c where c.workspace_id = ${workspaceId} and c.deleted_at is null
      and c.id = any (${[...target.ids]}::uuid[])`;
  }
  const ids = matchingIds(await resolveFilter(tx, workspaceId, target.filter, where));
  return target.except_ids.length === 0 ? ids : sql`${ids} and c.id <> all (${[...target.except_ids]}::uuid[])`;
}

export async function countPeople(tx: Tx, people: People): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from (${people}) p`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** The next of these people after an id: for work that is done in steps. */
export async function nextPeople(tx: Tx, people: People, after: string | null, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select p.id from (${people}) p
    where ${after}::uuid is null or p.id > ${after}::uuid order by p.id limit ${limit}`.execute(tx);
  return rows.map((row) => row.id);
}

export function theseIds(ids: readonly string[]): People {
  return sql`select unnest(${[...ids]}::uuid[]) as id`;
}
