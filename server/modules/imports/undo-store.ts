import { standardFieldKeys } from '@tidings/core/contacts/fields';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { UndoCounts } from '../../db/tables/imports.ts';
import { joinByKey } from './known-store.ts';
import type { ImportRow } from './store.ts';

export const noUndo: UndoCounts = { removed: 0, restored: 0, consents: 0, messaged: 0, changed: 0 };

/** What an undo did in one step, and where it goes on. */
export interface UndoStep {
  /** People it looked at; fewer than asked for when there are no more. */
  readonly people: number;
  readonly counts: UndoCounts;
  /** The last of the people whom the import added. */
  readonly mark: string | null;
}

/** Something was sent to the person or came from them since the import began. */
const messaged = (id: RawBuilder<unknown>, row: ImportRow) =>
  sql`exists (select 1 from messages x where x.contact_id = ${id} and x.created_at >= ${row.started_at}::timestamptz)`;

/** Somebody changed the person after the import had stored them. */
const changedSince = (row: ImportRow) => sql`(c.updated_at > ${row.last_stored_at}::timestamptz
  or exists (select 1 from contact_notes n where n.contact_id = c.id))`;

const ofImport = (row: ImportRow) =>
  sql`c.workspace_id = ${row.workspace_id} and c.import_id = ${row.id}::uuid and c.deleted_at is null`;

/** The consent is the one that the person came with. */
const ownConsent = sql`((c.sms_consent = 'no' or c.sms_agreed <> '{}') and c.sms_consent_at = c.created_at)`;

/** What an undo would do now. Reads everybody whom the import added, by an index, and everybody whom it changed. */
export async function countUndo(tx: Tx, row: ImportRow): Promise<UndoCounts & { readonly later: number }> {
  const { rows } = await sql<UndoCounts & { readonly found: number }>`
    select count(*)::int as found, count(*) filter (where messaged)::int as messaged,
      count(*) filter (where not messaged and changed)::int as changed,
      count(*) filter (where not messaged and not changed)::int as removed,
      count(*) filter (where not messaged and own)::int as consents
    from (
      select ${messaged(sql`c.id`, row)} as messaged, ${changedSince(row)} as changed, ${ownConsent} as own from contacts c
      where ${ofImport(row)} and not exists (select 1 from import_changes h where h.import_id = ${row.id}::uuid and h.contact_id = c.id)
    ) people`.execute(tx);
  const { rows: here } = await sql<Pick<UndoCounts, 'restored' | 'messaged' | 'consents'>>`
    select count(*) filter (where messaged)::int as messaged, count(*) filter (where not messaged)::int as restored,
      count(*) filter (where not messaged and own)::int as consents
    from (
      select ${messaged(sql`c.id`, row)} as messaged, c.sms_consent_at = h.consent_at as own
      from import_changes h join contacts c on c.id = h.contact_id and c.deleted_at is null
      where h.workspace_id = ${row.workspace_id} and h.import_id = ${row.id}::uuid
    ) people`.execute(tx);
  const [added, known] = [rows[0], here[0]];
  return {
    removed: added?.removed ?? 0,
    restored: known?.restored ?? 0,
    consents: (added?.consents ?? 0) + (known?.consents ?? 0),
    messaged: (added?.messaged ?? 0) + (known?.messaged ?? 0),
    changed: added?.changed ?? 0,
    later: Math.max(0, row.created - (added?.found ?? 0)),
  };
}

/**
 * Gives the next people who were here before the import their earlier values back, each only where nothing was changed since, and takes its list
 * entries, tags and consents off them. What was looked at is gone from import_changes, so that a step after a crash goes on with the others.
 * Hold the leases of the workspace: consents change.
 */
export async function undoChanges(tx: Tx, row: ImportRow, limit: number): Promise<UndoStep> {
  await joinByKey(tx);
  await sql`
    create temp table undo_people on commit drop as
    select h.*, c.id is not null and not ${messaged(sql`h.contact_id`, row)} as undone, c.id is not null as there
    from (
      select * from import_changes where workspace_id = ${row.workspace_id} and import_id = ${row.id}::uuid order by contact_id limit ${limit}
    ) h left join contacts c on c.id = h.contact_id and c.deleted_at is null`.execute(tx);
  await sql`create index on undo_people (contact_id)`.execute(tx);
  await restoreColumns(tx);
  await removeAddresses(tx);
  const consents = await restoreConsents(tx, row);
  await sql`delete from list_entries e using undo_people u where u.undone and e.contact_id = u.contact_id and e.list_id = any(u.list_ids)`.execute(
    tx,
  );
  await sql`delete from contact_tags t using undo_people u where u.undone and t.contact_id = u.contact_id and t.tag_id = any(u.tag_ids)`.execute(
    tx,
  );
  // The import has nothing more to do with them: those that are left with its id are the people whom it added.
  await sql`update contacts c set import_id = u.was_import_id from undo_people u where c.id = u.contact_id and c.import_id = ${row.id}::uuid`.execute(
    tx,
  );
  await sql`delete from import_changes h using undo_people u where h.import_id = ${row.id}::uuid and h.contact_id = u.contact_id`.execute(
    tx,
  );
  const { rows } = await sql<{ people: number; restored: number; messaged: number }>`
    select count(*)::int as people, count(*) filter (where undone)::int as restored, count(*) filter (where there and not undone)::int as messaged
    from undo_people`.execute(tx);
  const { people = 0, restored = 0, messaged: left = 0 } = rows[0] ?? {};
  return { people, counts: { ...noUndo, restored, messaged: left, consents }, mark: null };
}

const textColumns = standardFieldKeys.filter((key) => key !== 'birthday' && key !== 'phone' && key !== 'email');

/** Whether the column is as the import wrote it. */
const asWritten = (column: string) =>
  sql`u.after ? ${sql.lit(column)} and coalesce(${sql.ref(`c.${column}`)}::text, '') = u.after ->> ${sql.lit(column)}`;

const earlier = (column: string) => sql`nullif(u.before ->> ${sql.lit(column)}, '')`;

async function restoreColumns(tx: Tx): Promise<void> {
  const texts = textColumns.map(
    (column) =>
      sql`${sql.ref(column)} = case when ${asWritten(column)} then ${earlier(column)} else ${sql.ref(`c.${column}`)} end`,
  );
  // The preferred address goes back to one that the person still has.
  const addresses = (['phone', 'email'] as const).map(
    (column) => sql`${sql.ref(column)} = case when ${asWritten(column)} and (u.before ->> ${sql.lit(column)} = '' or exists (
      select 1 from contact_addresses a where a.contact_id = c.id and a.kind = ${sql.lit(column)} and a.value = u.before ->> ${sql.lit(column)}))
      then ${earlier(column)} else ${sql.ref(`c.${column}`)} end`,
  );
  await sql`
    update contacts c set ${sql.join([...texts, ...addresses])},
      birthday = case when ${asWritten('birthday')} then ${earlier('birthday')}::date else c.birthday end,
      custom = case when u.after ? 'custom' then ${earlierCustom} else c.custom end, updated_at = now()
    from undo_people u where u.undone and c.id = u.contact_id`.execute(tx);
}

/** Of the own fields each by itself. */
const earlierCustom = sql`(
  select coalesce(jsonb_object_agg(key, value), '{}') from (
    select key, case when c.custom -> key is not distinct from (u.after ->> 'custom')::jsonb -> key
      then (u.before ->> 'custom')::jsonb -> key else c.custom -> key end as value
    from jsonb_object_keys(c.custom || (u.before ->> 'custom')::jsonb) key
  ) fields where value is not null)`;

/** Takes off the addresses that the import added, unless one became the preferred one since; then what search finds people by is made anew. */
async function removeAddresses(tx: Tx): Promise<void> {
  await sql`
    delete from contact_addresses a using undo_people u join contacts c on c.id = u.contact_id
    where u.undone and a.contact_id = u.contact_id and a.value = any(case a.kind when 'phone' then u.phones else u.emails end)
      and a.value is distinct from case a.kind when 'phone' then c.phone else c.email end`.execute(tx);
  await sql`
    update contact_addresses a set preferred = not a.preferred from undo_people u join contacts c on c.id = u.contact_id
    where u.undone and a.contact_id = u.contact_id
      and a.preferred <> (a.value = coalesce(case a.kind when 'phone' then c.phone else c.email end, ''))`.execute(tx);
  const addresses = (kind: 'phone' | 'email') =>
    sql`(select array_agg(a.value order by a.preferred desc, a.value) from contact_addresses a where a.contact_id = c.id and a.kind = ${sql.lit(kind)})`;
  await sql`
    update contacts c set search = contact_search_text(c.first_name, c.last_name, c.full_name, c.company, ${addresses('email')}, ${addresses('phone')})
    from undo_people u where u.undone and c.id = u.contact_id`.execute(tx);
}

/** What stands in the ledger of a consent that was taken back. */
const ledgerLine = (row: ImportRow) =>
  sql`jsonb_build_object('import_id', ${row.id}::text, 'file', ${row.file_name}::text, 'method', 'the import was undone')`;

/** Consents that nobody changed since go back to what they were, each with a line in the ledger; questions that the import asks are not asked any more. */
async function restoreConsents(tx: Tx, row: ImportRow): Promise<number> {
  await closeRequests(tx, row, sql`select contact_id from undo_people where undone`);
  const since = await forgetGiven(
    tx,
    row,
    sql`select u.contact_id from undo_people u join contacts c on c.id = u.contact_id
      where u.undone and c.sms_consent_at is distinct from u.consent_at and u.was_consent is not null`,
  );
  const result = await sql`
    with restored as (
      update contacts c set sms_consent = u.was_consent, sms_consent_at = now(), updated_at = now(), sms_agreed = coalesce(u.was_agreed,
          case when u.was_consent = 'yes' then jsonb_build_object(coalesce(c.phone, ''), u.was_purpose) else '{}' end)
      from undo_people u where u.undone and c.id = u.contact_id and u.was_consent is not null and c.sms_consent_at = u.consent_at
      returning c.id, c.phone, c.sms_consent, c.sms_consent_purpose
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, evidence, actor_name)
    select ${row.workspace_id}::uuid, id, phone, 'sms', sms_consent, case sms_consent when 'yes' then sms_consent_purpose else 'all' end, 'import',
      ${ledgerLine(row)}, ${row.undo_by?.name ?? null}::text from restored`.execute(tx);
  return Number(result.numAffectedRows ?? 0) + since;
}

/**
 * Where something was said of consent since, that stands; but for a number for which only the import said yes, nobody did. `people` have a
 * column contact_id.
 */
async function forgetGiven(tx: Tx, row: ImportRow, people: RawBuilder<unknown>): Promise<number> {
  const result = await sql`
    with given as (
      select e.contact_id, e.address, e.id from consent_events e
      where e.workspace_id = ${row.workspace_id} and e.contact_id in (${people}) and e.source = 'import' and e.consent = 'yes'
        and e.evidence ->> 'import_id' = ${row.id}::text and not exists (
          select 1 from consent_events l where l.workspace_id = e.workspace_id and l.contact_id = e.contact_id and l.id > e.id
            and l.consent = 'yes' and l.address is not distinct from e.address)
    ), taken as (
      update contacts c set sms_agreed = c.sms_agreed - g.numbers, sms_consent_at = now(), updated_at = now()
      from (select contact_id, array_agg(coalesce(address, '')) as numbers from given group by 1) g
      where c.workspace_id = ${row.workspace_id} and c.id = g.contact_id and c.sms_agreed ?| g.numbers
      returning c.id, g.numbers
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, evidence, actor_name)
    select ${row.workspace_id}::uuid, taken.id, nullif(n.number, ''), 'sms', 'unknown', 'all', 'import', ${ledgerLine(row)}, ${row.undo_by?.name ?? null}::text
    from taken cross join lateral unnest(taken.numbers) n(number)`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

async function closeRequests(tx: Tx, row: ImportRow, people: RawBuilder<unknown>): Promise<void> {
  await sql`
    update opt_in_requests r set closed_at = now(), ask_at = null, outcome = 'withdrawn'
    where r.workspace_id = ${row.workspace_id} and r.closed_at is null and r.evidence ->> 'import_id' = ${row.id}::text
      and r.contact_id in (${people})`.execute(tx);
}

/**
 * Deletes the next people whom the import added, as any deletion does: they can be brought back by the import's id as that of the deletion. Of
 * those whom somebody changed since, list entries, tags and the consent are taken back as far as they are unchanged. Call undoChanges to its end before.
 */
export async function undoAdded(tx: Tx, row: ImportRow, limit: number): Promise<UndoStep> {
  await joinByKey(tx);
  // In the order of the index over ids: sorting all that are left for each step would take longer with each.
  await sql`select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`.execute(tx);
  await sql`
    create temp table undo_people on commit drop as
    with next as (
      select c.id, ${changedSince(row)} as changed, ${ownConsent} as own from contacts c
      where ${ofImport(row)} and c.id > coalesce(${row.undo_mark}::uuid, '00000000-0000-0000-0000-000000000000')
      order by c.id limit ${limit} for update of c
    ) select id as contact_id, changed, own, ${messaged(sql`next.id`, row)} as messaged from next`.execute(tx);
  await sql`create index on undo_people (contact_id)`.execute(tx);
  await closeRequests(tx, row, sql`select contact_id from undo_people where not messaged`);
  const taken = await sql`
    with taken as (
      update contacts c set sms_consent = 'unknown', sms_agreed = '{}', sms_consent_at = now(), updated_at = now()
      from undo_people u where not u.messaged and u.own and c.id = u.contact_id returning c.id, c.phone
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, evidence, actor_name)
    select ${row.workspace_id}::uuid, id, phone, 'sms', 'unknown', 'all', 'import', ${ledgerLine(row)}, ${row.undo_by?.name ?? null}::text from taken`.execute(
    tx,
  );
  const since = await forgetGiven(tx, row, sql`select contact_id from undo_people where not messaged and not own`);
  const mapping = row.mapping as { readonly list_ids?: readonly string[]; readonly tag_ids?: readonly string[] } | null;
  await sql`delete from list_entries e using undo_people u where u.changed and not u.messaged and e.contact_id = u.contact_id
    and e.list_id = any(${[...(mapping?.list_ids ?? [])]}::uuid[])`.execute(tx);
  await sql`delete from contact_tags t using undo_people u where u.changed and not u.messaged and t.contact_id = u.contact_id
    and t.tag_id = any(${[...(mapping?.tag_ids ?? [])]}::uuid[])`.execute(tx);
  await sql`
    update contacts c set deleted_at = now(), deletion_id = ${row.id}::uuid
    from undo_people u where not u.messaged and not u.changed and c.id = u.contact_id`.execute(tx);
  const { rows } = await sql<{ people: number; removed: number; changed: number; messaged: number; mark: string | null }>`
    select count(*)::int as people, count(*) filter (where not messaged and not changed)::int as removed,
      count(*) filter (where not messaged and changed)::int as changed, count(*) filter (where messaged)::int as messaged,
      (array_agg(contact_id order by contact_id desc))[1] as mark from undo_people`.execute(tx);
  const { people = 0, removed = 0, changed = 0, messaged: left = 0, mark = null } = rows[0] ?? {};
  return {
    people,
    counts: { ...noUndo, removed, changed, messaged: left, consents: Number(taken.numAffectedRows ?? 0) + since },
    mark,
  };
}

/** Removes what is kept for undoing of imports that cannot be undone any more, in all workspaces. */
export async function forgetUndos(tx: Tx): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update imports set undo_until = null where undo_until < now() and state <> 'undoing' returning id`.execute(tx);
  const ids = rows.map((one) => one.id);
  if (ids.length > 0) await tx.deleteFrom('import_changes').where('import_id', 'in', ids).execute();
}
