import type { AgreedNumbers } from '@tidings/core/compliance/agreed-numbers';
import type { Said } from '@tidings/core/contacts/source-step';
import { sql } from 'kysely';
import type { BulkTx } from '../../db/bulk.ts';
import { copyValue } from '../../db/bulk.ts';
import type { Tx } from '../../db/database.ts';
import { displayName } from '../contacts/addresses-store.ts';
import type { PeopleAt } from '../contacts/consent-store.ts';

interface Owner {
  readonly workspaceId: string;
  readonly sourceId: string;
}

/** Makes the temporary table that the hashes of the sheet's rows go into, each with its place from 0 below the header, and its line. */
export async function createSheetRows(tx: Tx): Promise<void> {
  await sql`create temp table sheet_rows (place int, line int, row_hash text) on commit drop`.execute(tx);
}

/** @param lines in COPY's text format: place, tab, line, tab, hash */
export function copySheetRows({ copy }: BulkTx, lines: string): Promise<void> {
  return copy('sheet_rows', ['place', 'line', 'row_hash'], lines);
}

/**
 * Places of the rows that are not as they were taken over. With a sync, also of those that another one took over. Joins are by hash from here on:
 * of tables that grew a moment ago the planner expects a handful of rows, and would go through all of the one for each of the other.
 */
export async function listChangedPlaces(tx: Tx, { workspaceId, sourceId }: Owner, doneBy: string | null): Promise<number[]> {
  await sql`analyze sheet_rows`.execute(tx);
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(tx);
  const { rows } = await sql<{ place: number }>`
    select s.place from sheet_rows s left join list_source_rows r
      on r.row_hash = s.row_hash and r.workspace_id = ${workspaceId} and r.source_id = ${sourceId}
        and (${doneBy}::uuid is null or r.sync_id = ${doneBy}::uuid)
    where r.id is null order by s.place`.execute(tx);
  return rows.map((row) => row.place);
}

/** Places of the rows that are as they were, of which it is not known what they say: they were taken over before that was kept. */
export async function listUnsaidPlaces(tx: Tx, { workspaceId, sourceId }: Owner): Promise<number[]> {
  const { rows } = await sql<{ place: number }>`
    select s.place from list_source_rows r join sheet_rows s on s.row_hash = r.row_hash
    where r.workspace_id = ${workspaceId} and r.source_id = ${sourceId} and r.said is null and r.contact_id is not null`.execute(
    tx,
  );
  return rows.map((row) => row.place);
}

/** A row that is not in the sheet any more as it was. */
export interface Orphan {
  readonly id: number;
  readonly contact_id: string | null;
  readonly line: number;
  readonly name_key: string | null;
  readonly consent: 'yes' | 'no' | null;
  /** It put the person on the list. */
  readonly put_on: boolean;
  /** Another row of the same person is still there. */
  readonly elsewhere: boolean;
  /** Where the nearest rows above and below it that are as they were stand now: it stood between them. Null where there is none. */
  readonly above: number | null;
  readonly below: number | null;
}

/** The rows of a source that are not in sheet_rows. After listChangedPlaces, in its transaction. */
export async function listOrphans(tx: Tx, { workspaceId, sourceId }: Owner): Promise<Orphan[]> {
  const { rows } = await sql<Omit<Orphan, 'elsewhere' | 'above' | 'below'>>`
    select r.id, r.contact_id, r.line, r.name_key, r.consent, r.put_on
    from list_source_rows r left join sheet_rows s on s.row_hash = r.row_hash
    where r.workspace_id = ${workspaceId} and r.source_id = ${sourceId} and s.row_hash is null`.execute(tx);
  if (rows.length === 0) return [];
  const ids = [...new Set(rows.flatMap((row) => row.contact_id ?? []))];
  const { rows: there } = await sql<{ contact_id: string }>`
    select distinct r.contact_id from list_source_rows r join unnest(${ids}::uuid[]) p(id) on p.id = r.contact_id
    join sheet_rows s on s.row_hash = r.row_hash
    where r.workspace_id = ${workspaceId} and r.source_id = ${sourceId}`.execute(tx);
  const elsewhere = new Set(there.map((row) => row.contact_id));
  const between = await neighbours(tx, { workspaceId, sourceId });
  return rows.map((row) => ({
    ...row,
    elsewhere: row.contact_id !== null && elsewhere.has(row.contact_id),
    above: between.get(row.id)?.above ?? null,
    below: between.get(row.id)?.below ?? null,
  }));
}

/** How many people the rows of a source are about. */
export async function countPeopleOfRows(tx: Tx, { workspaceId, sourceId }: Owner): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(distinct contact_id)::int as n from list_source_rows where workspace_id = ${workspaceId} and source_id = ${sourceId}`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}

/** Between which lines of today the rows stood that are gone. */
async function neighbours(tx: Tx, { workspaceId, sourceId }: Owner) {
  const { rows } = await sql<Pick<Orphan, 'id' | 'above' | 'below'>>`
    select id, above, below from (
      select r.id, s.line as now, max(s.line) over (order by r.line, r.id) as above,
        min(s.line) over (order by r.line, r.id rows between current row and unbounded following) as below
      from list_source_rows r left join sheet_rows s on s.row_hash = r.row_hash
      where r.workspace_id = ${workspaceId} and r.source_id = ${sourceId}
    ) all_rows where now is null`.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * A temporary table of ids. From here on joins of the transaction are by hash: of a table that grew a moment ago the planner expects a handful
 * of rows, and would go through all of the one for each of the other.
 */
async function numbersTable({ tx, copy }: BulkTx, name: string, ids: Iterable<number>): Promise<void> {
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(tx);
  await sql`create temp table ${sql.table(name)} (id bigint primary key) on commit drop`.execute(tx);
  await copy(name, ['id'], [...ids].map((id) => `${id}\n`).join(''));
  await sql`analyze ${sql.table(name)}`.execute(tx);
}

/** A row to be remembered, with the person it is about. */
export interface RowToKeep {
  readonly line: number;
  readonly contactId: string;
  readonly hash: string;
  readonly nameKey: string | null;
  readonly consent: 'yes' | 'no' | null;
  /** The row put them on the list. */
  readonly putOn: boolean;
  /** What it says; null where people are not updated. */
  readonly said: Said | null;
}

/** Remembers rows. */
export async function keepRows(
  { tx, copy }: BulkTx,
  owner: Owner & { syncId: string },
  rows: readonly RowToKeep[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`create temp table source_lines (line int, contact_id uuid, row_hash text, name_key text, consent text, put_on boolean, said jsonb) on commit drop`.execute(
    tx,
  );
  const lines = rows.map(
    (row) =>
      `${row.line}\t${row.contactId}\t${row.hash}\t${copyValue(row.nameKey)}\t${row.consent ?? '\\N'}\t${row.putOn ? 't' : 'f'}\t${row.said === null ? '\\N' : copyValue(JSON.stringify(row.said))}\n`,
  );
  await copy('source_lines', ['line', 'contact_id', 'row_hash', 'name_key', 'consent', 'put_on', 'said'], lines.join(''));
  await sql`
    insert into list_source_rows (workspace_id, source_id, contact_id, row_hash, line, name_key, consent, put_on, said, sync_id)
    select distinct on (row_hash) ${owner.workspaceId}::uuid, ${owner.sourceId}::uuid, contact_id, row_hash, line, name_key, consent, put_on,
      said, ${owner.syncId}::uuid
    from source_lines order by row_hash, line
    on conflict (source_id, row_hash) do update
      set contact_id = excluded.contact_id, line = excluded.line, consent = excluded.consent, sync_id = excluded.sync_id, said = excluded.said,
        put_on = excluded.put_on or (list_source_rows.put_on and list_source_rows.contact_id = excluded.contact_id)`.execute(tx);
}

/** Ids of the people that the merge of this transaction made or changed, by line. */
export async function mergedIds(tx: Tx): Promise<Map<number, string>> {
  const { rows } = await sql<{ line: number; id: string }>`select line, id from import_rows`.execute(tx);
  return new Map(rows.map(({ line, id }) => [line, id]));
}

/** What is compared of a person before and after. */
export interface Snapshot {
  readonly id: string;
  readonly name: string;
  readonly in_list: boolean;
  readonly sms_consent: 'yes' | 'no' | 'unknown';
  /** The numbers for which a yes stands. */
  readonly sms_agreed: AgreedNumbers;
  /** Values by field; custom fields as `custom:<key>`. */
  readonly values: Readonly<Record<string, string>>;
  /** Of their entry in the list. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  /** Details of their entry on the list, as `entry:<label>`. */
  readonly entry: Readonly<Record<string, string>>;
}

const compared = [
  'first_name',
  'last_name',
  'full_name',
  'company',
  'address_line1',
  'address_line2',
  'city',
  'region',
  'postal_code',
];
const more = ['country', 'language', 'time_zone', 'birthday', 'external_id', 'notes'];

/** People as they are at this moment of the transaction. */
export async function readPeople(
  tx: Tx,
  workspaceId: string,
  listId: string,
  ids: readonly string[],
): Promise<Map<string, Snapshot>> {
  if (ids.length === 0) return new Map();
  const fields = [...compared, ...more].map((name) => sql`${sql.lit(name)}, c.${sql.ref(name)}::text`);
  const addresses = (
    kind: string,
  ) => sql`(select string_agg(a.value, ', ' order by a.preferred desc, a.value) from contact_addresses a
    where a.contact_id = c.id and a.kind = ${kind})`;
  const { rows } = await sql<Omit<Snapshot, 'values'> & { values: Record<string, string>; custom: Record<string, unknown> }>`
    select c.id, ${displayName('c')} as name, c.sms_consent, c.sms_agreed, c.custom,
      exists (select 1 from list_entries e where e.list_id = ${listId} and e.contact_id = c.id) as in_list,
      coalesce((select e.details from list_entries e where e.list_id = ${listId} and e.contact_id = c.id), '{}') as details,
      array(select t.name from contact_tags g join tags t on t.id = g.tag_id where g.contact_id = c.id order by lower(t.name)) as tags,
      coalesce((select jsonb_object_agg('entry:' || f.label, e.details ->> f.key) from list_entries e join list_fields f on f.list_id = e.list_id
        where e.list_id = ${listId} and e.contact_id = c.id and e.details ->> f.key <> '' and f.archived_at is null), '{}') as entry,
      jsonb_strip_nulls(jsonb_build_object(${sql.join(fields)}, 'phone', ${addresses('phone')}, 'email', ${addresses('email')}, 'tags',
        (select string_agg(t.name, ', ' order by lower(t.name)) from contact_tags g join tags t on t.id = g.tag_id where g.contact_id = c.id))) as values
    from contacts c where c.workspace_id = ${workspaceId} and c.id = any(${[...ids]}::uuid[])`.execute(tx);
  return new Map(
    rows.map(({ custom, values, ...row }) => [
      row.id,
      {
        ...row,
        values: {
          ...values,
          ...Object.fromEntries(Object.entries(custom).map(([key, value]) => [`custom:${key}`, String(value)])),
        },
      },
    ]),
  );
}

/** Somebody whose rows are all gone. */
export interface Gone {
  readonly contact_id: string;
  readonly name: string;
  readonly line: number;
  /** Whether they are on the list. */
  readonly listed: boolean;
  /** Whether this source put them there. */
  readonly put_on: boolean;
  /** Another source of the list that still has them. */
  readonly held_by: string | null;
}

/** Whose rows are all gone, when these rows are. Those who were deleted here are not told of. */
export async function findGone(
  { tx, copy }: BulkTx,
  owner: Owner & { listId: string },
  orphans: Iterable<number>,
): Promise<Gone[]> {
  await numbersTable({ tx, copy }, 'gone_rows', orphans);
  const { rows } = await sql<Gone>`
    select r.contact_id, ${displayName('c')} as name, min(r.line)::int as line,
      exists (select 1 from list_entries e where e.list_id = ${owner.listId} and e.contact_id = c.id) as listed, bool_or(r.put_on) as put_on,
      (select s.name from list_source_rows o join list_sources s on s.id = o.source_id
        where o.contact_id = c.id and s.list_id = ${owner.listId} and s.id <> ${owner.sourceId} order by s.id limit 1) as held_by
    from list_source_rows r join gone_rows g on g.id = r.id join contacts c on c.id = r.contact_id
    where r.source_id = ${owner.sourceId} and c.workspace_id = ${owner.workspaceId} and c.deleted_at is null and not exists (
      select 1 from list_source_rows o left join gone_rows h on h.id = o.id
      where o.contact_id = r.contact_id and o.source_id = r.source_id and h.id is null)
    group by r.contact_id, c.id order by line`.execute(tx);
  return rows;
}

/**
 * Forgets the rows of gone_rows. After findGone, in its transaction. That the source put somebody on the list goes over to another row of theirs:
 * of the same source, or of another of the list, which then takes them off.
 */
export async function deleteGoneRows(tx: Tx, { workspaceId, listId }: { workspaceId: string; listId: string }): Promise<void> {
  await sql`
    update list_source_rows o set put_on = true
    from list_source_rows r join gone_rows g on g.id = r.id
    where r.put_on and o.contact_id = r.contact_id and not o.put_on and o.workspace_id = ${workspaceId}
      and o.id not in (select id from gone_rows)
      and o.source_id in (select id from list_sources where workspace_id = ${workspaceId} and list_id = ${listId})`.execute(tx);
  await sql`delete from list_source_rows r using gone_rows g where r.id = g.id`.execute(tx);
}

/** Takes people off the list. */
export async function takeOffList(tx: Tx, workspaceId: string, listId: string, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  await sql`delete from list_entries where workspace_id = ${workspaceId} and list_id = ${listId}
    and contact_id = any(${[...contactIds]}::uuid[])`.execute(tx);
}

/** These people with the numbers that their rows are about, as a query. */
export function peopleNamed(people: readonly { readonly id: string; readonly address: string | null }[]): PeopleAt {
  return sql`select * from unnest(${people.map((one) => one.id)}::uuid[], ${people.map((one) => one.address)}::text[]) p(id, address)`;
}
