import type { AgreedNumbers } from '@tidings/core/compliance/agreed-numbers';
import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Consent } from '../../db/tables/columns.ts';
import { purposeAt } from './consent-at-store.ts';
import { waitsForYes } from './double-opt-in-store.ts';
import { noStands } from './refusals-store.ts';
import { type People, theseIds } from './target-store.ts';

/** What is recorded with a word on consent. */
export interface ConsentRecord {
  readonly consent: Consent;
  /** What a yes is for. */
  readonly purpose: ConsentPurpose;
  readonly source: string;
  readonly wording: string | null;
  readonly method: string | null;
  readonly actorName: string | null;
  /** What else proves it, such as the id of a message. */
  readonly evidence?: Readonly<Record<string, unknown>>;
}

/** People with the number that a word is about, as SQL that yields `id` and `address`; without one, the preferred number is meant. */
export type PeopleAt = RawBuilder<{ id: string; address: string | null }>;

/** One person, and the number that a word is about. */
export function personAt(id: string, address: string): PeopleAt {
  return sql`select ${id}::uuid as id, ${address}::text as address`;
}

const withPreferred = (workspaceId: string, people: People): PeopleAt =>
  sql`select p.id, p.phone as address from contacts p where p.workspace_id = ${workspaceId} and p.id in (${people})`;

/**
 * Sets the consent of those who had another, each with its evidence: a yes for their preferred numbers, a no for all that they have. Where the
 * workspace wants a YES first, a yes becomes a request, and they are asked by text. Answers how many it changed, or how many are asked.
 */
export async function setConsent(tx: Tx, workspaceId: string, people: People, record: ConsentRecord): Promise<number> {
  return setConsentAt(tx, workspaceId, withPreferred(workspaceId, people), record);
}

/** The same, a yes being for the numbers given. */
export async function setConsentAt(tx: Tx, workspaceId: string, people: PeopleAt, record: ConsentRecord): Promise<number> {
  const days = record.consent === 'yes' ? await waitsForYes(tx, workspaceId, record.source) : null;
  if (days !== null) return requestConsentAt(tx, workspaceId, people, record, days);
  if (record.consent === 'no') await repeatNo(tx, workspaceId, people, record);
  const other =
    record.consent === 'yes'
      ? sql`not c.sms_agreed @> p.given`
      : record.consent === 'no'
        ? sql`c.sms_consent <> 'no'`
        : sql`(c.sms_consent = 'no' or c.sms_agreed <> '{}')`;
  return changeConsent(tx, workspaceId, people, other, record);
}

/**
 * Records a word on consent of one person, even when it is the same as before: the evidence is new. A yes is for `address`, or for the number
 * that they prefer. Asks for no YES.
 */
export async function recordConsent(
  tx: Tx,
  workspaceId: string,
  contactId: string,
  record: ConsentRecord & { readonly address?: string },
): Promise<void> {
  const { address } = record;
  const person = address === undefined ? withPreferred(workspaceId, theseIds([contactId])) : personAt(contactId, address);
  await changeConsent(tx, workspaceId, person, sql`true`, record);
}

/**
 * A no of people who had said no: once for each source it goes to the ledger, so that whoever takes theirs back does not take this one back with
 * it. What they are being asked, they are not asked any more.
 */
async function repeatNo(tx: Tx, workspaceId: string, people: PeopleAt, record: ConsentRecord): Promise<void> {
  const { source, wording, method, actorName, evidence } = record;
  await sql`
    with meant as materialized (
      select c.id, p.address from (${people}) p join contacts c on c.id = p.id
      where c.workspace_id = ${workspaceId} and c.sms_consent = 'no'
    ), settled as (
      update opt_in_requests r set closed_at = now(), ask_at = null, outcome = 'withdrawn'
      from meant where r.workspace_id = ${workspaceId} and r.contact_id = meant.id and r.closed_at is null
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, wording, evidence, actor_name)
    select ${workspaceId}::uuid, id, address, 'sms', 'no', 'all', ${source}, ${wording}, ${evidenceOf(method, evidence)}::jsonb, ${actorName}
    from meant where not exists (
      select 1 from consent_events e where e.workspace_id = ${workspaceId} and e.contact_id = meant.id and e.source = ${source}
        and ${noStands('e', sql`meant.id`)})`.execute(tx);
}

/** Writes for which numbers somebody's yes stands, as a merge or its end decided. The ledger is the caller's. */
export async function writeAgreed(tx: Tx, workspaceId: string, contactId: string, agreed: AgreedNumbers): Promise<void> {
  await sql`update contacts set sms_agreed = ${JSON.stringify(agreed)}::jsonb
    where workspace_id = ${workspaceId} and id = ${contactId} and sms_agreed <> ${JSON.stringify(agreed)}::jsonb`.execute(tx);
}

/** The trigger of migration 0260 makes sms_consent follow. */
async function changeConsent(
  tx: Tx,
  workspaceId: string,
  people: PeopleAt,
  other: RawBuilder<unknown>,
  { consent, purpose, source, wording, method, actorName, evidence }: ConsentRecord,
): Promise<number> {
  const said = consent === 'yes' ? sql`sms_agreed = c.sms_agreed || p.given` : sql`sms_consent = ${consent}, sms_agreed = '{}'`;
  const result = await sql`
    with meant as materialized (${people}), changed as (
      update contacts c set ${said}, sms_consent_at = now(), updated_at = now()
      from (select id, jsonb_object_agg(coalesce(address, ''), ${purpose}::text) as given from meant group by id) p
      where c.workspace_id = ${workspaceId} and c.id = p.id and ${other} returning c.id
    ), settled as (
      update opt_in_requests r set closed_at = now(), ask_at = null,
        outcome = case when ${consent}::text = 'yes' then 'granted' else 'withdrawn' end
      from changed join meant using (id) where r.workspace_id = ${workspaceId} and r.contact_id = changed.id and r.closed_at is null
        and (${consent}::text <> 'yes' or (r.address = meant.address and (${purpose}::text = 'all' or r.purpose = 'informational')))
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, wording, evidence, actor_name)
    select ${workspaceId}::uuid, changed.id, meant.address, 'sms', ${consent}, case when ${consent}::text = 'yes' then ${purpose} else 'all' end,
      ${source}, ${wording}, ${evidenceOf(method, evidence)}::jsonb, ${actorName} from changed join meant using (id)`.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}

const evidenceOf = (method: string | null, more: ConsentRecord['evidence'] = {}): string =>
  JSON.stringify(method === null ? more : { method, ...more });

/**
 * Opens a request for a YES for each of these people who has a phone and has not agreed to as much for it already; returns how many. One who
 * asked for less before, or for another number, is asked anew; one who is being asked already is left alone. Whoever had said no is unknown
 * again: that they changed their mind is what they are asked. Not so by a form, into which anybody may type their number: their no stands until
 * their YES.
 */
export async function requestConsent(
  tx: Tx,
  workspaceId: string,
  people: People,
  record: Omit<ConsentRecord, 'consent'>,
  days: number,
): Promise<number> {
  return requestConsentAt(tx, workspaceId, withPreferred(workspaceId, people), record, days);
}

/** The same for the numbers given. */
export async function requestConsentAt(
  tx: Tx,
  workspaceId: string,
  people: PeopleAt,
  { purpose, source, wording, method, actorName, evidence }: Omit<ConsentRecord, 'consent'>,
  days: number,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with meant as materialized (
      select c.id, p.address from (select distinct on (id) * from (${people}) named order by id, address) p join contacts c on c.id = p.id
      where c.workspace_id = ${workspaceId} and c.deleted_at is null and p.address is not null
        and coalesce(${purposeAt('c', sql`p.address`)}, '') not in ('all', ${purpose})
      order by c.id for update of c
    ), opened as (
      insert into opt_in_requests as r (workspace_id, contact_id, address, purpose, source, wording, evidence, actor_name, expires_at)
      select ${workspaceId}::uuid, c.id, c.address, ${purpose}, ${source}, ${wording}, ${evidenceOf(method, evidence)}::jsonb, ${actorName},
        now() + make_interval(days => ${days})
      from meant c
      on conflict (workspace_id, contact_id) where closed_at is null do update
        set address = excluded.address, purpose = excluded.purpose, source = excluded.source, wording = excluded.wording,
          evidence = excluded.evidence, actor_name = excluded.actor_name, expires_at = excluded.expires_at, ask_at = now(), asked_at = null,
          asked_words = null, message_id = null, problem = null, played_at = null
        where r.address <> excluded.address or (r.purpose = 'informational' and excluded.purpose = 'all')
      returning contact_id, address, id
    ), reset as (
      update contacts c set sms_consent = 'unknown', sms_consent_at = now(), updated_at = now()
      from opened where c.workspace_id = ${workspaceId} and c.id = opened.contact_id and c.sms_consent = 'no' and ${source}::text <> 'form'
      returning c.id, opened.address, opened.id as request_id
    ), noted as (
      insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, wording, evidence, actor_name)
      select ${workspaceId}::uuid, id, address, 'sms', 'unknown', ${purpose}, ${source}, ${wording},
        ${evidenceOf(method, evidence)}::jsonb || jsonb_build_object('request_id', request_id), ${actorName} from reset
    )
    select count(*)::int as n from opened`.execute(tx);
  return rows[0]?.n ?? 0;
}
