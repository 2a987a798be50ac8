import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { sameAgain } from '../audiences/sent-again-store.ts';

/** Which failed messages are sent again. */
export interface RetryWish {
  readonly workspaceId: string;
  /** Only failures for these reasons. */
  readonly reasons: readonly string[];
  readonly messageIds: readonly string[] | undefined;
  readonly by: { readonly id: string | null; readonly name: string };
  readonly limit: number;
}

/** What was queued for one lane and priority. */
export interface Retried {
  readonly senderId: string;
  readonly priority: number;
  readonly channel: string;
  readonly createdAt: Date;
  readonly n: number;
}

/**
 * That the same text went to the person of message `m` since, or is about to, by either way; a later failure stands in the list itself. What was
 * left out or came too late may be sent again.
 */
export const tookOver = sameAgain(
  sql`again.state not in ('failed', 'skipped', 'expired', 'cancelled') or again.state = 'failed' and again.id > m.id`,
);

/**
 * Failures of the last day whose text is known and that were not sent again yet, neither from here nor by a broadcast to those missed.
 * An answer to a keyword is late by now, and never repeated; how often somebody is asked whether they agree is counted elsewhere.
 */
const retryable = (wish: Pick<RetryWish, 'workspaceId' | 'reasons' | 'messageIds'>) => sql`
  message_failures f
  join messages m on m.id = f.message_id and m.workspace_id = f.workspace_id
  join senders s on s.id = m.sender_id and s.archived_at is null
  where f.workspace_id = ${wish.workspaceId} and f.at > now() - interval '24 hours' and m.state = 'failed' and m.body is not null
    and m.source not in ('answer', 'opt_in') and m.reason = any(${[...wish.reasons]}::text[])
    and (${wish.messageIds === undefined}::boolean or m.id = any(${[...(wish.messageIds ?? [])]}::uuid[]))
    and not exists (select 1 from messages again where again.send_key = 'retry|' || m.id)
    and not exists (${tookOver})`;

/**
 * Queues failed messages again, as new ones: a failed one stays what it is (I4). The send key names the failed message, so however often
 * somebody presses, it is sent again once (I1). Whether each may go out is decided at its lease. The caller lowers the lanes' marks, and
 * counts. Purpose, hours and limits are those of its first source. The caller holds lockSendingAgain.
 */
export async function insertRetries(tx: Tx, wish: RetryWish): Promise<Retried[]> {
  const { rows } = await sql<Retried>`
    with chosen as (
      select distinct m.id, m.channel, m.contact_id, m.address, m.our_address, m.sender_id, m.source, m.priority, m.body, m.segments, m.encoding,
        m.useless_after, coalesce(m.again_of, m.id) as again_of, coalesce(m.source_id, m.rules_source_id) as rules_source_id
      from ${retryable(wish)} order by m.id limit ${wish.limit}
    ), made as (
      insert into messages (workspace_id, direction, channel, contact_id, address, our_address, sender_id, source, send_key, priority, body,
        segments, encoding, state, created_by, created_by_name, useless_after, again_of, rules_source_id)
      select ${wish.workspaceId}, 'out', channel, contact_id, address, our_address, sender_id,
        case when source in ('reply', 'test') then source else 'retry' end, 'retry|' || id, priority, body, segments, encoding, 'queued',
        ${wish.by.id}::uuid, ${wish.by.name}, useless_after, again_of, rules_source_id
      from chosen
      on conflict (send_key) where send_key is not null do nothing
      returning id, sender_id, channel, priority, body, created_at
    ), queued as (
      insert into outbox (message_id, workspace_id, sender_id, priority, body, due_at)
      select id, ${wish.workspaceId}, sender_id, priority, body, now() from made
    )
    select sender_id as "senderId", priority, channel, min(created_at) as "createdAt", count(*)::int as n from made
    group by 1, 2, 3 order by 1, 2, 3`.execute(tx);
  return rows;
}

/** How many could still be sent again. */
export async function countRetryable(tx: Tx, wish: Pick<RetryWish, 'workspaceId' | 'reasons' | 'messageIds'>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(distinct m.id)::int as n from ${retryable(wish)}`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** Makes what waits in a lane for a further attempt due now. The caller has lowered the lane's marks. Returns how many. */
export async function makeDueNow(tx: Tx, workspaceId: string, senderId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with hurried as (
      update outbox set due_at = now()
      where workspace_id = ${workspaceId} and sender_id = ${senderId} and status = 'queued' and attempts > 0 and due_at > now()
      returning 1
    )
    select count(*)::int as n from hurried`.execute(tx);
  return rows[0]?.n ?? 0;
}

/**
 * Messages that wait in a lane, locked as all do who write results: by their ids, and skipping what others hold. The caller holds the
 * workspace's leases, so that none of them is leased meanwhile.
 */
export async function lockWaiting(tx: Tx, workspaceId: string, senderId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from outbox o join messages m on m.id = o.message_id
    where o.workspace_id = ${workspaceId} and o.sender_id = ${senderId} and o.status = 'queued'
    order by m.id limit ${limit} for update of m skip locked`.execute(tx);
  return rows.map((row) => row.id);
}

/** Whether anything waits in a lane, and how many up to a bound. */
export async function countLane(tx: Tx, workspaceId: string, senderId: string, most: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select 1 from outbox where workspace_id = ${workspaceId} and sender_id = ${senderId} and status = 'queued' limit ${most}) waiting`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}
