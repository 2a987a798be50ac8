import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';
import type { MessageRowState } from '../../db/tables/messages.ts';
import type { Walked } from '../../db/walked.ts';
import { areMissed, latestMissed } from './missed-store.ts';

export interface HistoryFilter {
  readonly channel?: Channel | undefined;
  readonly direction?: 'in' | 'out' | undefined;
  readonly states?: readonly MessageRowState[] | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly sourceId?: string | undefined;
  readonly senderId?: string | undefined;
  readonly contactId?: string | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  /** Part of the text; when it is digits only, also part of a number. */
  readonly search?: string | undefined;
  readonly searchDigits?: string | undefined;
}

/** So many messages one request looks at when it has to look at each: 20 ms on a small machine, and when it compares their texts 100 ms. */
const mostLookedAt = 15_000;
const mostTextsLookedAt = 60_000;
/** The same when each is first found by its id. */
const mostLookedUp = 2_000;

/** The lowest id of a millisecond: ids begin with the time they were made at, so a period is a range of the index. */
function lowestIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Ids are made at most this long after the beginning of the transaction that `created_at` names. */
const longestPlanningMs = 3_600_000;

const contains = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** What the filter asks of a message `m`, beside the range of its id. */
function conditionsOf(workspaceId: string, filter: HistoryFilter): RawBuilder<unknown> {
  const conditions = [sql`m.workspace_id = ${workspaceId}`];
  if (filter.channel) conditions.push(sql`m.channel = ${filter.channel}`);
  if (filter.direction) conditions.push(sql`m.direction = ${filter.direction}`);
  if (filter.states?.length) conditions.push(sql`m.state = any(${[...filter.states]}::text[])`);
  if (filter.sources?.length) conditions.push(sql`m.source = any(${[...filter.sources]}::text[])`);
  if (filter.sourceId) conditions.push(sql`m.source_id = ${filter.sourceId}`);
  if (filter.senderId) conditions.push(sql`m.sender_id = ${filter.senderId}`);
  if (filter.contactId) conditions.push(sql`m.contact_id = ${filter.contactId}`);
  if (filter.from) conditions.push(sql`m.created_at >= ${filter.from}`);
  if (filter.until) conditions.push(sql`m.created_at < ${filter.until}`);
  const texts: RawBuilder<unknown>[] = [];
  if (filter.search) texts.push(sql`m.body ilike ${contains(filter.search)}`);
  if (filter.searchDigits) texts.push(sql`m.address like ${contains(filter.searchDigits)}`);
  if (texts.length > 0) conditions.push(sql`(${sql.join(texts, sql` or `)})`);
  return sql.join(conditions, sql` and `);
}

/**
 * Finds a page of the ledger, newest first, below `before`. What did not arrive and what belongs to a person or a broadcast is found by index;
 * for anything else the newest messages are looked through, since nothing may stand on what changes per message.
 */
export async function findMessages(
  tx: Tx,
  workspaceId: string,
  filter: HistoryFilter,
  limit: number,
  before: string | undefined,
): Promise<Walked> {
  const states = filter.states ?? [];
  if (areMissed(states) && filter.direction !== 'in' && !filter.contactId) {
    return amongMissed(tx, workspaceId, { ...filter, states }, limit, before);
  }
  const range = await rangeOf(tx, workspaceId, filter, before);
  if (range === undefined) return { ids: [], stoppedAt: undefined };
  const mostHere = filter.search ? mostTextsLookedAt : mostLookedAt;
  const from = sql`messages m where m.workspace_id = ${workspaceId} ${placeOf(filter)} ${range} order by m.id desc`;
  // The inner limit also keeps the planner from reading the whole table for something rare.
  const { rows } = await sql<{ id: string }>`
    select m.id from (select m.* from ${from} limit ${mostHere}) m where ${conditionsOf(workspaceId, filter)}
    order by m.id desc limit ${limit}`.execute(tx);
  const ids = rows.map((row) => row.id);
  if (ids.length >= limit) return { ids, stoppedAt: undefined };
  const { rows: last } = await sql<{ id: string }>`select m.id from ${from} offset ${mostHere - 1} limit 1`.execute(tx);
  return { ids, stoppedAt: last[0]?.id };
}

/** The index that is read: of a person, of a source, of conversations, or of all messages. */
function placeOf({ contactId, sourceId, direction }: HistoryFilter): RawBuilder<unknown> {
  if (contactId) return sql`and m.contact_id = ${contactId}`;
  if (sourceId) return sql`and m.source_id = ${sourceId}`;
  // What people write belongs to no source.
  return direction === 'in' ? sql`and m.source_id is null` : sql``;
}

/**
 * The range of ids that can hold what is asked for: of the period, and of the hours of which the counters know such messages. Undefined when
 * there are none.
 */
async function rangeOf(
  tx: Tx,
  workspaceId: string,
  filter: HistoryFilter,
  before: string | undefined,
): Promise<RawBuilder<unknown> | undefined> {
  const parts: RawBuilder<unknown>[] = [sql``];
  if (before) parts.push(sql`m.id < ${before}`);
  if (filter.from) parts.push(sql`m.id >= ${lowestIdAt(filter.from)}`);
  if (filter.until) parts.push(sql`m.id < ${lowestIdAt(new Date(filter.until.getTime() + longestPlanningMs))}`);
  if (filter.states?.length && !filter.contactId) {
    const { rows } = await sql<{ first: Date | null; last: Date | null }>`
      select min(hour) as first, max(hour) as last from hour_counts
      where workspace_id = ${workspaceId} and state = any(${[...filter.states]}::text[]) and n > 0`.execute(tx);
    const { first, last } = rows[0] ?? { first: null, last: null };
    if (first === null || last === null) return undefined;
    const hourMs = 3_600_000;
    parts.push(sql`m.id >= ${lowestIdAt(first)}`);
    parts.push(sql`m.id < ${lowestIdAt(new Date(last.getTime() + hourMs + longestPlanningMs))}`);
  }
  return sql.join(parts, sql` and `);
}

/** Those that did not arrive, from the index of these few; each is looked up where more is asked of it than its state and source. */
async function amongMissed(
  tx: Tx,
  workspaceId: string,
  filter: HistoryFilter & { readonly states: readonly MessageRowState[] },
  limit: number,
  before: string | undefined,
): Promise<Walked> {
  const { states, sourceId } = filter;
  const { from, until, channel, senderId, sources, search } = filter;
  const asksMore = [from, until, channel, senderId, search].some((one) => one !== undefined) || (sources?.length ?? 0) > 0;
  if (!asksMore)
    return { ids: await latestMissed(tx, workspaceId, { states, sourceId }, { before, limit }), stoppedAt: undefined };
  const highest = until && lowestIdAt(new Date(until.getTime() + longestPlanningMs));
  const below = highest !== undefined && (before === undefined || highest < before) ? highest : before;
  const candidates = await latestMissed(tx, workspaceId, { states, sourceId }, { before: below, limit: mostLookedUp });
  const { rows } = await sql<{ id: string }>`
    select m.id from messages m where m.id = any(${candidates}::uuid[]) and ${conditionsOf(workspaceId, filter)}
    order by m.id desc limit ${limit}`.execute(tx);
  const ids = rows.map((row) => row.id);
  const last = candidates.at(-1);
  const isOver = candidates.length < mostLookedUp || (from !== undefined && last !== undefined && last < lowestIdAt(from));
  return { ids, stoppedAt: ids.length < limit && !isOver ? last : undefined };
}
