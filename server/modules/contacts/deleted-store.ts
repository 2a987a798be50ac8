import type { DeletedContact, DeletedFilter } from '@tidings/core/contract/deleted-contacts';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import { badField } from '../../lib/errors.ts';
import { displayName } from './addresses-store.ts';
import { wasMerged } from './merged-store.ts';
import { searchCondition } from './search-store.ts';

/** The condition on contacts under the alias `c` for deleted ones, but for those that were merged. */
export function isDeleted(workspaceId: string, { search }: DeletedFilter): RawBuilder<boolean> {
  const found = searchCondition('c', search);
  return sql<boolean>`c.workspace_id = ${workspaceId} and c.deleted_at is not null and not ${wasMerged('c')} ${found ? sql`and ${found}` : sql``}`;
}

interface DeletedRow extends Omit<DeletedContact, 'deleted_at'> {
  readonly deleted_at: Date;
  /** Exactly as the database compares it: a Date has no microseconds. */
  readonly sort_key: string;
}

/** One page of deleted people, the latest first. */
export async function listDeleted(
  tx: Tx,
  workspaceId: string,
  filter: DeletedFilter,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<DeletedContact>> {
  const after = readCursor(page.cursor);
  const later = after ? sql`and (c.deleted_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``;
  const { rows } = await sql<DeletedRow>`
    select c.id, ${displayName('c')} as name, c.phone, c.email, c.company, c.deleted_at, c.deletion_id, c.deleted_at::text as sort_key
    from contacts c where ${isDeleted(workspaceId, filter)} ${later}
    order by c.deleted_at desc, c.id desc limit ${page.limit + 1}`.execute(tx);
  const { items, next_cursor } = toPage(rows, page.limit, (row) => [row.sort_key, row.id]);
  return { items: items.map((row) => ({ ...row, deleted_at: row.deleted_at.toISOString() })), next_cursor };
}

function readCursor(cursor: string | undefined): readonly [string, string] | undefined {
  const values = decodeCursor(cursor, 2);
  if (!values) return undefined;
  const [at, id] = values;
  const fits =
    typeof at === 'string' &&
    typeof id === 'string' &&
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:?\d\d)?$/.test(at) &&
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  if (!fits) throw badField('query.cursor', 'is not a cursor of this list; leave it out to start at the beginning');
  return [at, id];
}

/** How many deleted people match. */
export async function countDeleted(tx: Tx, workspaceId: string, filter: DeletedFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from contacts c where ${isDeleted(workspaceId, filter)}`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}
