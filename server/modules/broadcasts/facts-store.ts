import type { PlaceCount } from '@tidings/core/compliance/hours-forecast';
import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import { deepCodes, longestBeginning } from '@tidings/core/contacts/country-of';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { decideNow, type People } from '../messages/decide-recipients-store.ts';
import { type PlanPool, placedRecipients } from '../messages/sticky-store.ts';

/** What the decision of planning asks of a broadcast. */
export interface Judged {
  readonly onePerAddress: boolean;
  readonly purpose: MessagePurpose;
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

/** How many of those who get it leave through which number of a pool. */
export async function countBySender(
  tx: Tx,
  workspaceId: string,
  people: People,
  { pool, ...options }: Judged & { pool: PlanPool },
): Promise<Map<string, number>> {
  const decided = await decideNow(tx, workspaceId, people, options);
  const { rows } = await sql<{ senderId: string; n: number }>`
    select sender_id as "senderId", count(*)::int as n from (${placedRecipients(pool, decided)}) p where reason is null group by 1`.execute(
    tx,
  );
  return new Map(rows.map((row) => [row.senderId, row.n]));
}

export interface PrefixCount {
  readonly phone: string;
  readonly n: number;
}

/**
 * Those who get it by the beginning of their number, with one number of each: enough to know the country without reading them all. Area codes
 * are told by five characters; few calling codes are shared by countries that only more of the number tells apart.
 */
export async function countByPrefix(tx: Tx, workspaceId: string, people: People, options: Judged): Promise<PrefixCount[]> {
  const { rows } = await sql<PrefixCount>`
    select min(address) as phone, count(*)::int as n
    from (${await decideNow(tx, workspaceId, people, options)}) d where reason is null
    group by left(address, case when left(address, 3) = any(${[...deepCodes]}::text[]) or left(address, 4) = any(${[...deepCodes]}::text[])
      then ${sql.lit(longestBeginning)} else 5 end)`.execute(tx);
  return rows;
}

/**
 * Those who get it by what tells where they are: the little of a number and of a ZIP code that says it, so that a hundred thousand people are
 * some hundred rows.
 */
export async function countByPlace(tx: Tx, workspaceId: string, people: People, options: Judged): Promise<PlaceCount[]> {
  const { rows } = await sql<PlaceCount>`
    select c.time_zone as "timeZone", c.country, c.region,
      case when length(c.postal_code) between 5 and 10 then left(c.postal_code, 3) || '01' end as "postalCode",
      left(d.address, 5) as phone, count(*)::int as n
    from (${await decideNow(tx, workspaceId, people, options)}) d join contacts c on c.id = d.contact_id
    where d.reason is null group by 1, 2, 3, 4, 5`.execute(tx);
  return rows;
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

const columns = sql`c.id, c.first_name, c.last_name, c.full_name, c.phone, c.email, c.company, c.city, c.region, c.postal_code,
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
    select ${columns} from contacts c
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
    select ${columns} from contacts c where c.workspace_id = ${workspaceId} and c.id = ${id} and c.deleted_at is null`.execute(
    tx,
  );
  return rows[0];
}

/** The contact with this number, the first to have it. */
export async function findContactByPhone(tx: Tx, workspaceId: string, phone: string): Promise<RenderContact | undefined> {
  const { rows } = await sql<RenderContact>`
    select ${columns} from contact_addresses a join contacts c on c.id = a.contact_id and c.deleted_at is null
    where a.workspace_id = ${workspaceId} and a.kind = 'phone' and a.value = ${phone} order by c.id limit 1`.execute(tx);
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
