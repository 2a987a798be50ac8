import type { PhoneSharer } from '@tidings/core/messaging/reasons';
import type { MessageState } from '@tidings/core/messaging/states';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Walked } from '../../db/walked.ts';
import { findPeople, searchCondition } from '../contacts/search-store.ts';
import { areMissed, missedOfSource } from '../messages/missed-store.ts';
import { whoSharesPhone } from '../messages/shared-phone-store.ts';
import { sourceCounts } from '../messages/sources-store.ts';

/** So many messages one request looks at when it has to look at each: 20 ms on a small machine. */
const mostLookedAt = 15_000;
/** The same when each is first found by its id. */
const mostLookedUp = 2_000;
/** A search that fits more people looks at the messages one after another instead: it finds one soon. */
const mostPeople = 500;

export interface RecipientRow {
  readonly message_id: string;
  readonly contact_id: string | null;
  readonly name: string;
  readonly address: string | null;
  /** The sender whose lane it is in; null where it never came to one. */
  readonly sender_id: string | null;
  readonly state: MessageState;
  readonly reason: string | null;
  /** Whose text was to go to the same phone. */
  readonly sharer: PhoneSharer | null;
  readonly error_code: string | null;
  readonly segments: number | null;
  readonly attempts: number;
  readonly waits_until: Date | null;
  readonly wait_reason: string | null;
  readonly accepted_at: Date | null;
  readonly sent_at: Date | null;
  readonly delivered_at: Date | null;
  readonly ended_at: Date | null;
}

export interface RecipientQuery {
  readonly states: readonly string[] | undefined;
  readonly reasons: readonly string[] | undefined;
  readonly search: string | undefined;
  /** Only messages after this one. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** Conditions on a message `m` that its source and the filter ask for. */
function conditionsOf(workspaceId: string, sourceId: string, query: RecipientQuery): RawBuilder<unknown> {
  const conditions = [sql`m.workspace_id = ${workspaceId}`, sql`m.source_id = ${sourceId}`, sql`m.direction = 'out'`];
  if (query.states?.length) conditions.push(sql`m.state = any (${[...query.states]}::text[])`);
  if (query.reasons?.length) conditions.push(sql`m.reason = any (${[...query.reasons]}::text[])`);
  return sql.join(conditions, sql` and `);
}

/**
 * Finds a page of the ledger of one source, in the order it was planned. The counters say what there is to find: what did not arrive and
 * what waits have indexes of their own; what went out has none, since nothing may stand on what changes per message, and is looked through.
 */
export async function findRecipients(tx: Tx, workspaceId: string, sourceId: string, query: RecipientQuery): Promise<Walked> {
  const { states, reasons, after, limit } = query;
  const search = searchCondition('c', query.search);
  const people = search && (await findPeople(tx, workspaceId, query.search, mostPeople));
  if (people) return whole(await ofPeople(tx, people, conditionsOf(workspaceId, sourceId, query), query));
  if (!states?.length && !reasons?.length) return lookThrough(tx, workspaceId, sourceId, query, limit);
  const counted = await sourceCounts(tx, workspaceId, [sourceId]);
  const pairs = counted.filter((one) => (states?.includes(one.state) ?? true) && (reasons?.includes(one.reason) ?? true));
  const kinds = [...new Set(pairs.map((one) => one.state))];
  if (kinds.length === 0) return { ids: [], stoppedAt: undefined };
  if (areMissed(kinds)) {
    if (!search) return whole(await missedOfSource(tx, workspaceId, sourceId, pairs, { after, limit }));
    return lookUp(tx, await missedOfSource(tx, workspaceId, sourceId, pairs, { after, limit: mostLookedUp }), search, limit);
  }
  if (kinds.every((kind) => kind === 'queued')) {
    if (!search) return whole(await waitingOf(tx, workspaceId, sourceId, after, limit));
    return lookUp(tx, await waitingOf(tx, workspaceId, sourceId, after, mostLookedUp), search, limit);
  }
  // No further than to the last that the counters know.
  const known = pairs.reduce((sum, one) => sum + one.n, 0);
  return lookThrough(tx, workspaceId, sourceId, query, search ? limit : Math.min(limit, known));
}

const whole = (ids: readonly string[]): Walked => ({ ids, stoppedAt: undefined });

async function ofPeople(tx: Tx, people: readonly string[], conditions: RawBuilder<unknown>, { after, limit }: RecipientQuery) {
  const { rows } = await sql<{ id: string }>`
    select m.id from messages m where m.contact_id = any(${[...people]}::uuid[]) and ${conditions}
      ${after === undefined ? sql`` : sql`and m.id > ${after}`} order by m.id limit ${limit}`.execute(tx);
  return rows.map((row) => row.id);
}

/** What of a source is queued or in the hands of a worker. */
async function waitingOf(tx: Tx, workspaceId: string, sourceId: string, after: string | undefined, limit: number) {
  const { rows } = await sql<{ id: string }>`
    select o.message_id as id from outbox o
    where o.workspace_id = ${workspaceId} and o.source_id = ${sourceId} and o.status in ('queued', 'leased')
      ${after === undefined ? sql`` : sql`and o.message_id > ${after}`} order by o.message_id limit ${limit}`.execute(tx);
  return rows.map((row) => row.id);
}

/** Those of some messages whose person fits the search. */
async function lookUp(tx: Tx, ids: readonly string[], search: RawBuilder<unknown>, limit: number): Promise<Walked> {
  const { rows } = await sql<{ id: string }>`
    select m.id from messages m join contacts c on c.id = m.contact_id
    where m.id = any(${[...ids]}::uuid[]) and ${search} order by m.id limit ${limit}`.execute(tx);
  const cut = ids.length === mostLookedUp && rows.length < limit;
  return { ids: rows.map((row) => row.id), stoppedAt: cut ? ids.at(-1) : undefined };
}

/** Looks at the messages of a source one after another, in the order of its index, until a page is full or enough were looked at. */
async function lookThrough(tx: Tx, workspaceId: string, sourceId: string, query: RecipientQuery, limit: number): Promise<Walked> {
  const search = searchCondition('c', query.search);
  const from = sql`messages m where m.workspace_id = ${workspaceId} and m.source_id = ${sourceId}
    ${query.after === undefined ? sql`` : sql`and m.id > ${query.after}`} order by m.id`;
  // The inner limit also keeps the planner from reading the whole table for something rare.
  const { rows } = await sql<{ id: string }>`
    select m.id from (select m.* from ${from} limit ${mostLookedAt}) m ${search ? sql`join contacts c on c.id = m.contact_id` : sql``}
    where ${conditionsOf(workspaceId, sourceId, query)} ${search ? sql`and ${search}` : sql``}
    order by m.id limit ${limit}`.execute(tx);
  const ids = rows.map((row) => row.id);
  if (ids.length >= limit) return whole(ids);
  const { rows: last } = await sql<{ id: string }>`select m.id from ${from} offset ${mostLookedAt - 1} limit 1`.execute(tx);
  return { ids, stoppedAt: last[0]?.id };
}

/** Messages of the ledger by their ids, in the order of their ids. */
export async function listRecipientRows(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<RecipientRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<RecipientRow>`
    select m.id as message_id, m.contact_id, m.address, m.sender_id, m.state, m.reason, ${whoSharesPhone('m')} as sharer, m.error_code, m.segments, m.attempts,
      m.accepted_at, m.sent_at, m.delivered_at, m.ended_at,
      case when m.state = 'queued' then (
        select o.due_at from outbox o where o.message_id = m.id and o.status = 'queued' and o.due_at > now()) end as waits_until,
      case when m.state = 'queued' then (
        select o.wait_reason from outbox o where o.message_id = m.id and o.status = 'queued' and o.due_at > now()) end as wait_reason,
      coalesce(nullif(c.full_name, ''), nullif(trim(concat_ws(' ', c.first_name, c.last_name)), ''), '') as name
    from messages m left join contacts c on c.id = m.contact_id
    where m.workspace_id = ${workspaceId} and m.id = any(${[...ids]}::uuid[])
    order by m.id`.execute(tx);
  return rows;
}
