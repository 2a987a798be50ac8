import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel, Consent } from '../../db/tables.ts';

export interface ConsentEvent {
  readonly workspaceId: string;
  readonly address: string;
  readonly channel: Channel;
  readonly consent: Consent;
  readonly source: string;
  readonly wording: string | null;
  readonly evidence: Record<string, unknown>;
  readonly actorName: string | null;
}

/** The contacts that have an address, whoever shares it. */
export async function contactsAt(tx: Tx, workspaceId: string, address: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('contact_addresses')
    .select('contact_id')
    .distinct()
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', address.includes('@') ? 'email' : 'phone')
    .where('value', '=', address)
    .execute();
  return rows.map((row) => row.contact_id);
}

/** Sets the consent to texts; returns those for whom it was something else. */
export async function setSmsConsent(
  tx: Tx,
  workspaceId: string,
  contactIds: readonly string[],
  consent: Consent,
): Promise<string[]> {
  if (contactIds.length === 0) return [];
  const rows = await tx
    .updateTable('contacts')
    .set({ sms_consent: consent, sms_consent_at: sql`now()`, updated_at: sql`now()` })
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...contactIds])
    .where('sms_consent', '!=', consent)
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Records the event for each contact, or once without a contact when nobody has the address. */
export async function insertConsentEvents(tx: Tx, contactIds: readonly string[], event: ConsentEvent): Promise<void> {
  await tx
    .insertInto('consent_events')
    .values(
      (contactIds.length > 0 ? contactIds : [null]).map((contactId) => ({
        workspace_id: event.workspaceId,
        contact_id: contactId,
        address: event.address,
        channel: event.channel,
        consent: event.consent,
        source: event.source,
        wording: event.wording,
        evidence: JSON.stringify(event.evidence),
        actor_name: event.actorName,
      })),
    )
    .execute();
}

/** Of these contacts, those whose last word on the channel was a "no" that came with an opt-out of this very address, not one of their own. */
export async function silencedByOptOut(
  tx: Tx,
  workspaceId: string,
  contactIds: readonly string[],
  channel: Channel,
  address: string,
): Promise<string[]> {
  if (contactIds.length === 0) return [];
  const rows = await tx
    .selectFrom('consent_events')
    .distinctOn('contact_id')
    .select(['contact_id', 'consent', 'address'])
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', 'in', [...contactIds])
    .where('channel', '=', channel)
    .orderBy('contact_id')
    .orderBy('id', 'desc')
    .execute();
  const ours = rows.filter((row) => row.consent === 'no' && row.address === address);
  return ours.flatMap((row) => (row.contact_id === null ? [] : [row.contact_id]));
}

/** Withdraws consent for every contact at these phone numbers, with one event each, in one statement. */
export async function silenceContacts(
  tx: Tx,
  workspaceId: string,
  addresses: readonly string[],
  entry: { readonly wording: string; readonly actorName: string },
): Promise<void> {
  if (addresses.length === 0) return;
  await sql`with at_address as (
      select distinct on (contact_id) contact_id, value from contact_addresses
      where workspace_id = ${workspaceId} and kind = 'phone' and value = any(${[...addresses]}::text[])
      order by contact_id, value
    ), changed as (
      update contacts set sms_consent = 'no', sms_consent_at = now(), updated_at = now() from at_address
      where contacts.workspace_id = ${workspaceId} and contacts.id = at_address.contact_id and contacts.sms_consent <> 'no'
      returning contacts.id, at_address.value
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, source, wording, actor_name)
    select ${workspaceId}, id, value, 'sms', 'no', 'import', ${entry.wording}, ${entry.actorName} from changed`.execute(tx);
}
