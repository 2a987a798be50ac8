import { sql } from 'kysely';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';

/** Says that this process lives, and what it is doing. */
export async function beat(tx: Tx, { id, role, host, state }: Context['process'], version: string): Promise<void> {
  await sql`
    insert into workers (id, role, host, pid, version, started_at, doing, draining_at, listens_at)
    values (${id}, ${role}, ${host}, ${process.pid}, ${version}, ${state.startedAt}, ${state.doing()}, ${state.drainingAt ?? null},
      ${state.listensAt ?? null})
    on conflict (id) do update set heartbeat_at = now(), doing = excluded.doing, draining_at = excluded.draining_at,
      listens_at = excluded.listens_at`.execute(tx);
}

/** Says that this process ends: what it still has leased counts as abandoned at once. */
export async function farewell(tx: Tx, processId: string): Promise<void> {
  await sql`delete from workers where id = ${processId}`.execute(tx);
}

/** Forgets processes that ended long ago. */
export async function forgetOldWorkers(tx: Tx): Promise<void> {
  await sql`delete from workers where heartbeat_at < now() - interval '1 day'`.execute(tx);
}

/**
 * Leased messages whose worker has stopped beating, and those leased so long ago that no worker can still be about to report (it lost its
 * lease's commit, or its result could not be written). Locks the messages, as all who write results do first; skips what others hold.
 */
export async function listAbandoned(tx: Tx, deadAfterSeconds: number, tooOldSeconds: number, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from outbox o join messages m on m.id = o.message_id
    where o.status = 'leased' and (o.leased_at < now() - make_interval(secs => ${tooOldSeconds}) or not exists (
      select 1 from workers w where w.id = o.worker_id and w.heartbeat_at > now() - make_interval(secs => ${deadAfterSeconds})))
    order by m.id limit ${limit} for update of m skip locked`.execute(tx);
  return rows.map((row) => row.id);
}

/** An unknown message that is due for a look at the provider's list. */
export interface UnknownMessage {
  readonly messageId: string;
  readonly workspaceId: string;
  readonly senderId: string;
  /** The number or messaging service that it was handed over from. */
  readonly senderAddress: string;
  readonly connectionId: string;
  readonly priority: number;
  readonly contactId: string | null;
  readonly address: string;
  readonly body: string;
  readonly leasedAt: Date;
  readonly now: Date;
}

/**
 * Unknown messages whose time has come, of so many connections and so many of each, taken for this look only: the next one is set at once, so
 * that two workers never ask twice. So many per connection, since one with thousands must not stand before the others.
 */
export async function takeUnknown(
  tx: Tx,
  { room, perConnection, except }: { readonly room: number; readonly perConnection: number; readonly except: readonly string[] },
): Promise<UnknownMessage[]> {
  const { rows } = await sql<UnknownMessage>`
    with ripe as (
      select o.message_id, row_number() over of_connection as place, dense_rank() over (order by s.connection_id) as connection
      from outbox o join senders s on s.id = o.sender_id
      where o.status = 'unknown' and o.check_at <= now() and s.connection_id <> all(${[...except]}::uuid[])
      window of_connection as (partition by s.connection_id order by o.check_at)
    ), due as (
      select message_id from outbox
      where message_id in (select message_id from ripe where place <= ${perConnection} and connection <= ${room})
        and status = 'unknown' and check_at <= now()
      for update skip locked
    )
    update outbox o set check_at = now() + interval '60 seconds'
    from due, messages m, senders s
    where o.message_id = due.message_id and m.id = o.message_id and s.id = o.sender_id
    returning o.message_id as "messageId", o.workspace_id as "workspaceId", o.sender_id as "senderId", s.address as "senderAddress",
      s.connection_id as "connectionId", o.priority, m.contact_id as "contactId", m.address, coalesce(o.body, m.body, '') as body, coalesce(o.leased_at, m.created_at) as "leasedAt", now() as now`.execute(
    tx,
  );
  return rows;
}

/** When to look again. */
export async function checkAgainAt(tx: Tx, messageId: string, at: Date): Promise<void> {
  await sql`update outbox set check_at = ${at} where message_id = ${messageId} and status = 'unknown'`.execute(tx);
}

/** Does not ask about these for so long: the provider said so. */
export async function postponeUnknown(tx: Tx, messageIds: readonly string[], ms: number): Promise<void> {
  await sql`
    update outbox set check_at = now() + make_interval(secs => ${ms / 1_000}::float8)
    where message_id = any(${[...messageIds]}::uuid[]) and status = 'unknown'`.execute(tx);
}

/**
 * Which of these provider ids belong to other messages of ours to the same address, or to attempts of this one that are over. Others are
 * those of everybody who shares the address: a household's two texts read the same.
 */
export async function listTakenIds(tx: Tx, message: UnknownMessage, providerIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select taken.id from messages m
    cross join lateral unnest(m.past_provider_ids || case when m.id <> ${message.messageId} then m.provider_id end) as taken(id)
    where m.workspace_id = ${message.workspaceId} and taken.id = any(${[...providerIds]}::text[])
      and ${
        message.contactId
          ? sql`m.contact_id in (select ${message.contactId}::uuid union
              select contact_id from contact_addresses where workspace_id = ${message.workspaceId} and kind = 'phone' and value = ${message.address})`
          : sql`m.address = ${message.address}`
      }`.execute(tx);
  return new Set(rows.map((row) => row.id));
}

/** Texts of other messages to the same address that are in a worker's hands or of unknown outcome. Read by the index of these few. */
export async function listOpenBodies(tx: Tx, { messageId, workspaceId, address }: UnknownMessage): Promise<string[]> {
  const { rows } = await sql<{ body: string }>`
    select coalesce(o.body, m.body) as body from outbox o join messages m on m.id = o.message_id
    where o.status in ('leased', 'unknown') and o.workspace_id = ${workspaceId} and m.address = ${address} and o.message_id <> ${messageId}
      and coalesce(o.body, m.body) is not null`.execute(tx);
  return rows.map((row) => row.body);
}

/** Back to the queue: the provider does not have it. */
export async function requeueUnknown(tx: Tx, messageId: string): Promise<void> {
  await sql`
    update outbox o set status = 'queued', due_at = now(), worker_id = null, leased_at = null, check_at = null,
      body = case when m.source not in ('broadcast', 'direct') then o.body end
    from messages m where m.id = o.message_id and o.message_id = ${messageId} and o.status = 'unknown'`.execute(tx);
}
