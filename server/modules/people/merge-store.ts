import type { AgreedNumbers } from '@tidings/core/compliance/agreed-numbers';
import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import type { FieldValue } from '@tidings/core/contacts/fields';
import { type MergedColumn, type MergePerson, mergedColumns } from '@tidings/core/contacts/merge';
import type { Snapshot } from '@tidings/core/contacts/undo-merge';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { displayName } from '../contacts/addresses-store.ts';

export interface PersonRow extends Readonly<Record<MergedColumn, string | null>> {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly custom: Readonly<Record<string, FieldValue>>;
  readonly sms_consent: 'yes' | 'no' | 'unknown';
  readonly sms_consent_purpose: ConsentPurpose;
  readonly sms_agreed: AgreedNumbers;
  readonly created_at: Date;
  readonly deleted_at: Date | null;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
}

/** These people, deleted or not, in the order of their ids. `lock` keeps others from changing them until the transaction ends. */
export async function listPeople(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
  { lock = false } = {},
): Promise<Map<string, PersonRow>> {
  const wanted = sql`c.workspace_id = ${workspaceId} and c.id = any (${[...ids]}::uuid[])`;
  // Apart: addresses are read as they are once the lock is there.
  if (lock) await sql`select 1 from contacts c where ${wanted} order by c.id for update`.execute(tx);
  const { rows } = await sql<PersonRow>`
    select c.id, ${displayName('c')} as name, ${sql.join(mergedColumns.map((column) => sql.id('c', column)))}, c.phone, c.email, c.custom,
      c.sms_consent, c.sms_consent_purpose, c.sms_agreed, c.created_at, c.deleted_at,
      coalesce(a.phones, '{}') as phones, coalesce(a.emails, '{}') as emails
    from contacts c left join lateral (
      select array_agg(d.value order by d.preferred desc, d.id) filter (where d.kind = 'phone') as phones,
        array_agg(d.value order by d.preferred desc, d.id) filter (where d.kind = 'email') as emails
      from contact_addresses d where d.contact_id = c.id
    ) a on true
    where ${wanted} order by c.id`.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}

const columnsOf = (row: PersonRow) =>
  Object.fromEntries(mergedColumns.map((column) => [column, row[column]])) as Record<MergedColumn, string | null>;

export function mergePerson(row: PersonRow): MergePerson {
  const { custom, phones, emails, sms_consent: consent, sms_consent_purpose: purpose, sms_agreed: agreed } = row;
  return { columns: columnsOf(row), custom, phones, emails, consent, purpose, agreed };
}

export function snapshotOf(row: PersonRow): Snapshot {
  const { custom, phone, email, sms_consent: consent, sms_consent_purpose: purpose, sms_agreed: agreed } = row;
  return { columns: columnsOf(row), custom, phone, email, consent, purpose, agreed };
}

/** Writes the fields that a merge, or its end, decided. Addresses and consent are not among them. */
export async function writeFields(
  tx: Tx,
  workspaceId: string,
  id: string,
  { columns, custom }: Pick<Snapshot, 'columns' | 'custom'>,
): Promise<void> {
  await tx
    .updateTable('contacts')
    .set({ ...columns, custom: JSON.stringify(custom) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Takes the merged contact out of sight; `false` brings it back. */
export async function hidePerson(tx: Tx, workspaceId: string, id: string, hidden: boolean): Promise<void> {
  await sql`update contacts set deleted_at = case when ${hidden}::boolean then now() end, deletion_id = null, updated_at = now()
    where workspace_id = ${workspaceId} and id = ${id}`.execute(tx);
}

/** Gives one contact the addresses of another that it lacks; answers which. */
export async function copyAddresses(tx: Tx, workspaceId: string, from: string, to: string) {
  const { rows } = await sql<{ kind: 'phone' | 'email'; value: string }>`
    insert into contact_addresses (workspace_id, contact_id, kind, value, label, preferred)
    select workspace_id, ${to}::uuid, kind, value, label, false from contact_addresses
    where workspace_id = ${workspaceId} and contact_id = ${from} order by id
    on conflict (contact_id, kind, value) do nothing returning kind, value`.execute(tx);
  return rows;
}

export async function removeAddresses(
  tx: Tx,
  workspaceId: string,
  id: string,
  addresses: readonly { readonly kind: string; readonly value: string }[],
): Promise<void> {
  await sql`delete from contact_addresses a using unnest(${addresses.map((one) => one.kind)}::text[], ${addresses.map((one) => one.value)}::text[]) g(kind, value)
    where a.workspace_id = ${workspaceId} and a.contact_id = ${id} and a.kind = g.kind and a.value = g.value`.execute(tx);
}

/** Prefers one address of a kind. Call syncContacts afterwards. */
export async function preferAddress(
  tx: Tx,
  workspaceId: string,
  id: string,
  kind: 'phone' | 'email',
  value: string | null,
): Promise<void> {
  if (value === null) return;
  await sql`update contact_addresses set preferred = (value = ${value})
    where workspace_id = ${workspaceId} and contact_id = ${id} and kind = ${kind} and preferred <> (value = ${value})`.execute(
    tx,
  );
}

/** Gives one contact the tags and list entries of another that it lacks, entries with their details, and of lists that both are on the details; answers which. */
export async function copyGroups(tx: Tx, workspaceId: string, from: string, to: string) {
  const tags = await sql<{ id: string }>`
    insert into contact_tags (workspace_id, contact_id, tag_id)
    select workspace_id, ${to}::uuid, tag_id from contact_tags where workspace_id = ${workspaceId} and contact_id = ${from}
    on conflict do nothing returning tag_id as id`.execute(tx);
  const lists = await sql<{ id: string }>`
    insert into list_entries (workspace_id, list_id, contact_id, details, added_at)
    select workspace_id, list_id, ${to}::uuid, details, added_at from list_entries where workspace_id = ${workspaceId} and contact_id = ${from}
    on conflict do nothing returning list_id as id`.execute(tx);
  return {
    tags: tags.rows.map((one) => one.id),
    lists: lists.rows.map((one) => one.id),
    details: await fillDetails(tx, workspaceId, from, to),
  };
}

/** Fills empty details of entries from those of the other's on the same list; answers which, by list. */
async function fillDetails(
  tx: Tx,
  workspaceId: string,
  from: string,
  to: string,
): Promise<Record<string, Record<string, unknown>>> {
  const { rows } = await sql<{ list_id: string; filled: Record<string, unknown> }>`
    update list_entries e set details = e.details || f.filled
    from (
      select ours.list_id, (select jsonb_object_agg(d.key, d.value) from jsonb_each(theirs.details) d
        where coalesce(ours.details ->> d.key, '') = '' and coalesce(theirs.details ->> d.key, '') <> '') as filled
      from list_entries ours join list_entries theirs on theirs.list_id = ours.list_id and theirs.contact_id = ${from}
      where ours.workspace_id = ${workspaceId} and ours.contact_id = ${to}
    ) f
    where e.list_id = f.list_id and e.contact_id = ${to} and f.filled is not null returning e.list_id, f.filled`.execute(tx);
  return Object.fromEntries(rows.map((row) => [row.list_id, row.filled]));
}

/** Empties these details of a contact again, by list, each only where it is as it was filled. */
export async function emptyDetails(
  tx: Tx,
  workspaceId: string,
  id: string,
  details: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Promise<void> {
  if (Object.keys(details).length === 0) return;
  await sql`
    update list_entries e set details = e.details - array(select d.key from jsonb_each(f.filled) d where e.details -> d.key = d.value)
    from (select key::uuid as list_id, value as filled from jsonb_each(${JSON.stringify(details)}::jsonb)) f
    where e.workspace_id = ${workspaceId} and e.list_id = f.list_id and e.contact_id = ${id}`.execute(tx);
}

/** Takes them off again. What was changed in the details of an entry meanwhile goes to the entry of the other. */
export async function removeGroups(
  tx: Tx,
  workspaceId: string,
  { from, to }: { readonly from: string; readonly to: string },
  { tags, lists }: { readonly tags: readonly string[]; readonly lists: readonly string[] },
): Promise<void> {
  await sql`delete from contact_tags where workspace_id = ${workspaceId} and contact_id = ${from} and tag_id = any (${[...tags]}::uuid[])`.execute(
    tx,
  );
  await sql`
    with gone as (
      delete from list_entries where workspace_id = ${workspaceId} and contact_id = ${from} and list_id = any (${[...lists]}::uuid[])
      returning list_id, details
    )
    update list_entries e set details = gone.details from gone
    where e.workspace_id = ${workspaceId} and e.contact_id = ${to} and e.list_id = gone.list_id`.execute(tx);
}

/** Ids of tags and lists that a contact has. */
export async function listGroupIds(tx: Tx, workspaceId: string, id: string) {
  const { rows } = await sql<{ tags: string[]; lists: string[] }>`
    select array(select tag_id from contact_tags where workspace_id = ${workspaceId} and contact_id = ${id}) as tags,
      array(select list_id from list_entries where workspace_id = ${workspaceId} and contact_id = ${id}) as lists`.execute(tx);
  return rows[0] ?? { tags: [], lists: [] };
}

/** Names of the tags and lists in use that any of these people has. */
export async function listGroupNames(tx: Tx, workspaceId: string, ids: readonly string[]) {
  const { rows } = await sql<{ tags: string[]; lists: string[] }>`
    select array(select g.name from tags g where g.workspace_id = ${workspaceId} and g.archived_at is null and exists (
        select 1 from contact_tags t where t.tag_id = g.id and t.contact_id = any (${[...ids]}::uuid[])) order by lower(g.name)) as tags,
      array(select l.name from lists l where l.workspace_id = ${workspaceId} and l.archived_at is null and exists (
        select 1 from list_entries e where e.list_id = l.id and e.contact_id = any (${[...ids]}::uuid[])) order by lower(l.name)) as lists`.execute(
    tx,
  );
  return rows[0] ?? { tags: [], lists: [] };
}
