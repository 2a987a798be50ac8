import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Consent } from '../../db/tables/columns.ts';
import { waitsForYes } from './double-opt-in-store.ts';
import type { People } from './target-store.ts';

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

/**
 * Sets the consent of those who had another, each with its evidence. Where the workspace wants a YES first, a yes becomes a request, and they
 * are asked by text. Answers how many it changed, or how many are asked.
 */
export async function setConsent(tx: Tx, workspaceId: string, people: People, record: ConsentRecord): Promise<number> {
  const days = record.consent === 'yes' ? await waitsForYes(tx, workspaceId, record.source) : null;
  if (days !== null) return requestConsent(tx, workspaceId, people, record, days);
  const other =
    record.consent === 'yes'
      ? sql`(sms_consent <> 'yes' or sms_consent_purpose <> ${record.purpose})`
      : sql`sms_consent <> ${record.consent}`;
  return changeConsent(tx, workspaceId, sql`id in (${people}) and ${other}`, record);
}

/** Records a word on consent of one person, even when it is the same as before: the evidence is new. Asks for no YES. */
export async function recordConsent(tx: Tx, workspaceId: string, contactId: string, record: ConsentRecord): Promise<void> {
  await changeConsent(tx, workspaceId, sql`id = ${contactId}`, record);
}

async function changeConsent(
  tx: Tx,
  workspaceId: string,
  whom: RawBuilder<unknown>,
  { consent, purpose, source, wording, method, actorName, evidence }: ConsentRecord,
): Promise<number> {
  const result = await sql`
    with changed as (
      update contacts set sms_consent = ${consent}, sms_consent_at = now(), updated_at = now(),
        sms_consent_purpose = case when ${consent}::text = 'yes' then ${purpose} else sms_consent_purpose end
      where workspace_id = ${workspaceId} and ${whom} returning id, phone
    ), settled as (
      update opt_in_requests r set closed_at = now(), ask_at = null,
        outcome = case when ${consent}::text = 'yes' then 'granted' else 'withdrawn' end
      from changed where r.workspace_id = ${workspaceId} and r.contact_id = changed.id and r.closed_at is null
        and (${consent}::text <> 'yes' or ${purpose}::text = 'all' or r.purpose = 'informational')
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, wording, evidence, actor_name)
    select ${workspaceId}::uuid, changed.id, changed.phone, 'sms', ${consent}, case when ${consent}::text = 'yes' then ${purpose} else 'all' end,
      ${source}, ${wording}, ${evidenceOf(method, evidence)}::jsonb, ${actorName} from changed`.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}

const evidenceOf = (method: string | null, more: ConsentRecord['evidence'] = {}): string =>
  JSON.stringify(method === null ? more : { method, ...more });

/**
 * Opens a request for a YES for each of these people who has a phone and has not agreed to as much already; returns how many. One who asked for
 * less before, or whose number changed, is asked anew; one who is being asked already is left alone. Whoever had said no is unknown again: that
 * they changed their mind is what they are asked.
 */
export async function requestConsent(
  tx: Tx,
  workspaceId: string,
  people: People,
  { purpose, source, wording, method, actorName, evidence }: Omit<ConsentRecord, 'consent'>,
  days: number,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with meant as materialized (
      select c.id, c.phone from contacts c
      where c.workspace_id = ${workspaceId} and c.deleted_at is null and c.phone is not null and c.id in (${people})
        and not (c.sms_consent = 'yes' and (c.sms_consent_purpose = 'all' or ${purpose}::text = 'informational'))
      order by c.id for update
    ), opened as (
      insert into opt_in_requests as r (workspace_id, contact_id, address, purpose, source, wording, evidence, actor_name, expires_at)
      select ${workspaceId}::uuid, c.id, c.phone, ${purpose}, ${source}, ${wording}, ${evidenceOf(method, evidence)}::jsonb, ${actorName},
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
      from opened where c.workspace_id = ${workspaceId} and c.id = opened.contact_id and c.sms_consent = 'no'
      returning c.id, opened.address, opened.id as request_id
    ), noted as (
      insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, wording, evidence, actor_name)
      select ${workspaceId}::uuid, id, address, 'sms', 'unknown', ${purpose}, ${source}, ${wording},
        ${evidenceOf(method, evidence)}::jsonb || jsonb_build_object('request_id', request_id), ${actorName} from reset
    )
    select count(*)::int as n from opened`.execute(tx);
  return rows[0]?.n ?? 0;
}
