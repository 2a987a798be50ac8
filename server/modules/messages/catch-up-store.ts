import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Says that hooks are being taken now; returns how many seconds ago that was last said, by any process. */
export async function beatHooks(tx: Tx): Promise<number> {
  const { rows } = await sql<{ silent: number }>`
    with before as (select seen_at from hook_watch for update),
    beat as (update hook_watch set seen_at = clock_timestamp())
    select extract(epoch from clock_timestamp() - seen_at)::float8 as silent from before`.execute(tx);
  return Math.max(0, rows[0]?.silent ?? 0);
}

/** How many seconds ago any process last said that hooks are being taken. */
export async function hooksSilentFor(tx: Tx): Promise<number> {
  const { rows } = await sql<{ silent: number }>`
    select extract(epoch from clock_timestamp() - seen_at)::float8 as silent from hook_watch`.execute(tx);
  return Math.max(0, rows[0]?.silent ?? 0);
}

/** Makes every connection known that can have hooks. A new one is complete from its beginning: what is older is none of ours. */
export async function watchConnections(tx: Tx, everySeconds: number): Promise<void> {
  await sql`
    insert into catch_ups (connection_id, workspace_id, complete_until, due_at)
    select id, workspace_id, created_at, now() + make_interval(secs => ${everySeconds}) from connections c
    where channel = 'sms' and not exists (select 1 from catch_ups u where u.connection_id = c.id)
    on conflict do nothing`.execute(tx);
}

/**
 * Notes that hooks may have been lost since some seconds ago, for every connection: all are to be caught up with at once. Whoever is at
 * it already may have asked too early, so somebody starts anew. Call it after beatHooks, whose lock keeps two from this at once.
 */
export async function noteGap(tx: Tx, secondsAgo: number): Promise<void> {
  const holds = secondsAgo >= longGapSeconds;
  // Each outage holds once: several processes note the same one, and one that began after the last hold ended is another.
  // Only where the provider will be asked (takeCatchUp): nothing would come of waiting for the others.
  const asked = sql`exists (select 1 from connections c join workspaces w on w.id = c.workspace_id
    where c.id = catch_ups.connection_id and c.archived_at is null and (not c.sandbox or w.mode = 'sandbox'))`;
  await sql`
    update catch_ups set gap_from = least(gap_from, now() - make_interval(secs => ${secondsAgo})), gaps = gaps + 1, due_at = now(),
      taken_until = null, failures = 0,
      holds_bulk_until = case when ${holds} and ${asked} and (holds_bulk_until is null or holds_bulk_until < now() - make_interval(secs => ${secondsAgo}))
        then now() + make_interval(secs => ${holdsBulkSeconds}) else holds_bulk_until end`.execute(tx);
}

/** A gap of this long may have cost many a STOP: bulk waits for its texts. */
export const longGapSeconds = 60;
/** It waits no longer than this: a provider that cannot be asked must not stop everybody. */
const holdsBulkSeconds = 120;

/** Whether bulk of the connection of the sender `s` waits for the texts of a gap. */
export const holdsBulk = sql<boolean>`exists (
  select 1 from catch_ups u where u.connection_id = s.connection_id and u.holds_bulk_until > clock_timestamp())`;

/** Lets bulk go on once the texts of the gap that a run knew of are processed. */
export async function releaseBulk(tx: Tx, { connectionId, gaps }: CatchUp): Promise<void> {
  await sql`
    update catch_ups set holds_bulk_until = null
    where connection_id = ${connectionId} and gaps = ${gaps} and holds_bulk_until is not null
      and not exists (select 1 from inbound_payloads p
        where p.connection_id = ${connectionId} and p.processed_at is null and p.problem is null)`.execute(tx);
}

/** A connection whose bulk went on before the texts of its gap could be fetched. */
export interface LateCatchUp {
  readonly name: string;
  readonly since: Date;
  /** What the provider last answered. */
  readonly trouble: string | null;
}

/** Connections of a workspace, in its mode, whose bulk did not wait any longer for the texts of a gap. */
export async function listLateCatchUps(tx: Tx, workspaceId: string, sandbox: boolean): Promise<LateCatchUp[]> {
  const { rows } = await sql<LateCatchUp>`
    select c.name, u.gap_from as since, u.trouble from catch_ups u join connections c on c.id = u.connection_id
    where u.workspace_id = ${workspaceId} and u.gap_from is not null and u.holds_bulk_until <= now()
      and c.archived_at is null and c.sandbox = ${sandbox}
    order by c.name`.execute(tx);
  return rows;
}

/** A connection that is to be compared with its provider's list. Times are the database's. */
export interface CatchUp {
  readonly connectionId: string;
  readonly workspaceId: string;
  readonly completeUntil: Date;
  readonly gapFrom: Date | null;
  readonly gaps: number;
  readonly failures: number;
  readonly now: Date;
}

/** How long a worker is believed to be at it after it last said so, in seconds. */
const takenSeconds = 60;

/**
 * Takes the connection that is due for the longest time; undefined when none is. Skipped: those archived some days ago, and a sandbox
 * that is not in use, whose carrier may not even run.
 */
export async function takeCatchUp(tx: Tx): Promise<CatchUp | undefined> {
  const { rows } = await sql<CatchUp>`
    with due as (
      select u.connection_id from catch_ups u join connections c on c.id = u.connection_id join workspaces w on w.id = u.workspace_id
      where u.due_at <= now() and (u.taken_until is null or u.taken_until < now())
        and (c.archived_at is null or c.archived_at > now() - interval '3 days') and (not c.sandbox or w.mode = 'sandbox')
      order by u.due_at limit 1 for update of u skip locked
    )
    update catch_ups u set taken_until = now() + make_interval(secs => ${takenSeconds}) from due
    where u.connection_id = due.connection_id
    returning u.connection_id as "connectionId", u.workspace_id as "workspaceId", u.complete_until as "completeUntil", u.gap_from as "gapFrom",
      u.gaps, u.failures, now() as now`.execute(tx);
  return rows[0];
}

/** Says that this worker is still at it; false when a new gap was noticed meanwhile, and somebody else starts anew. */
export async function keepCatchUp(tx: Tx, { connectionId, gaps }: CatchUp): Promise<boolean> {
  const { rows } = await sql`
    update catch_ups set taken_until = now() + make_interval(secs => ${takenSeconds})
    where connection_id = ${connectionId} and gaps = ${gaps} returning 1`.execute(tx);
  return rows.length > 0;
}

/** Notes what a run found. A gap that was noticed meanwhile stays due. */
export async function finishCatchUp(
  tx: Tx,
  { connectionId, gaps, now }: CatchUp,
  found: { readonly texts: number; readonly receipts: number; readonly againSeconds: number },
): Promise<void> {
  await sql`
    update catch_ups set complete_until = greatest(complete_until, ${now}), ran_at = now(), texts = texts + ${found.texts}, receipts = receipts + ${found.receipts},
      trouble = null, failures = 0,
      gap_from = case when gaps = ${gaps} then null else gap_from end,
      holds_bulk_until = case when gaps = ${gaps} then null else holds_bulk_until end,
      due_at = case when gaps = ${gaps} then now() + make_interval(secs => ${found.againSeconds}) else due_at end,
      taken_until = case when gaps = ${gaps} then null else taken_until end
    where connection_id = ${connectionId}`.execute(tx);
}

/** Notes that the provider could not be asked, and when that is tried again. */
export async function postponeCatchUp(
  tx: Tx,
  { connectionId, gaps }: CatchUp,
  again: { readonly words: string; readonly seconds: number },
): Promise<void> {
  await sql`
    update catch_ups set failures = failures + 1, trouble = ${again.words.replaceAll('\0', '').slice(0, 300)}, taken_until = null,
      due_at = now() + make_interval(secs => ${again.seconds})
    where connection_id = ${connectionId} and gaps = ${gaps}`.execute(tx);
}

/** Where people write to through a connection, now or formerly. */
export async function listOwnAddresses(
  tx: Tx,
  connectionId: string,
): Promise<readonly { readonly address: string; readonly kind: string; readonly createdAt: Date }[]> {
  return tx
    .selectFrom('senders')
    .select(['address', 'kind', 'created_at as createdAt'])
    .where('connection_id', '=', connectionId)
    .execute();
}

/** A message that was handed over and has not come to its end. */
export interface OpenMessage {
  readonly messageId: string;
  readonly providerId: string;
  readonly state: 'accepted' | 'sent';
  /** When the last was heard of it. */
  readonly newsAt: Date;
}

/** Periods in which the last was heard of a message: after the first moment, up to the second. */
export type Period = readonly [Date, Date];

/** More than this are taken up by the next run. */
const mostOpen = 100_000;

/**
 * Messages of a connection whose last news fall into one of the periods. Purpose: to find the few among millions without an index on
 * what changes per message. The counters say which hours hold open ones at all; those hours are read by their range of ids. No locks.
 */
export async function listOpen(tx: Tx, run: CatchUp, periods: readonly Period[]): Promise<OpenMessage[]> {
  const { rows } = await sql<OpenMessage>`
    with hours as (
      select distinct hour from hour_counts
      where workspace_id = ${run.workspaceId} and direction = 'out' and channel = 'sms' and state in ('accepted', 'sent') and n > 0
        and hour > now() - interval '3 days'
    ), own as (select id from senders where connection_id = ${run.connectionId})
    select m.id as "messageId", m.provider_id as "providerId", m.state, coalesce(m.sent_at, m.accepted_at) as "newsAt"
    from hours h
    join messages m on m.workspace_id = ${run.workspaceId} and m.id >= first_id_at(h.hour) and m.id < first_id_at(h.hour + interval '70 minutes')
      and m.created_at >= h.hour and m.created_at < h.hour + interval '1 hour'
    where m.state in ('accepted', 'sent') and m.provider_id is not null and m.sender_id in (select id from own)
      and exists (select 1 from unnest(${periods.map(([after]) => after)}::timestamptz[], ${periods.map(([, until]) => until)}::timestamptz[]) p(after, until)
        where coalesce(m.sent_at, m.accepted_at) > p.after and coalesce(m.sent_at, m.accepted_at) <= p.until)
    limit ${mostOpen}`.execute(tx);
  return rows;
}

/** Stores texts that were fetched, in the given order; returns how many were not known. They are processed in the order of their time. */
export async function insertFetched(
  tx: Tx,
  owner: { readonly workspaceId: string; readonly connectionId: string },
  texts: readonly {
    readonly providerId: string;
    readonly receivedAt: Date;
    readonly payload: Readonly<Record<string, unknown>>;
  }[],
): Promise<number> {
  const { rows } = await sql`
    insert into inbound_payloads (workspace_id, connection_id, provider_id, payload, received_at)
    select ${owner.workspaceId}, ${owner.connectionId}, provider_id, payload, least(received_at, now())
    from unnest(${texts.map((one) => one.providerId)}::text[], ${texts.map((one) => JSON.stringify(one.payload))}::jsonb[],
      ${texts.map((one) => one.receivedAt)}::timestamptz[]) as t(provider_id, payload, received_at)
    on conflict (connection_id, provider_id) do nothing returning 1`.execute(tx);
  return rows.length;
}
