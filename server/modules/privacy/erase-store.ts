import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Messages of somebody that wait to be sent, also those that wait for another attempt. */
export async function listWaitingMessages(tx: Tx, workspaceId: string, contactId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from messages m join outbox o on o.message_id = m.id
    where m.workspace_id = ${workspaceId} and m.contact_id = ${contactId} and o.status = 'queued' order by m.id`.execute(tx);
  return rows.map((row) => row.id);
}

/** The messages of a contact. */
export const messagesOf = (contactId: string): RawBuilder<boolean> => sql<boolean>`m.contact_id = ${contactId}`;

/** The messages that a deletion still looks at: those noted with it, and one that was just being planned. */
export const messagesLeft = ({ contactId, messageIds }: OpenErasure): RawBuilder<boolean> =>
  sql<boolean>`(m.contact_id = ${contactId} or m.id = any(${[...messageIds]}::uuid[]))`;

/**
 * Takes text and number off messages, with what providers reported of them, as far as nothing is under way; returns how many. Safe to
 * repeat: it finds what is left. The state and the counters stay as they are. One that is leased, or whose outcome is unknown, keeps both until
 * that is settled: by them it is found at the provider, so that it is not sent twice.
 */
export async function scrubMessages(tx: Tx, workspaceId: string, whose: RawBuilder<boolean>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with settled as materialized (
      select m.id, m.body is not null or m.address is not null or m.send_key is not null as full from messages m
      where m.workspace_id = ${workspaceId} and ${whose} and not exists (select 1 from outbox o where o.message_id = m.id)
    ), blanked as (
      update messages m set body = null, address = null, send_key = null from settled s where m.id = s.id and s.full returning m.id
    ), unreported as (
      update receipts r set payload = '{}' from settled s
      where r.workspace_id = ${workspaceId} and r.message_id = s.id and r.payload <> '{}'
    ), unexplained as (
      update message_attempts a set answer = null, words = null from settled s
      where a.workspace_id = ${workspaceId} and a.message_id = s.id and (a.answer is not null or a.words is not null)
    ), unread as (
      update inbound_payloads p set payload = '{}' from settled s
      where p.workspace_id = ${workspaceId} and p.message_id = s.id and p.payload <> '{}'
    )
    select count(*)::int as n from blanked`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Takes text and number off what was sent to these addresses without a contact, such as a test. Looks through the workspace's messages. */
export async function scrubNameless(tx: Tx, workspaceId: string, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  await sql`update messages m set body = null, address = null, send_key = null
    where m.workspace_id = ${workspaceId} and m.contact_id is null and m.address = any(${[...addresses]}::text[])
      and not exists (select 1 from outbox o where o.message_id = m.id)`.execute(tx);
}

/** Consent stays provable without the person: the line loses name, number and free words, and keeps the hash of the number and our own wording. */
export async function blankConsent(
  tx: Tx,
  workspaceId: string,
  contactId: string,
  addresses: readonly { readonly address: string; readonly hash: Buffer }[],
): Promise<void> {
  await sql`select set_config('tidings.privacy_deletion', 'on', true)`.execute(tx);
  await sql`
    update consent_events e set contact_id = null, address = null,
      wording = case when e.source in ('form', 'double_opt_in') then e.wording end,
      evidence = coalesce((select jsonb_build_object('address_hash', h.hash) from unnest(${addresses.map((one) => one.address)}::text[],
        ${addresses.map((one) => one.hash.toString('hex'))}::text[]) as h(address, hash) where h.address = e.address), '{}')
    where e.workspace_id = ${workspaceId} and (e.contact_id = ${contactId}
      or (e.contact_id is null and e.address = any(${addresses.map((one) => one.address)}::text[])))`.execute(tx);
  await sql`select set_config('tidings.privacy_deletion', 'off', true)`.execute(tx);
}

/** Removes what is kept by address, of addresses that are nobody else's. */
export async function forgetAddresses(tx: Tx, workspaceId: string, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  const gone = sql`workspace_id = ${workspaceId} and address = any(${[...addresses]}::text[])`;
  for (const table of [
    'suppressions',
    'address_failures',
    'failure_findings',
    'number_lookups',
    'sticky_senders',
    'opt_in_asks',
    'opt_out_doubts',
  ] as const)
    await sql`delete from ${sql.table(table)} where ${gone}`.execute(tx);
  await forgetProblemRows(tx, workspaceId, addresses);
}

/** Rows of files that could not be imported, where a cell holds one of the addresses as somebody wrote it. */
async function forgetProblemRows(tx: Tx, workspaceId: string, addresses: readonly string[]): Promise<void> {
  const emails = addresses.filter((one) => one.includes('@'));
  // The last ten digits: with or without the country's code, in whatever notation.
  const digits = addresses.filter((one) => !one.includes('@')).map((one) => one.replace(/\D/g, '').slice(-10));
  await sql`delete from import_problems where workspace_id = ${workspaceId} and exists (select 1 from unnest(cells) cell
    where lower(trim(cell)) = any(${emails}::text[]) or right(regexp_replace(cell, '\\D', '', 'g'), 10) = any(${digits}::text[]))`.execute(
    tx,
  );
}

/**
 * Takes away the first rows and samples of files and sheets that were kept for choosing their columns: of any of them the person may be part, in
 * whatever notation. A sheet brings its samples again when it is looked at the next time.
 */
export async function forgetSamples(tx: Tx, workspaceId: string): Promise<void> {
  const without = (columns: RawBuilder<unknown>) =>
    sql`(select coalesce(jsonb_agg(c || '{"samples": []}'), '[]') from jsonb_array_elements(${columns}) c)`;
  await sql`update imports set shape = shape || jsonb_build_object('sample_rows', '[]'::jsonb, 'columns', ${without(sql`shape -> 'columns'`)})
    where workspace_id = ${workspaceId} and jsonb_typeof(shape -> 'columns') = 'array'`.execute(tx);
  await sql`update list_sources set sample_rows = '[]', columns = ${without(sql`columns`)}
    where workspace_id = ${workspaceId} and jsonb_typeof(columns) = 'array'`.execute(tx);
}

/** Removes the person with all that hangs on them, and their name from what was noted about them. */
export async function deletePerson(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await sql`update audit_entries set object_id = null, object_label = null, details = '{}'
    where workspace_id = ${workspaceId} and object_id = ${id}`.execute(tx);
  await sql`delete from idempotency_keys where workspace_id = ${workspaceId} and position(${id} in answer::text) > 0`.execute(tx);
  await sql`delete from opt_out_doubts where workspace_id = ${workspaceId} and contact_id = ${id}`.execute(tx);
  await sql`update replies set contact_id = null where workspace_id = ${workspaceId} and contact_id = ${id}`.execute(tx);
  // Their numbers, among the consents that looks at past failures remember of other addresses.
  await sql`update failure_findings set consents = (
      select coalesce(jsonb_agg(one), '[]') from jsonb_array_elements(consents) one where one ->> 'contact_id' <> ${id})
    where workspace_id = ${workspaceId} and consents @> jsonb_build_array(jsonb_build_object('contact_id', ${id}::text))`.execute(
    tx,
  );
  await sql`delete from contacts where workspace_id = ${workspaceId} and id = ${id}`.execute(tx);
}

/** Notes whose traces are to be looked for: by their id, and by their messages of the last days. Call it before the person is removed. */
export async function insertErasure(tx: Tx, workspaceId: string, contactId: string, days: number): Promise<void> {
  await sql`insert into erasures (workspace_id, contact_id, message_ids)
    select ${workspaceId}::uuid, ${contactId}::uuid, coalesce(array_agg(m.id), '{}') from messages m
    where m.workspace_id = ${workspaceId} and m.contact_id = ${contactId}
      and (m.created_at > now() - make_interval(days => ${days}) or exists (select 1 from outbox o where o.message_id = m.id))`.execute(
    tx,
  );
}

/** A deletion whose traces are still looked for. */
export interface OpenErasure {
  readonly id: string;
  readonly workspaceId: string;
  readonly contactId: string;
  readonly messageIds: readonly string[];
  /** It has been for long enough. */
  readonly over: boolean;
}

/** Of all workspaces, the oldest first. */
export async function listOpenErasures(tx: Tx, days: number): Promise<OpenErasure[]> {
  const { rows } = await sql<OpenErasure>`
    select id, workspace_id as "workspaceId", contact_id as "contactId", message_ids as "messageIds",
      erased_at < now() - make_interval(days => ${days}) as over
    from erasures where closed_at is null order by erased_at limit 500`.execute(tx);
  return rows;
}

/** Ends the search unless a message is still under way. From then on nothing says whose the messages were. */
export async function closeErasure(tx: Tx, one: OpenErasure): Promise<void> {
  await sql`update messages m set contact_id = null where m.workspace_id = ${one.workspaceId} and m.contact_id = ${one.contactId}`.execute(
    tx,
  );
  await sql`update erasures set closed_at = now(), message_ids = '{}', contact_id = '00000000-0000-0000-0000-000000000000'
    where id = ${one.id} and workspace_id = ${one.workspaceId}
      and not exists (select 1 from outbox o where o.message_id = any(message_ids))`.execute(tx);
}
