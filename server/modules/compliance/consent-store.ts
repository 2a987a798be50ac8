import type { AgreedNumbers } from '@tidings/core/compliance/agreed-numbers';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel, Consent } from '../../db/tables/columns.ts';

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

/** Withdraws the consent to texts, for every number of these people; returns those for whom that was news. */
export async function withdrawConsent(tx: Tx, workspaceId: string, contactIds: readonly string[]): Promise<string[]> {
  if (contactIds.length === 0) return [];
  const rows = await tx
    .updateTable('contacts')
    .set({ sms_consent: 'no', sms_consent_at: sql`now()`, updated_at: sql`now()` })
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...contactIds])
    .where('sms_consent', '!=', 'no')
    .returning('id')
    .execute();
  // Whoever says no is not asked any more.
  await settleRequests(tx, workspaceId, contactIds, 'withdrawn');
  return rows.map((row) => row.id);
}

/** Gives consent for the one number that somebody wrote from: to what they had agreed to before, or to all. */
export async function grantConsentAt(tx: Tx, workspaceId: string, contactIds: readonly string[], address: string): Promise<void> {
  if (contactIds.length === 0) return;
  await sql`update contacts set sms_agreed = sms_agreed || jsonb_build_object(${address}::text, sms_consent_purpose), sms_consent_at = now(), updated_at = now()
    where workspace_id = ${workspaceId} and id = any(${[...contactIds]}::uuid[]) and not sms_agreed ? ${address}`.execute(tx);
  // A yes needs no asking.
  await settleRequests(tx, workspaceId, contactIds, 'granted', address);
}

/** What stood of somebody's consent. */
export interface FormerConsent {
  readonly contact_id: string;
  readonly consent: Consent;
  /** The numbers of a yes; missing where that was not kept. */
  readonly agreed?: AgreedNumbers;
}

/** Gives people back the consent that an opt-out of the address had taken from them. */
export async function restoreConsents(
  tx: Tx,
  workspaceId: string,
  people: readonly FormerConsent[],
  address: string,
): Promise<void> {
  const agreed = people.map((one) => one.agreed ?? (one.consent === 'yes' ? { [address]: 'all' } : {}));
  await sql`update contacts c set sms_consent = 'unknown', sms_agreed = p.agreed, sms_consent_at = now(), updated_at = now()
    from unnest(${people.map((one) => one.contact_id)}::uuid[], ${agreed.map((one) => JSON.stringify(one))}::jsonb[]) p(id, agreed)
    where c.workspace_id = ${workspaceId} and c.id = p.id`.execute(tx);
}

async function settleRequests(
  tx: Tx,
  workspaceId: string,
  contactIds: readonly string[],
  outcome: 'granted' | 'withdrawn',
  address?: string,
): Promise<void> {
  await sql`update opt_in_requests set closed_at = now(), outcome = ${outcome}, ask_at = null
    where workspace_id = ${workspaceId} and contact_id = any(${[...contactIds]}::uuid[]) and closed_at is null
      ${address === undefined ? sql`` : sql`and address = ${address}`}`.execute(tx);
}

/** Records the event for each contact, or once without a contact when nobody has the address. */
export async function insertConsentEvents(tx: Tx, contactIds: readonly string[], event: ConsentEvent): Promise<void> {
  const whom = contactIds.length > 0 ? contactIds : [null];
  // A yes is for what the person agreed to before, or for all; a no takes everything back.
  await sql`
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, wording, evidence, actor_name)
    select ${event.workspaceId}::uuid, w.id, ${event.address}, ${event.channel}, ${event.consent},
      case when ${event.consent}::text = 'yes' then coalesce(c.sms_agreed ->> ${event.address}, c.sms_consent_purpose, 'all') else 'all' end, ${event.source}, ${event.wording},
      ${JSON.stringify(event.evidence)}::jsonb, ${event.actorName}
    from unnest(${whom}::uuid[]) w(id) left join contacts c on c.workspace_id = ${event.workspaceId} and c.id = w.id`.execute(tx);
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
    ), settled as (
      update opt_in_requests r set closed_at = now(), outcome = 'withdrawn', ask_at = null
      from at_address a where r.workspace_id = ${workspaceId} and r.contact_id = a.contact_id and r.closed_at is null
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, source, wording, actor_name)
    select ${workspaceId}, id, value, 'sms', 'no', 'import', ${entry.wording}, ${entry.actorName} from changed`.execute(tx);
}
