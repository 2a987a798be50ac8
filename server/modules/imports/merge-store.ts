import type { SuppressionKind } from '@tidings/core/compliance/suppression';
import type { ImportMapping } from '@tidings/core/contract/imports';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { plainColumns } from './staged-row.ts';
import { updateExisting } from './update-store.ts';

/** Suppressions that somebody wants, the person or the organisation; the others only say that the number does not work. */
const byWill: readonly SuppressionKind[] = ['opt_out', 'complaint', 'legal_block', 'manual'];

/** What the merge of every chunk of an import needs to know. */
export interface MergePlan {
  readonly workspaceId: string;
  readonly importId: string;
  readonly fileName: string;
  readonly actorName: string;
  readonly existing: ImportMapping['existing'];
  readonly matchBy: ImportMapping['match_by'];
  readonly wording: string | null;
  readonly listIds: readonly string[];
  readonly tagIds: readonly string[];
  /** A column holds names of tags. */
  readonly tagColumn: boolean;
}

export interface MergeCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly duplicates: number;
  readonly kept_opted_out: number;
  readonly consents: number;
}

/**
 * Makes the staging table of a chunk: temporary, so that nobody else sees it and it goes with the transaction. Matching looks every staged
 * row up by index, whatever the planner thinks of tables that grow faster than their statistics: then it costs the same at a million people.
 */
export async function createStaging(tx: Tx): Promise<void> {
  for (const setting of ['enable_hashjoin', 'enable_mergejoin', 'enable_seqscan', 'jit']) {
    await sql`select set_config(${setting}, 'off', true)`.execute(tx);
  }
  // The search index takes new entries on a list that is sorted in later, in bulk (see flushSearchIndex).
  await sql`set local gin_pending_list_limit = '256MB'`.execute(tx);
  await sql`
    create temp table import_rows (
      n int, line int, external_id text, phones text[], emails text[], full_name text, split_name boolean, name_key text, search text,
      ${sql.raw(plainColumns.map((column) => `${column} text`).join(', '))},
      birthday date, custom jsonb, tags text[], consent text, consent_value text
    ) on commit drop`.execute(tx);
}

/**
 * Tells the planner how the tables look that matching looks through. Without it a table that was filled a moment ago counts as nearly
 * empty, and is read from end to end for every row. Takes a sample only; its lock keeps nobody from reading or writing.
 */
export async function refreshStatistics(tx: Tx): Promise<void> {
  await sql`analyze contacts (id, workspace_id, external_id, deleted_at)`.execute(tx);
  await sql`analyze contact_addresses (workspace_id, kind, value, contact_id)`.execute(tx);
  await sql`analyze suppressions (workspace_id, address, channel, removed_at)`.execute(tx);
}

/** Sorts the waiting entries of the search index in. Until then search is right, but slower. Takes a lock on the waiting list only. */
export async function flushSearchIndex(tx: Tx): Promise<void> {
  await sql`select gin_clean_pending_list('contacts_search'::regclass)`.execute(tx);
}

const nameOf = (alias: string) =>
  sql.raw(`lower(coalesce(nullif(${alias}.full_name, ''), nullif(concat_ws(' ', ${alias}.first_name, ${alias}.last_name), '')))`);

/**
 * Finds who each staged row is about. import_match then has the staged columns, and: id (of the contact, or a new one), is_new,
 * shared_phone (the number belongs to several people), said_no (somebody with that number said no, whether still there or deleted),
 * suppressed, seen_before (an earlier row of this import was about the same person) and `turn`, above 1 for further rows about the same
 * contact: those wait until the first is stored. People with different external ids stay apart even when they share a phone. An e-mail
 * alone does not join people with other phones and other names: many share info@. Reads only.
 */
export async function matchRows(tx: Tx, plan: Pick<MergePlan, 'workspaceId' | 'importId' | 'matchBy'>): Promise<void> {
  const ws = plan.workspaceId;
  const ways = plan.matchBy.filter((way) => way !== 'external_id').map((way) => sql.ref(`by_${way}.id`));
  await sql`drop table if exists import_match`.execute(tx);
  await sql`
    create temp table import_match on commit drop as
    select r.*, coalesce(c.id, new_id()) as id, c.id is null as is_new, c.sms_consent as consent_before,
      c.phone as phone_before, coalesce(c.import_id = ${plan.importId}::uuid, false) as seen_before,
      by_external.id is null and coalesce(by_phone.owners, 0) > 1 as shared_phone, coalesce(by_phone.said_no, false) as said_no,
      s.kind as suppressed,
      case when c.id is null then 1 else row_number() over (partition by c.id order by r.n) end as turn
    from import_rows r
    left join lateral (
      select x.id from contacts x where x.workspace_id = ${ws} and x.external_id = r.external_id and x.deleted_at is null limit 1
    ) by_external on true
    left join lateral (${phoneOwners(ws)}) by_phone on true
    left join lateral (${emailOwner(ws)}) by_email on true
    left join lateral (
      select x.id, x.sms_consent, x.phone, x.import_id from contacts x
      where x.id = coalesce(${sql.join([sql.ref('by_external.id'), ...ways])}) limit 1
    ) c on true
    left join lateral (
      select x.kind from suppressions x
      where x.workspace_id = ${ws} and x.address = coalesce(r.phones[1], c.phone) and x.channel = 'sms' and x.removed_at is null
        and x.kind in (${sql.join([...byWill])}) limit 1
    ) s on true`.execute(tx);
}

/** The person with the row's number: of several the one with the row's name, else the first. */
function phoneOwners(ws: string): RawBuilder<unknown> {
  const possible = sql`x.deleted_at is null and (x.external_id is null or r.external_id is null or x.external_id = r.external_id)`;
  const place = sql`array_position(r.phones, a.value)`;
  return sql`
    select (array_agg(x.id order by ${place}, coalesce(${nameOf('x')} = r.name_key, false) desc, x.id) filter (where ${possible}))[1] as id,
      count(distinct x.id) filter (where ${possible}) as owners,
      bool_or(a.value = r.phones[1] and x.sms_consent = 'no') as said_no
    from contact_addresses a
    join contacts x on x.id = a.contact_id
    where a.workspace_id = ${ws} and a.kind = 'phone' and a.value = any(r.phones)`;
}

function emailOwner(ws: string): RawBuilder<unknown> {
  return sql`
    select x.id
    from contact_addresses a
    join contacts x on x.id = a.contact_id and x.deleted_at is null
    where a.workspace_id = ${ws} and a.kind = 'email' and a.value = any(r.emails)
      and (x.external_id is null or r.external_id is null)
      and (x.phone is null or cardinality(r.phones) = 0 or r.name_key is null or coalesce(${nameOf('x')} = r.name_key, true))
    order by array_position(r.emails, a.value), coalesce(${nameOf('x')} = r.name_key, false) desc, x.id limit 1`;
}

/** Keeps the rows whose turn it is in import_match; the others stay staged. Returns how many those are. */
export async function holdBackFurtherTurns(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from import_match where turn > 1`.execute(tx);
  const waiting = rows[0]?.n ?? 0;
  if (waiting > 0) {
    await sql`delete from import_match where turn > 1`.execute(tx);
    await sql`delete from import_rows where n in (select n from import_match)`.execute(tx);
  }
  return waiting;
}

/** Nobody who said no, or whose number is suppressed by will, is opted in by a file. */
export const keptOptedOut = sql`(m.consent = 'yes' and (m.consent_before is not distinct from 'no' or m.said_no or m.suppressed is not null))`;

/** Adds the new people with their addresses. Inserts into contacts and contact_addresses. */
async function insertNew(tx: Tx, plan: MergePlan): Promise<number> {
  const plain = sql.join(plainColumns.map((column) => sql.ref(column)));
  const fullName = sql`coalesce(m.full_name, nullif(concat_ws(' ', m.first_name, m.last_name), ''))`;
  const consent = sql`case
    when ${keptOptedOut} then case when m.suppressed in ('legal_block', 'manual') and not m.said_no then 'unknown' else 'no' end
    when m.consent = 'yes' and cardinality(m.phones) = 0 then 'unknown' else coalesce(m.consent, 'unknown') end`;
  const { numAffectedRows } = await sql`
    insert into contacts (id, workspace_id, full_name, ${plain}, birthday, external_id, custom, phone, email, sms_consent, sms_consent_at,
      origin, search, import_id)
    select m.id, ${plan.workspaceId}, ${fullName}, ${plain}, m.birthday, m.external_id, coalesce(m.custom, '{}'), m.phones[1], m.emails[1],
      ${consent}, case when ${consent} <> 'unknown' then now() end, 'import',
      m.search, ${plan.importId}::uuid
    from import_match m where m.is_new`.execute(tx);
  await sql`
    insert into contact_addresses (workspace_id, contact_id, kind, value, preferred)
    select ${plan.workspaceId}::uuid, m.id, 'phone', p.value, p.place = 1 from import_match m cross join lateral unnest(m.phones) with ordinality p(value, place) where m.is_new
    union all
    select ${plan.workspaceId}::uuid, m.id, 'email', p.value, p.place = 1 from import_match m cross join lateral unnest(m.emails) with ordinality p(value, place) where m.is_new
    `.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Writes down every consent given or withdrawn by these rows, with its evidence. */
async function recordConsents(tx: Tx, plan: MergePlan): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into consent_events (workspace_id, contact_id, address, channel, consent, source, wording, evidence, actor_name)
    select ${plan.workspaceId}::uuid, c.id, coalesce(m.phones[1], c.phone), 'sms', c.sms_consent, 'import', ${plan.wording}::text,
      jsonb_strip_nulls(jsonb_build_object('import_id', ${plan.importId}::text, 'file', ${plan.fileName}::text, 'line', m.line,
        'value', m.consent_value, 'kept_opted_out', case when ${keptOptedOut} then true end)),
      ${plan.actorName}::text
    from import_match m join contacts c on c.id = m.id
    where c.sms_consent is distinct from coalesce(m.consent_before, 'unknown')`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

async function addToListsAndTags(tx: Tx, plan: MergePlan): Promise<void> {
  // Lists and tags may have been removed since the mapping was made.
  if (plan.listIds.length > 0) {
    await sql`
      insert into list_entries (workspace_id, list_id, contact_id)
      select l.workspace_id, l.id, m.id from import_match m cross join lists l
      where l.workspace_id = ${plan.workspaceId} and l.id = any(${plan.listIds}::uuid[]) on conflict do nothing`.execute(tx);
  }
  if (plan.tagIds.length > 0) {
    await sql`
      insert into contact_tags (workspace_id, contact_id, tag_id)
      select t.workspace_id, m.id, t.id from import_match m cross join tags t
      where t.workspace_id = ${plan.workspaceId} and t.id = any(${plan.tagIds}::uuid[]) on conflict do nothing`.execute(tx);
  }
}

/** Tags named in the file; those that are not there yet are made. */
async function addNamedTags(tx: Tx, plan: MergePlan): Promise<void> {
  await sql`
    insert into tags (workspace_id, name)
    select distinct on (lower(t.name)) ${plan.workspaceId}::uuid, t.name
    from import_match m cross join lateral unnest(m.tags) t(name)
    where not exists (select 1 from tags there where there.workspace_id = ${plan.workspaceId} and lower(there.name) = lower(t.name) and there.archived_at is null)
    order by lower(t.name), m.n on conflict do nothing`.execute(tx);
  await sql`
    insert into contact_tags (workspace_id, contact_id, tag_id)
    select t.workspace_id, m.id, t.id
    from import_match m cross join lateral unnest(m.tags) named(name)
    join tags t on t.workspace_id = ${plan.workspaceId} and lower(t.name) = lower(named.name) and t.archived_at is null on conflict do nothing`.execute(
    tx,
  );
}

/** What a row of the file came to, where somebody should know. */
export interface MergeNotes {
  readonly sharedPhoneLines: readonly number[];
  readonly keptOptedOutLines: readonly number[];
}

/** Stores the rows of import_match. The counts are of rows. */
export async function mergeRows(tx: Tx, plan: MergePlan): Promise<{ counts: MergeCounts; notes: MergeNotes }> {
  await insertNew(tx, plan);
  await updateExisting(tx, plan, keptOptedOut);
  const consents = await recordConsents(tx, plan);
  await addToListsAndTags(tx, plan);
  if (plan.tagColumn) await addNamedTags(tx, plan);
  const skip = plan.existing === 'skip';
  const { rows } = await sql<Omit<MergeCounts, 'consents'> & { shared: number[] | null; kept: number[] | null }>`
    select count(*) filter (where is_new)::int as created,
      count(*) filter (where not is_new and seen_before)::int as duplicates,
      count(*) filter (where not is_new and not seen_before and u.id is not null)::int as updated,
      count(*) filter (where not is_new and not seen_before and u.id is null and not ${skip})::int as unchanged,
      count(*) filter (where not is_new and not seen_before and u.id is null and ${skip})::int as skipped,
      count(*) filter (where ${keptOptedOut})::int as kept_opted_out,
      array_agg(line) filter (where shared_phone) as shared,
      array_agg(line) filter (where ${keptOptedOut}) as kept
    from import_match m left join import_updated u on u.id = m.id`.execute(tx);
  const row = rows[0];
  if (!row) throw new Error('A count without an answer.');
  const { shared, kept, ...counts } = row;
  return { counts: { ...counts, consents }, notes: { sharedPhoneLines: shared ?? [], keptOptedOutLines: kept ?? [] } };
}
