import type { CustomValue } from '@tidings/core/contract/contact-input';
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { ContactsTable } from '../../db/tables/contacts.ts';
import { liveExternalId } from './external-id-store.ts';
import type { ContactColumns, PreparedAddress } from './prepare-contact.ts';

export type ContactRecord = Selectable<ContactsTable>;

/** A contact as it is written. */
export interface ContactWrite {
  readonly columns: ContactColumns;
  readonly phones?: readonly PreparedAddress[] | undefined;
  readonly emails?: readonly PreparedAddress[] | undefined;
  /** Values by field key; null removes one, keys left out stay. */
  readonly custom?: Readonly<Record<string, CustomValue>>;
}

/** A contact that is not deleted. `forUpdate` keeps others from changing it until the transaction ends. */
export async function findContact(
  tx: Tx,
  workspaceId: string,
  id: string,
  options: { forUpdate?: boolean } = {},
): Promise<ContactRecord | undefined> {
  let query = tx
    .selectFrom('contacts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null);
  if (options.forUpdate) query = query.forUpdate();
  return query.executeTakeFirst();
}

/** The contact that has an external id now. */
export async function findByExternalId(tx: Tx, workspaceId: string, externalId: string): Promise<{ id: string } | undefined> {
  return tx
    .selectFrom('contacts')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('external_id', 'is not', null)
    .where(liveExternalId('contacts'), '=', externalId)
    .executeTakeFirst();
}

/** Adds a contact with its addresses. The way in for whoever makes single people: screens, the API, inbound messages. */
export async function insertContact(tx: Tx, workspaceId: string, origin: string, write: ContactWrite): Promise<string> {
  const { id } = await tx
    .insertInto('contacts')
    .values({ workspace_id: workspaceId, origin, ...write.columns })
    .returning('id')
    .executeTakeFirstOrThrow();
  await writeDetails(tx, workspaceId, id, write);
  return id;
}

/** Changes a contact and, where given, replaces its addresses. */
export async function updateContact(tx: Tx, workspaceId: string, id: string, write: ContactWrite): Promise<void> {
  if (Object.keys(write.columns).length > 0) {
    await tx.updateTable('contacts').set(write.columns).where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
  }
  await writeDetails(tx, workspaceId, id, write);
}

async function writeDetails(tx: Tx, workspaceId: string, id: string, write: ContactWrite): Promise<void> {
  if (write.phones) await replaceAddresses(tx, workspaceId, id, 'phone', write.phones);
  if (write.emails) await replaceAddresses(tx, workspaceId, id, 'email', write.emails);
  if (write.custom && Object.keys(write.custom).length > 0) {
    await sql`update contacts set custom = jsonb_strip_nulls(custom || ${JSON.stringify(write.custom)}::jsonb)
      where workspace_id = ${workspaceId} and id = ${id}`.execute(tx);
  }
  await syncContacts(tx, workspaceId, [id]);
}

async function replaceAddresses(
  tx: Tx,
  workspaceId: string,
  contactId: string,
  kind: 'phone' | 'email',
  addresses: readonly PreparedAddress[],
): Promise<void> {
  const values = addresses.map((one) => one.value);
  await sql`delete from contact_addresses where workspace_id = ${workspaceId} and contact_id = ${contactId} and kind = ${kind}
    and value <> all (${values}::text[])`.execute(tx);
  if (addresses.length === 0) return;
  await tx
    .insertInto('contact_addresses')
    .values(addresses.map((one) => ({ workspace_id: workspaceId, contact_id: contactId, kind, ...one })))
    .onConflict((conflict) =>
      conflict.columns(['contact_id', 'kind', 'value']).doUpdateSet({
        label: (row) => row.ref('excluded.label'),
        preferred: (row) => row.ref('excluded.preferred'),
      }),
    )
    .execute();
}

/**
 * Brings the copies on the contact in step with its addresses: preferred phone and e-mail, and the text that search looks through.
 * Call it after every change of names, company or addresses; the only place that writes these three columns of existing people.
 */
export async function syncContacts(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<void> {
  await sql`
    update contacts c set
      phone = a.phones[1],
      email = a.emails[1],
      search = contact_search_text(c.first_name, c.last_name, c.full_name, c.company, a.emails, a.phones),
      updated_at = now()
    from (
      select t.id,
        array_agg(d.value order by d.preferred desc, d.id) filter (where d.kind = 'phone') as phones,
        array_agg(d.value order by d.preferred desc, d.id) filter (where d.kind = 'email') as emails
      from contacts t left join contact_addresses d on d.contact_id = t.id
      where t.workspace_id = ${workspaceId} and t.id = any (${[...ids]}::uuid[])
      group by t.id
    ) a
    where c.id = a.id and c.workspace_id = ${workspaceId}`.execute(tx);
}

/** The country for numbers written without one. */
export async function countryOf(tx: Tx, workspaceId: string): Promise<string> {
  const row = await tx.selectFrom('workspaces').select('country').where('id', '=', workspaceId).executeTakeFirstOrThrow();
  return row.country;
}
