import { mostCounted } from '@tidings/core/contract/queue';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';
import type { SendersTable } from '../../db/tables/connections.ts';
import { afterMark, capDayBegan, capLeft } from '../messages/lease-store.ts';
import { isStopped, stopAsJson } from '../messages/sending-stop-store.ts';

/** A lane with what is in it. */
export interface LaneFacts {
  readonly senderId: string;
  readonly name: string;
  readonly address: string;
  readonly channel: Channel;
  readonly sandbox: boolean;
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly connectionName: string;
  readonly connectionStatus: 'untested' | 'working' | 'failing';
  readonly rate: number;
  readonly pausedAt: Date | null;
  readonly pauseReason: string | null;
  readonly pausedBy: NonNullable<SendersTable['paused_by']['__select__']> | null;
  /** Whose stop of all sending holds it, and why: the installation's is said first. */
  readonly stopped: { readonly of: 'workspace' | 'installation'; readonly by: string; readonly reason: string } | null;
  readonly holdsBulkUntil: Date | null;
  readonly capped: boolean;
  readonly capZone: string;
  readonly capHour: number;
  readonly due: number;
  readonly later: number;
  readonly leased: number;
  readonly unknown: number;
  readonly waitingSince: Date | null;
  /** The same, but not before something last let it go on: its resuming, its cap's new day, the resuming of its broadcast. */
  readonly openSince: Date | null;
  readonly lastLeaseAt: Date | null;
}

/** Counts stop one above what a screen shows, so that a lane of a million costs no more than one of ten thousand. */
const bound = mostCounted + 1;

/**
 * How many queued messages of the sender `s` are due so, up to the bound. Priority by priority: the index leads with it, and without it every
 * entry of the sender would be read to find those of another time; in its order, or the planner might read the whole table for them.
 */
const countQueued = (due: RawBuilder<unknown>) => sql`
  select least(${bound}, sum(n))::int from unnest(array[0, 1, 2]::smallint[]) as p(priority)
  cross join lateral (select count(*) as n from (
    select 1 from outbox o where o.sender_id = s.id and o.priority = p.priority and o.status = 'queued' and ${due}
    order by o.due_at, o.message_id limit ${bound}) x) counted`;

/**
 * Whether the lane waits for the next day of its cap: it is used up, or has less left than the first message needs. One that needs more than
 * a whole day's cap (it was lowered since) is no reason to wait: the next lease ends it.
 */
const capped = sql`s.daily_cap is not null and (${capLeft} <= 0
  or (first_due.at is not null and s.cap_needs > ${capLeft} and s.cap_needs <= s.daily_cap))`;

/**
 * Lanes of one workspace, or of all with system scope, with counts and since when the first message waits that the lane has not read over
 * (as findReadyLanes of messages looks for it): what is held on purpose does not count as waiting. Purpose: queue screen, health, metrics;
 * keep the answer for some seconds. Takes no locks.
 */
export async function listLaneFacts(tx: Tx, workspaceId: string | undefined): Promise<LaneFacts[]> {
  const { rows } = await sql<LaneFacts>`
    select s.id as "senderId", s.name, s.address, s.channel, s.sandbox, w.id as "workspaceId", w.name as "workspaceName",
      c.name as "connectionName", c.status as "connectionStatus", s.rate_per_second::float8 as rate, s.paused_at as "pausedAt",
      s.pause_reason as "pauseReason", s.paused_by as "pausedBy", coalesce(${capped}, false) as capped,
      ${stopAsJson} as stopped, u.holds_bulk_until as "holdsBulkUntil",
      s.cap_zone as "capZone", s.cap_hour as "capHour",
      (${countQueued(sql`o.due_at <= now()`)}) as due, (${countQueued(sql`o.due_at > now()`)}) as later,
      coalesce(held.leased, 0)::int as leased, coalesce(held.unknown, 0)::int as unknown,
      case when not ${isStopped} then first_due.at end as "waitingSince",
      case when first_due.at is not null then
        greatest(first_due.open_at, s.watched_from, case when s.daily_cap is not null then ${capDayBegan} end) end as "openSince",
      case when s.refilled_at > s.created_at then least(s.refilled_at, now()) end as "lastLeaseAt"
    from senders s
    join workspaces w on w.id = s.workspace_id
    join connections c on c.id = s.connection_id
    left join catch_ups u on u.connection_id = s.connection_id and u.holds_bulk_until > now()
    left join (
      -- Each half by its own partial index, which holds nothing else.
      select sender_id, sum(leased) as leased, sum(unknown) as unknown from (
        select sender_id, 1 as leased, 0 as unknown from outbox where status = 'leased'
        union all select sender_id, 0, 1 from outbox where status = 'unknown') open
      group by 1) held on held.sender_id = s.id
    left join lateral (
      select min(due.due_at) as at, min(greatest(due.due_at, k.lowered_at)) as open_at
      from unnest(array[0, 1, 2]::smallint[]) as p(priority)
      left join lane_marks k on k.sender_id = s.id and k.priority = p.priority
      cross join lateral (
        select o.due_at from outbox o
        where o.sender_id = s.id and o.priority = p.priority and o.status = 'queued' and o.due_at <= now()
          and (o.due_at, o.message_id) > (${afterMark}) and (p.priority < 2 or u.connection_id is null)
        order by o.due_at, o.message_id limit 1) due) first_due on true
    where s.archived_at is null and (${workspaceId ?? null}::uuid is null or s.workspace_id = ${workspaceId ?? null}::uuid)
    order by w.name, s.sandbox, s.is_default desc, s.id`.execute(tx);
  return rows;
}

/** Sums of one minute. */
export interface MinuteRow {
  readonly minute: Date;
  readonly handedOver: number;
  readonly delivered: number;
  readonly failed: number;
  readonly unknown: number;
  readonly again: number;
  readonly waitedMs: number;
  readonly longestMs: number;
}

/** What happened in each minute since the given moment, of one sender, one workspace, or all with system scope. Minutes without anything are left out. */
export async function listMinutes(
  tx: Tx,
  since: Date,
  of: { readonly workspaceId?: string | undefined; readonly senderId?: string | undefined } = {},
): Promise<MinuteRow[]> {
  let query = tx
    .selectFrom('minute_counts')
    .select((sum) => [
      'minute',
      sum.fn.sum<number>('handed_over').as('handedOver'),
      sum.fn.sum<number>('delivered').as('delivered'),
      sum.fn.sum<number>('failed').as('failed'),
      sum.fn.sum<number>('unknown').as('unknown'),
      sql<number>`sum(busy + troubled)`.as('again'),
      sum.fn.sum<number>('waited_ms').as('waitedMs'),
      sum.fn.max<number>('longest_ms').as('longestMs'),
    ])
    .where('minute', '>=', since)
    .groupBy('minute')
    .orderBy('minute');
  if (of.workspaceId !== undefined) query = query.where('workspace_id', '=', of.workspaceId);
  if (of.senderId !== undefined) query = query.where('sender_id', '=', of.senderId);
  return query.execute();
}

/** A process that has said that it lives. */
export interface ProcessFacts {
  readonly id: string;
  readonly role: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly started_at: Date;
  readonly heartbeat_at: Date;
  readonly doing: string;
  readonly draining_at: Date | null;
  readonly listens_at: string | null;
  /** Milliseconds since it was heard of, by the database's clock. */
  readonly silentMs: number;
}

/** Processes that were heard of within the last day, the workers first. Belongs to no workspace. */
export async function listProcesses(tx: Tx): Promise<ProcessFacts[]> {
  return tx
    .selectFrom('workers')
    .select([
      'id',
      'role',
      'host',
      'pid',
      'version',
      'started_at',
      'heartbeat_at',
      'doing',
      'draining_at',
      'listens_at',
      sql<number>`extract(epoch from now() - heartbeat_at)::float8 * 1000`.as('silentMs'),
    ])
    .where('heartbeat_at', '>', sql<Date>`now() - interval '1 day'`)
    .orderBy('role', 'desc')
    .orderBy('started_at')
    .execute();
}

/** What each connection in use was last found to be. System scope. Sandbox lines are left out: the carrier is on this machine. */
export async function listConnectionStates(tx: Tx) {
  return tx
    .selectFrom('connections as c')
    .innerJoin('workspaces as w', 'w.id', 'c.workspace_id')
    .select(['c.name', 'w.name as workspace', 'c.status', 'c.status_words', 'c.checked_at', 'c.probe_at'])
    .where('c.archived_at', 'is', null)
    .where('c.sandbox', '=', false)
    .orderBy('w.name')
    .execute();
}

/** The lane of a sender of any workspace. System scope. */
export async function findLaneWorkspace(tx: Tx, senderId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('senders')
    .select('workspace_id')
    .where('id', '=', senderId)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
  return row?.workspace_id;
}

/** Whether any workspace sends to sandbox phones. System scope. */
export async function isSandboxInUse(tx: Tx): Promise<boolean> {
  const row = await tx.selectFrom('workspaces').select('id').where('mode', '=', 'sandbox').limit(1).executeTakeFirst();
  return row !== undefined;
}
