import type { ContactTarget } from '@tidings/core/contract/contact-query';
import type { DeletedTarget } from '@tidings/core/contract/deleted-contacts';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { isDeleted } from './deleted-store.ts';
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

/** The deleted people to bring back, as a query. */
export function deletedIds(workspaceId: string, target: DeletedTarget): People {
  if ('filter' in target) {
    const ids = sql<{ id: string }>`select c.id from contacts c where ${isDeleted(workspaceId, target.filter)}`;
    return target.except_ids.length === 0 ? ids : sql`${ids} and c.id <> all (${[...target.except_ids]}::uuid[])`;
  }
  const chosen = 'ids' in target ? sql`c.id = any (${[...target.ids]}::uuid[])` : sql`c.deletion_id = ${target.deletion_id}`;
  return sql`select c.id from contacts c where ${isDeleted(workspaceId, {})} and ${chosen}`;
}

export async function countPeople(tx: Tx, people: People): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from (${people}) p`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** The next of these people after an id and before another: for work that is done in portions. Ids sort by the time of adding. */
export async function nextPeople(
  tx: Tx,
  people: People,
  { after, until, limit }: { readonly after: string | null; readonly until: string; readonly limit: number },
): Promise<readonly string[]> {
  const from = after === null ? sql`` : sql`and p.id > ${after}::uuid`;
  const { rows } = await sql<{ id: string }>`select p.id from (${people}) p
    where p.id < ${until}::uuid ${from} order by p.id limit ${limit}`.execute(tx);
  return rows.map((row) => row.id);
}

export function theseIds(ids: readonly string[]): People {
  return sql`select unnest(${[...ids]}::uuid[]) as id`;
}
