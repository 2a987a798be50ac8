import type { ConsentPurpose, MessagePurpose } from '@tidings/core/compliance/purposes';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Consent } from '../../db/tables/columns.ts';
import { consentAt, purposeAt } from '../contacts/consent-at-store.ts';
import { decideNow, type People } from '../messages/decide-recipients-store.ts';

/** What the decision of planning asks of a broadcast. */
export interface Judged {
  readonly onePerAddress: boolean;
  readonly purpose: MessagePurpose;
  /** The broadcasts that it corrects: see decidedRecipients. */
  readonly corrects?: readonly string[] | undefined;
}

export interface ReasonCount {
  /** Empty for those who get it. */
  readonly reason: string;
  readonly n: number;
}

/** How many of these people get it, and how many do not for which reason: the decision of planning itself. */
export async function countByReason(tx: Tx, workspaceId: string, people: People, options: Judged): Promise<ReasonCount[]> {
  const { rows } = await sql<ReasonCount>`
    select coalesce(reason, '') as reason, count(*)::int as n
    from (${await decideNow(tx, workspaceId, people, options)}) d group by 1 order by 2 desc, 1`.execute(tx);
  return rows;
}

/** Those of these people who get it, as ids. */
export async function whoGetIt(tx: Tx, workspaceId: string, people: People, options: Judged): Promise<People> {
  return sql<{
    id: string;
  }>`select contact_id as id from (${await decideNow(tx, workspaceId, people, options)}) d where reason is null`;
}

/** The numbers of an audience, each once. */
export async function phonesOf(tx: Tx, workspaceId: string, people: People): Promise<string[]> {
  const { rows } = await sql<{ phone: string }>`
    select distinct c.phone from contacts c where c.workspace_id = ${workspaceId} and c.phone is not null and c.id in (${people})`.execute(
    tx,
  );
  return rows.map((row) => row.phone);
}

/** What filling in a text needs of a contact. */
export interface RenderContact extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly full_name: string | null;
  readonly phone: string | null;
  readonly custom: Record<string, unknown>;
}

export const renderColumns = sql`c.id, c.first_name, c.last_name, c.full_name, c.phone, c.email, c.company, c.city, c.region, c.postal_code,
  c.country, c.birthday, c.custom`;

/** Which of those who get it: the first by age, a fair sample, or those whose values make the longest text. */
export type Pick =
  | { readonly by: 'first' }
  | { readonly by: 'sample' }
  | { readonly by: 'longest'; readonly tags: readonly string[] };

/** Contacts who get it, to fill the text in for. */
export async function pickRecipients(
  tx: Tx,
  workspaceId: string,
  people: People,
  options: Judged & { pick: Pick; limit: number },
): Promise<RenderContact[]> {
  const { rows } = await sql<RenderContact>`
    select ${renderColumns} from contacts c
    join (${await decideNow(tx, workspaceId, people, options)}) d on d.contact_id = c.id
    where d.reason is null order by ${orderOf(options.pick)} limit ${options.limit}`.execute(tx);
  return rows;
}

function orderOf(pick: Pick): RawBuilder<unknown> {
  if (pick.by === 'first') return sql`c.id`;
  // The id's own hash: the same sample each time, without a bias to old or new people.
  if (pick.by === 'sample') return sql`hashtext(c.id::text), c.id`;
  const lengths = pick.tags.map((tag) => valueLength(tag.replace(/^contact\./, '')));
  return lengths.length === 0 ? sql`c.id` : sql`${sql.join(lengths, sql` + `)} desc, c.id`;
}

const standard = new Set([
  'first_name',
  'last_name',
  'full_name',
  'phone',
  'email',
  'company',
  'city',
  'region',
  'postal_code',
  'country',
]);

function valueLength(key: string): RawBuilder<unknown> {
  const value = standard.has(key) ? sql.ref(`c.${key}`) : sql`(c.custom ->> ${key}::text)`;
  return sql`octet_length(coalesce(${value}, ''))`;
}

/** One contact, to fill the text in for. */
export async function findRenderContact(tx: Tx, workspaceId: string, id: string): Promise<RenderContact | undefined> {
  const { rows } = await sql<RenderContact>`
    select ${renderColumns} from contacts c where c.workspace_id = ${workspaceId} and c.id = ${id} and c.deleted_at is null`.execute(
    tx,
  );
  return rows[0];
}

/** Somebody whose phone a test would reach. */
export interface TestedContact extends RenderContact {
  readonly time_zone: string | null;
  readonly consent: Consent;
  readonly consentPurpose: ConsentPurpose | null;
}

/** Of the contacts with this number the one who agreed to least: what is sent there reaches them as well. */
export async function findTestedContact(tx: Tx, workspaceId: string, phone: string): Promise<TestedContact | undefined> {
  const { rows } = await sql<TestedContact>`
    select ${renderColumns}, c.time_zone, d.consent, d."consentPurpose"
    from contact_addresses a join contacts c on c.id = a.contact_id and c.deleted_at is null
    cross join lateral (select ${consentAt('c', sql`a.value`)} as consent, ${purposeAt('c', sql`a.value`)} as "consentPurpose") d
    where a.workspace_id = ${workspaceId} and a.kind = 'phone' and a.value = ${phone}
    order by array_position(array['no', 'unknown', 'yes'], d.consent), d."consentPurpose" = 'all', c.id limit 1`.execute(tx);
  return rows[0];
}

/** Whether somebody belongs to these people. */
export async function isAmong(tx: Tx, workspaceId: string, people: People, contactId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select 1 from (${await decideNow(tx, workspaceId, people, { onePerAddress: false, purpose: 'informational' })}) d where d.contact_id = ${contactId}) as found`.execute(
    tx,
  );
  return rows[0]?.found === true;
}
