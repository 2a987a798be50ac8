import type { ConsentPurpose, MessagePurpose } from '@tidings/core/compliance/purposes';
import type { SuppressionKind } from '@tidings/core/compliance/suppression';
import type { EntryList } from '@tidings/core/messaging/entry-tags';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Consent } from '../../db/tables/columns.ts';
import { consentAt, purposeAt } from '../contacts/consent-at-store.ts';
import { holdsBulk } from './catch-up-store.ts';
import { isStopped, maySend } from './sending-stop-store.ts';

/** A lane, named. */
export interface LaneName {
  readonly senderId: string;
  readonly workspaceId: string;
}

/** A lane whose queue holds something that is due, and that has tokens for it. */
export interface ReadyLane extends LaneName {
  /** The most urgent that is due. */
  readonly priority: number;
  /** Segments a second. */
  readonly rate: number;
}

/** Of what many people get at once. */
export const bulkPriority = 2;

/** The day that a sender's daily cap counts in: see migration 0090, and core's daily-cap, which says the same. */
const capDay = sql`(clock_timestamp() at time zone s.cap_zone - make_interval(hours => s.cap_hour))::date`;

/** When that day began. */
export const capDayBegan = sql`((${capDay} + make_interval(hours => s.cap_hour)) at time zone s.cap_zone)`;

/** Segments of the sender `s` that may still go out in the day of its cap; null without one. */
export const capLeft = sql`(s.daily_cap - case when s.cap_day = ${capDay} then s.cap_used else 0 end)`;

/**
 * Where a lane was read up to, with the mark `k` that may be missing. Not coalesce: PostgreSQL takes that for something that could leak under
 * row-level security, and would read every entry before the mark (a paused broadcast has hundreds of thousands) to compare it afterwards.
 */
export const afterMark = sql`case when k.due_at is null then '-infinity' else k.due_at end,
  case when k.message_id is null then '00000000-0000-0000-0000-000000000000' else k.message_id end`;

/**
 * Lanes with something due that are neither paused nor stopped and have a token. Purpose: what each worker asks several times a second. One
 * index probe per lane and priority, from the lane's mark on (the lateral limit keeps the planner from reading whole queues), and none for
 * lanes that wait for tokens: a lease of those would bring nothing. Takes no locks. System scope.
 */
export async function findReadyLanes(tx: Tx): Promise<ReadyLane[]> {
  const { rows } = await sql<ReadyLane>`
    select s.id as "senderId", s.workspace_id as "workspaceId", s.rate_per_second::float8 as rate, min(p.priority)::int as priority
    from senders s
    cross join unnest(array[0, 1, 2]::smallint[]) as p(priority)
    left join lane_marks k on k.sender_id = s.id and k.priority = p.priority
    cross join lateral (
      select 1 from outbox o
      where o.sender_id = s.id and o.priority = p.priority and o.status = 'queued' and o.due_at <= now()
        and (o.due_at, o.message_id) > (${afterMark})
      order by o.due_at, o.message_id limit 1) due
    where s.paused_at is null and (s.daily_cap is null or s.cap_day is distinct from ${capDay} or s.cap_used < s.daily_cap)
      and ${maySend}
      and (p.priority < ${sql.lit(bulkPriority)} or s.connection_id not in (select connection_id from catch_ups where holds_bulk_until > clock_timestamp()))
      and (s.refilled_at > clock_timestamp()
        or s.tokens + extract(epoch from clock_timestamp() - s.refilled_at) * s.rate_per_second >= 1)
    group by s.id`.execute(tx);
  return rows;
}

/** The state of a lane at its lease. */
export interface LaneRow {
  readonly rate: number;
  readonly burst: number;
  readonly tokens: number;
  /** Seconds since the tokens were counted, by the database's clock. */
  readonly idleMs: number;
  readonly now: Date;
  readonly paused: boolean;
  /** All sending of its workspace is stopped, or of the installation. */
  readonly stopped: boolean;
  readonly sandbox: boolean;
  readonly kind: 'number' | 'messaging_service' | 'address' | 'caller_id';
  readonly address: string;
  readonly connectionId: string;
  readonly mode: 'sandbox' | 'live';
  readonly workspaceName: string;
  /** Segments that may go out in a day; null without a cap. */
  readonly dailyCap?: number | null;
  /** Segments that may still go out today; null without a daily cap. */
  readonly capLeft: number | null;
  /** What the last lease found the first message to need, where the cap had not that much left. */
  readonly capNeeds: number | null;
  /** When it last began to send again, after a pause or with a new day of its cap: nobody waited for its turn before. As text, for microseconds. */
  readonly openSince?: string | null;
  /** The workspace's hours as stored; null for the defaults. */
  readonly quietHours: unknown;
  /** Bulk waits for the texts of an outage: a STOP may be among them. */
  readonly holdsBulk?: boolean;
  /** Somebody of the workspace was deleted for privacy: numbers are compared with what is kept of theirs. */
  readonly someErased?: boolean;
}

/** Takes the lane for this transaction; undefined while another worker leases from it. */
export async function lockLane(tx: Tx, lane: LaneName): Promise<LaneRow | undefined> {
  return oneLane(tx, lane, sql`for no key update of s skip locked`);
}

/** The lane as it stands, without taking it: for an explanation. */
export async function readLane(tx: Tx, lane: LaneName): Promise<LaneRow | undefined> {
  return oneLane(tx, lane, sql``);
}

async function oneLane(tx: Tx, lane: LaneName, lock: RawBuilder<unknown>): Promise<LaneRow | undefined> {
  const { rows } =
    await sql<LaneRow>`/* kept */ select s.rate_per_second::float8 as rate, s.burst, s.tokens, extract(epoch from clock_timestamp() - s.refilled_at) * 1000 as "idleMs",
      clock_timestamp() as now, s.paused_at is not null as paused, ${isStopped} as stopped, s.sandbox, s.kind, s.address,
      s.connection_id as "connectionId",
      w.mode, w.name as "workspaceName", s.daily_cap as "dailyCap", ${capLeft} as "capLeft", s.cap_needs as "capNeeds",
      greatest(s.watched_from, case when s.daily_cap is not null then ${capDayBegan} end)::text as "openSince",
      w.settings -> 'quiet_hours' as "quietHours", ${holdsBulk} as "holdsBulk",
      exists (select 1 from erased_addresses e where e.workspace_id = s.workspace_id) as "someErased"
    from senders s join workspaces w on w.id = s.workspace_id
    where s.id = ${lane.senderId} and s.workspace_id = ${lane.workspaceId}
    ${lock}`.execute(tx);
  const [row] = rows;
  return row && { ...row, idleMs: Number(row.idleMs) };
}

export interface Mark {
  /** As text: a JavaScript date would lose the microseconds, and the lease would read the same rows again. */
  readonly dueAt: string;
  readonly messageId: string;
}

/** A mark with what is behind it. */
export interface TakenMark extends Mark {
  readonly priority: number;
  /** When the lane was last made to read again, and how far it had been read by then; null when never. See migration 0255. */
  readonly loweredAt: string | null;
  readonly heldDueAt: string | null;
  readonly heldMessageId: string | null;
  /** Whether anything after it was due when the statement began: what is added meanwhile is for the next lease. */
  readonly due: boolean;
}

/**
 * Takes the marks of a lane, one for each of the priorities, making those that are missing: whoever adds to the outbox meanwhile waits for
 * this lease and then lowers what it saved. Always in the order of the priorities, so that two never wait for each other.
 */
export async function takeMarks(tx: Tx, lane: LaneName, priorities: readonly number[]): Promise<Map<number, TakenMark>> {
  const read = () =>
    sql<TakenMark>`/* kept */ select k.priority::int as priority, k.due_at::text as "dueAt", k.message_id as "messageId", k.lowered_at::text as "loweredAt",
        k.held_due_at::text as "heldDueAt", k.held_message_id as "heldMessageId", exists (
        select 1 from outbox o where o.sender_id = k.sender_id and o.priority = k.priority and o.status = 'queued' and o.due_at <= now()
          and (o.due_at, o.message_id) > (k.due_at, k.message_id)) as due
      from lane_marks k where k.sender_id = ${lane.senderId} and k.priority = any(${[...priorities]}::smallint[])
      order by k.priority for update`.execute(tx);
  let { rows } = await read();
  if (rows.length < priorities.length) {
    await sql`
      insert into lane_marks (workspace_id, sender_id, priority)
      select ${lane.workspaceId}, ${lane.senderId}, p from unnest(${[...priorities]}::smallint[]) as p order by p
      on conflict do nothing`.execute(tx);
    rows = (await read()).rows;
  }
  return new Map(rows.map((row) => [row.priority, row]));
}

/** Moves the mark behind what was just decided. */
export async function saveMark(tx: Tx, lane: LaneName, priority: number, mark: Mark): Promise<void> {
  await sql`/* kept */ update lane_marks set due_at = ${mark.dueAt}::timestamptz, message_id = ${mark.messageId}
    where sender_id = ${lane.senderId} and priority = ${priority}`.execute(tx);
}

/** A queued message with the facts that its decision looks at. */
export interface Candidate {
  readonly messageId: string;
  readonly dueAt: string;
  /** Milliseconds that it waited for its turn: since it was due, or since what held it ended. */
  readonly waitedMs: number;
  readonly attempts: number;
  readonly sourceId: string | null;
  /** Of what is sent again by hand: the source whose rules hold for it. */
  readonly rulesSourceId?: string | null;
  readonly source: string;
  readonly address: string | null;
  readonly contactId: string | null;
  /** Final text of a single message; null when it is rendered from its source's template. */
  readonly body: string | null;
  readonly uselessAfter: Date | null;
  /** The contact's row as JSON, for rendering and for the hours of its place; null when there is no contact, or neither is asked for. */
  readonly contact: Readonly<Record<string, unknown>> | null;
  readonly contactDeleted: boolean | null;
  /** False when the contact has another number by now. */
  readonly belongs?: boolean;
  readonly consent: Consent | null;
  readonly consentPurpose: ConsentPurpose | null;
  /** It is a question that a form asks them; a no that came since would have ended it. */
  readonly askedFor?: boolean | null;
  readonly lastInboundAt: Date | null;
  readonly suppressionKind: SuppressionKind | null;
  readonly suppressedAt: Date | null;
  /** Until when bulk waits, as they may have asked to stop. */
  readonly doubtUntil?: Date | null;
}

/** How many candidates are read at once: one of a few numbers. */
export type Portion = number & { readonly isPortion: true };

/** The fewest candidates that are read at once: enough that skipped ones do not cost a transaction each. */
const leastRead = 64;

/**
 * The portion to read where so many may be leased: never many more, since each costs as much to read as to lease. A plan that is kept must know
 * how few they are, or it is made for a tenth of the whole outbox: so the number is part of the text, and there are few of them.
 */
export function portionOf(room: number): Portion {
  return Math.max(leastRead, room < 512 ? room - (room % 32) : 512) as Portion;
}

/**
 * The next messages of a lane in order, after its mark, with every fact as committed now (I2). The caller holds the lane and the shared
 * lease lock. Columns of the contact are those that merge tags may name.
 */
export async function listCandidates(
  tx: Tx,
  lane: LaneName,
  priority: number,
  mark: TakenMark,
  portion: Portion,
  openSince: string | null = null,
): Promise<Candidate[]> {
  const waitsSince = sql`greatest(o.due_at, ${openSince}::timestamptz,
    case when (o.due_at, o.message_id) <= (${mark.heldDueAt}::timestamptz, ${mark.heldMessageId}::uuid) then ${mark.loweredAt}::timestamptz end)`;
  const { rows } = await sql<Candidate>`/* kept */
    ${candidates(waitsSince)}
    where o.sender_id = ${lane.senderId} and o.priority = ${priority} and o.status = 'queued' and o.due_at <= now()
      and (o.due_at, o.message_id) > (${mark.dueAt}::timestamptz, ${mark.messageId}::uuid)
    order by o.due_at, o.message_id
    limit ${sql.lit(portion)}`.execute(tx);
  return rows;
}

/** One message that waits in its lane, with the facts as committed now, whether it is its turn or not: for an explanation. */
export async function findCandidate(tx: Tx, workspaceId: string, messageId: string): Promise<Candidate | undefined> {
  const { rows } = await sql<Candidate>`
    ${candidates(sql`o.due_at`)} where o.workspace_id = ${workspaceId} and o.message_id = ${messageId} and o.status = 'queued'`.execute(
    tx,
  );
  return rows[0];
}

const candidates = (waitsSince: RawBuilder<unknown>) => sql`select o.message_id as "messageId", o.due_at::text as "dueAt",
      greatest(0, extract(epoch from now() - ${waitsSince}))::float8 * 1000 as "waitedMs", o.attempts, o.source_id as "sourceId",
      m.rules_source_id as "rulesSourceId", m.source, m.address,
      m.contact_id as "contactId", o.body, m.useless_after as "uselessAfter",
      case when c.id is null then m.contact_id is not null else c.deleted_at is not null end as "contactDeleted",
      c.id is null or c.phone = m.address or exists (
        select 1 from contact_addresses a where a.contact_id = c.id and a.kind = 'phone' and a.value = m.address) as "belongs",
      ${consentAt('c', sql`m.address`)} as consent, ${purposeAt('c', sql`m.address`)} as "consentPurpose", u.kind as "suppressionKind", u.created_at as "suppressedAt", d.holds_until as "doubtUntil",
      case when m.source = 'opt_in' then exists (select 1 from opt_in_requests q where q.workspace_id = o.workspace_id
        and q.contact_id = m.contact_id and q.message_id = m.id and q.closed_at is null and q.source = 'form') end as "askedFor",
      case when m.source = 'reply' then (
        select max(i.created_at) from messages i where i.contact_id = m.contact_id and i.direction = 'in') end as "lastInboundAt",
      case when c.id is not null and (o.body is null or m.source in ('reply', 'direct', 'retry', 'opt_in', 'test')) then jsonb_build_object(
        'first_name', c.first_name, 'last_name', c.last_name, 'full_name', c.full_name, 'phone', c.phone, 'email', c.email, 'company', c.company,
        'city', c.city, 'region', c.region, 'postal_code', c.postal_code, 'country', c.country, 'birthday', c.birthday, 'time_zone', c.time_zone,
        'custom', c.custom) end as contact
    from outbox o
    join messages m on m.id = o.message_id
    left join contacts c on c.id = m.contact_id
    left join suppressions u on u.workspace_id = o.workspace_id and u.address = m.address and u.channel = m.channel and u.removed_at is null
    left join opt_out_doubts d on d.workspace_id = o.workspace_id and d.address = m.address and d.channel = m.channel and d.decided_at is null`;

export interface SourceRow {
  readonly id: string;
  readonly kind: 'broadcast' | 'direct' | 'test';
  readonly state: 'running' | 'paused' | 'cancelled';
  readonly template: string;
  readonly smart_encoding: boolean;
  readonly useless_after: Date | null;
  readonly canary_limit: number | null;
  /** What it says of its hours: HoursOverride, as stored. */
  readonly quiet_hours: unknown;
  readonly purpose: MessagePurpose;
  /** Lists that fill the entry tags of its template; null where it has none. */
  readonly entry_lists?: readonly EntryList[] | null;
  /** It goes to those whom an earlier one reached, however many texts they have had. */
  readonly correction?: boolean;
}

export async function listSources(tx: Tx, ids: readonly string[]): Promise<Map<string, SourceRow>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('message_sources')
    .select([
      'id',
      'kind',
      'state',
      'template',
      'smart_encoding',
      'useless_after',
      'canary_limit',
      'quiet_hours',
      'purpose',
      'entry_lists',
      'correction',
    ])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

export interface Leased {
  readonly messageId: string;
  readonly body: string;
  readonly segments: number;
  readonly encoding: string;
}

/**
 * Marks messages as leased by a worker, with the text they will be handed over with, so that a lost answer can be settled by text.
 * Returns those that it has now: one that left the queue since it was read is not among them.
 */
export async function markLeased(tx: Tx, workerId: string, leased: readonly Leased[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`/* kept */ update outbox o
    set status = 'leased', worker_id = ${workerId}, leased_at = clock_timestamp(), attempts = o.attempts + 1,
      body = i.body, segments = i.segments, encoding = i.encoding, wait_reason = null
    from unnest(${leased.map((one) => one.messageId)}::uuid[], ${leased.map((one) => one.body)}::text[],
      ${leased.map((one) => one.segments)}::smallint[], ${leased.map((one) => one.encoding)}::text[]) as i(id, body, segments, encoding)
    where o.message_id = i.id and o.status = 'queued'
    returning o.message_id as id`.execute(tx);
  return new Set(rows.map((row) => row.id));
}

/**
 * Writes what a lease took of the lane: its tokens as of the moment it was locked, so that the time the lease took counts for the next, the
 * segments of its day, and what the first message left needs beyond its cap. A moment in the future (the machine's clock went back) is
 * forgotten, or the lane would wait for it.
 */
export async function saveTokens(
  tx: Tx,
  lane: LaneName,
  left: { tokens: number; idleMs: number; segments: number; capNeeds: number | null },
): Promise<void> {
  await sql`/* kept */ update senders s set tokens = ${left.tokens},
      refilled_at = case when ${left.idleMs}::float8 < 0 then clock_timestamp() else refilled_at + make_interval(secs => ${left.idleMs / 1_000}) end,
      cap_used = case when cap_day = ${capDay} then cap_used else 0 end + ${left.segments}::int, cap_day = ${capDay},
      cap_needs = ${left.capNeeds}
    where s.id = ${lane.senderId}`.execute(tx);
}
