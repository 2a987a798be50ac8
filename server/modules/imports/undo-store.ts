import { standardFieldKeys } from '@tidings/core/contacts/fields';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { UndoCounts } from '../../db/tables/imports.ts';
import { joinByKey } from './known-store.ts';
import type { ImportRow } from './store.ts';
import { handOn, heldByOther, takeOutOfChain } from './undo-chain-store.ts';
import {
  changedSince,
  closeRequests,
  forgetGiven,
  ledgerLine,
  messaged,
  noUndo,
  ofImport,
  ownConsent,
  type UndoStep,
} from './undo-conditions-store.ts';
import { undoDetails } from './undo-details-store.ts';

/** The person was added by an import that is undone by now, and only stayed for what is taken away: `since` is when they were last changed but for it. */
const goesToo = (since: RawBuilder<unknown>) => sql`exists (
  select 1 from imports i where i.id = c.import_id and i.state = 'undone' and ${since} <= i.last_stored_at
    and not exists (select 1 from contact_notes n where n.contact_id = c.id)
    and not exists (select 1 from messages x where x.contact_id = c.id and x.created_at >= i.started_at))`;

/** What an undo would do now. Reads everybody whom the import added, by an index, and everybody whom it changed. */
export async function countUndo(tx: Tx, row: ImportRow): Promise<UndoCounts & { readonly later: number }> {
  const { rows } = await sql<UndoCounts & { readonly found: number }>`
    select count(*)::int as found, count(*) filter (where messaged)::int as messaged,
      count(*) filter (where not messaged and changed)::int as changed,
      count(*) filter (where not messaged and not changed)::int as removed,
      count(*) filter (where not messaged and own)::int as consents
    from (
      select ${messaged(sql`c.id`, row)} as messaged, ${changedSince(row)} as changed, ${ownConsent} as own from contacts c
      where ${ofImport(row)}
    ) people`.execute(tx);
  const { rows: here } = await sql<Pick<UndoCounts, 'restored' | 'messaged' | 'consents' | 'removed'>>`
    select count(*) filter (where messaged)::int as messaged, count(*) filter (where not messaged and not goes)::int as restored,
      count(*) filter (where not messaged and goes)::int as removed, count(*) filter (where not messaged and own)::int as consents
    from (
      select ${messaged(sql`c.id`, row)} as messaged, c.sms_consent_at = h.consent_at as own,
        c.updated_at = h.wrote_at and ${goesToo(sql`h.was_updated_at`)} as goes
      from import_changes h join contacts c on c.id = h.contact_id and c.deleted_at is null
      where h.workspace_id = ${row.workspace_id} and h.import_id = ${row.id}::uuid
    ) people`.execute(tx);
  const [added, known] = [rows[0], here[0]];
  return {
    removed: (added?.removed ?? 0) + (known?.removed ?? 0),
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
    select h.*, c.id is not null and not ${messaged(sql`h.contact_id`, row)} as undone, c.id is not null as there,
      exists (select 1 from import_changes n where n.contact_id = h.contact_id and n.import_id <> h.import_id and n.was_updated_at = h.wrote_at) as followed
    from (
      select * from import_changes where workspace_id = ${row.workspace_id} and import_id = ${row.id}::uuid order by contact_id limit ${limit}
    ) h left join contacts c on c.id = h.contact_id and c.deleted_at is null`.execute(tx);
  await sql`create index on undo_people (contact_id)`.execute(tx);
  await takeOutOfChain(tx, row);
  await restoreColumns(tx);
  await removeAddresses(tx);
  const consents = await restoreConsents(tx, row);
  await removeGroups(tx, row);
  await undoDetails(tx, row);
  const { numAffectedRows: gone = 0n } = await sql`
    update contacts c set deleted_at = now(), deletion_id = ${row.id}::uuid
    from undo_people u where u.undone and c.id = u.contact_id and ${goesToo(sql`c.updated_at`)}`.execute(tx);
  await sql`delete from import_changes h using undo_people u where h.import_id = ${row.id}::uuid and h.contact_id = u.contact_id`.execute(
    tx,
  );
  const { rows } = await sql<{ people: number; restored: number; messaged: number }>`
    select count(*)::int as people, count(*) filter (where undone)::int as restored, count(*) filter (where there and not undone)::int as messaged
    from undo_people`.execute(tx);
  const { people = 0, restored = 0, messaged: left = 0 } = rows[0] ?? {};
  const removed = Number(gone);
  return { people, counts: { ...noUndo, removed, restored: restored - removed, messaged: left, consents }, mark: null };
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
      custom = case when u.after ? 'custom' then ${earlierCustom} else c.custom end, updated_at = ${lastChanged}
    from undo_people u where u.undone and c.id = u.contact_id`.execute(tx);
}

/**
 * When the person was changed last but for this import: as before it where nobody changed them since, and left where an import did that stands. Not
 * touched where it only gave lists, tags or details.
 */
const lastChanged = sql`case when u.wrote_at is null then c.updated_at when c.updated_at = u.wrote_at then coalesce(u.was_updated_at, now())
  when u.followed then c.updated_at else now() end`;

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
      update contacts c set sms_consent = u.was_consent, sms_consent_at = case when u.was_consent = 'unknown' then now() else coalesce(u.was_consent_at, now()) end, sms_agreed = coalesce(u.was_agreed,
          case when u.was_consent = 'yes' then jsonb_build_object(coalesce(c.phone, ''), u.was_purpose) else '{}' end)
      from undo_people u where u.undone and c.id = u.contact_id and u.was_consent is not null and c.sms_consent_at = u.consent_at
      returning c.id, c.phone, c.sms_consent, c.sms_consent_purpose
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, evidence, actor_name)
    select ${row.workspace_id}::uuid, id, phone, 'sms', sms_consent, case sms_consent when 'yes' then sms_consent_purpose else 'all' end, 'import',
      ${ledgerLine(row)}, ${row.undo_by?.name ?? null}::text from restored`.execute(tx);
  return Number(result.numAffectedRows ?? 0) + since;
}

/** Takes the lists and tags off again that were new to somebody, but for those that a later import gives them, too. */
async function removeGroups(tx: Tx, row: ImportRow): Promise<void> {
  for (const [column, table, group] of [
    ['list_ids', 'list_entries', 'list_id'],
    ['tag_ids', 'contact_tags', 'tag_id'],
  ] as const) {
    const given = sql.ref(`u.${column}`);
    await handOn(
      tx,
      row,
      column,
      sql`select u.contact_id, x.of from undo_people u cross join unnest(${given}) x(of) where u.undone`,
    );
    await sql`delete from ${sql.table(table)} e using undo_people u where u.undone and e.contact_id = u.contact_id
      and ${sql.ref(`e.${group}`)} = any(${given}) and not ${heldByOther(row, column, sql`e.contact_id`, sql.ref(`e.${group}`))}`.execute(
      tx,
    );
  }
}

/** Of imports that cannot be undone any more only the fact is kept, in all workspaces. System scope. */
export async function forgetUndos(tx: Tx): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update imports set undo_until = null where undo_until < now() and state <> 'undoing' returning id`.execute(tx);
  const ids = rows.map((one) => one.id);
  if (ids.length === 0) return;
  await sql`
    insert into import_touches (workspace_id, contact_id, import_id, at)
    select workspace_id, contact_id, import_id, at from import_changes where import_id = any(${ids}::uuid[]) and wrote_at is not null
    on conflict do nothing`.execute(tx);
  await tx.deleteFrom('import_changes').where('import_id', 'in', ids).execute();
}
