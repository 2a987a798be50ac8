import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import type { ContactSort } from '@tidings/core/contract/contact-query';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import { badField } from '../../lib/errors.ts';
import { displayName } from './addresses-store.ts';
import { entryOf } from './entries-store.ts';
import { matches, type ResolvedFilter } from './filter-store.ts';

export interface ListedContact {
  readonly id: string;
  readonly name: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly full_name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly company: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly country: string | null;
  readonly language: string | null;
  readonly time_zone: string | null;
  readonly birthday: string | null;
  readonly external_id: string | null;
  readonly custom: Record<string, string | number | boolean | null>;
  readonly sms_consent: 'yes' | 'no' | 'unknown';
  readonly sms_consent_purpose: ConsentPurpose;
  readonly opt_in_pending: boolean;
  readonly origin: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly do_not_text: { kind: string; reason: string | null; since: string } | null;
  readonly tags: { id: string; name: string; color: string }[];
  readonly entry?: Record<string, string | number>;
  /** The value sorted by, exactly as the database compares it. */
  readonly sort_key: string;
}

/** Columns of the sorts; each is the leading part of an index after workspace_id. Ids sort by the time of adding. */
const sortColumns = { name: 'sort_name', added: 'id', updated: 'updated_at' } as const;

/** The suppression of texts that holds for a phone. */
export const doNotText = (alias: string): RawBuilder<unknown> => sql`(
  select jsonb_build_object('kind', s.kind, 'reason', s.reason, 'since', s.created_at) from suppressions s
  where s.workspace_id = ${sql.ref(`${alias}.workspace_id`)} and s.address = ${sql.ref(`${alias}.phone`)} and s.channel = 'sms'
    and s.removed_at is null limit 1)`;

/** Tags of a contact that are not archived, by name. */
export const tagsOf = (alias: string): RawBuilder<unknown> => sql`(
  select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'color', t.color) order by lower(t.name)), '[]')
  from contact_tags ct join tags t on t.id = ct.tag_id
  where ct.contact_id = ${sql.ref(`${alias}.id`)} and ct.workspace_id = ${sql.ref(`${alias}.workspace_id`)} and t.archived_at is null)`;

const listedColumns = sql`c.id, ${displayName('c')} as name, c.first_name, c.last_name, c.full_name, c.phone, c.email, c.company, c.city,
  c.region, c.country, c.language, c.time_zone, c.birthday, c.external_id, c.custom, c.sms_consent, c.sms_consent_purpose,
  exists (select 1 from opt_in_requests r where r.workspace_id = c.workspace_id and r.contact_id = c.id and r.closed_at is null) as opt_in_pending,
  c.origin, c.created_at, c.updated_at,
  ${doNotText('c')} as do_not_text, ${tagsOf('c')} as tags`;

const entryColumn = ({ filter: { list_id: listId } }: ResolvedFilter): RawBuilder<unknown> =>
  listId === undefined ? sql`` : sql`, ${entryOf('c', listId)} as entry`;

/** One person as lists show them. */
export async function findListed(tx: Tx, workspaceId: string, id: string): Promise<ListedContact | undefined> {
  const { rows } = await sql<ListedContact>`select ${listedColumns}, '' as sort_key from contacts c
    where c.workspace_id = ${workspaceId} and c.id = ${id} and c.deleted_at is null`.execute(tx);
  return rows[0];
}

/**
 * One page of contacts. The page is found in the index of the sort first; tags and suppressions are looked up for its rows only,
 * so that the cost does not grow with the workspace.
 */
export async function listContacts(
  tx: Tx,
  filter: ResolvedFilter,
  page: { readonly sort: ContactSort; readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<ListedContact>> {
  const descending = page.sort.startsWith('-');
  const column = sortColumns[page.sort.replace('-', '') as keyof typeof sortColumns];
  const key = sql.ref(`c.${column}`);
  const few = filter.rules === undefined ? undefined : await fewMatching(tx, filter);
  const conditions: RawBuilder<unknown>[] = [few === undefined ? matches(filter, 'c') : sql`c.id = any(${few}::uuid[])`];
  const after = readCursor(page.cursor, column);
  if (after) conditions.push(keyset(column, descending, after));
  const direction = descending ? sql`desc` : sql`asc`;
  const order = column === 'id' ? sql`c.id ${direction}` : sql`${key} ${direction}, c.id ${direction}`;
  const { rows } = await sql<ListedContact>`
    with found as materialized (
      select c.id from contacts c where ${sql.join(conditions, sql` and `)} order by ${order} limit ${page.limit + 1}
    )
    select ${listedColumns}${entryColumn(filter)}, ${key}::text as sort_key
    from found join contacts c on c.id = found.id order by ${order}`.execute(tx);
  return toPage(rows, page.limit, (row) => [row.sort_key, row.id]);
}

/** So many are sorted rather than met on the way through an index. */
const fewAtMost = 2_000;

/**
 * The ids of those who match rules when they are few. Nobody can tell beforehand how many match, and the way through the index of the sort
 * leads past everyone when hardly anybody does.
 */
async function fewMatching(tx: Tx, filter: ResolvedFilter): Promise<string[] | undefined> {
  const { rows } = await sql<{ id: string }>`
    select c.id from contacts c where ${matches(filter, 'c')} limit ${fewAtMost + 1}`.execute(tx);
  return rows.length > fewAtMost ? undefined : rows.map((row) => row.id);
}

/** Rows after the cursor, as a row comparison that starts in the index. Ids sort by the time of adding, so they need no second value. */
function keyset(column: string, descending: boolean, [value, id]: readonly [string, string]): RawBuilder<unknown> {
  if (column === 'id') return descending ? sql`c.id < ${id}::uuid` : sql`c.id > ${id}::uuid`;
  const bound = column === 'updated_at' ? sql`${value}::timestamptz` : sql`${value}::text`;
  const key = sql.ref(`c.${column}`);
  return descending ? sql`(${key}, c.id) < (${bound}, ${id}::uuid)` : sql`(${key}, c.id) > (${bound}, ${id}::uuid)`;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const timestamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:?\d\d)?$/;

function readCursor(cursor: string | undefined, column: string): readonly [string, string] | undefined {
  const values = decodeCursor(cursor, 2);
  if (!values) return undefined;
  const [value, id] = values;
  const fits =
    typeof value === 'string' && typeof id === 'string' && uuid.test(id) && (column !== 'updated_at' || timestamp.test(value));
  if (!fits) throw badField('query.cursor', 'belongs to another sort order; leave it out to start at the beginning');
  return [value, id];
}

/** How many match; stops counting above the limit, because no screen needs to know more at once. */
export async function countContacts(
  tx: Tx,
  filter: ResolvedFilter,
  limit: number | null,
): Promise<{ count: number; exact: boolean }> {
  const some = limit === null ? sql`` : sql`limit ${limit + 1}`;
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from (select 1 from contacts c where ${matches(filter, 'c')} ${some}) f`.execute(tx);
  const found = rows[0]?.n ?? 0;
  return limit !== null && found > limit ? { count: limit, exact: false } : { count: found, exact: true };
}
