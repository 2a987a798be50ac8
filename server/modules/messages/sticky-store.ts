import { partsOf } from '@tidings/core/messaging/spread';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** A pool as planning needs it. */
export interface PlanPool {
  readonly poolId: string;
  /** All its numbers: who talks with one of them stays there. */
  readonly senderIds: readonly string[];
  /** The numbers that new people go to, with their weights; at least one. */
  readonly taking: readonly { readonly senderId: string; readonly weight: number }[];
}

/**
 * The point of an address on the line that core's spread divides, in [0, 1). md5 is the same in every version of PostgreSQL, unlike its own
 * hash functions.
 */
const pointOf = (address: RawBuilder<unknown>) =>
  sql`(('x' || substr(md5(${address}), 1, 8))::bit(32)::bigint / 4294967296.0)::float8`;

/** The number of a pool that an address gets: the one that talks with it, else by weight. `t` is its row of sticky_senders, or null. */
const senderOfAddress = (
  pool: PlanPool,
  address: RawBuilder<unknown>,
) => sql`coalesce(t.sender_id, (${pool.taking.map((one) => one.senderId)}::uuid[])[
  width_bucket(${pointOf(address)}, ${partsOf(pool.taking.map((one) => one.weight))}::float8[]) + 1])`;

const stickyJoin = (pool: PlanPool, address: RawBuilder<unknown>) => sql`left join sticky_senders t
  on t.pool_id = ${pool.poolId} and t.address = ${address} and t.sender_id = any(${[...pool.senderIds]}::uuid[])`;

/** Adds to decided recipients the number that each leaves through, null for those who get nothing, and whether that is new. */
export function placedRecipients(pool: PlanPool, decided: RawBuilder<unknown>): RawBuilder<unknown> {
  const address = sql.ref('d.address');
  return sql`
    select d.*, case when d.reason is null then ${senderOfAddress(pool, address)} end as sender_id, d.reason is null and t.sender_id is null as is_new
    from (${decided}) d ${stickyJoin(pool, address)} and d.reason is null`;
}

/**
 * Keeps the numbers of new people, from a query `placed` as placedRecipients makes it. In the order of addresses, so that two plans at once do
 * not deadlock; who has written to a number of the pool meanwhile keeps that.
 */
export function keepPlaced(workspaceId: string, pool: PlanPool): RawBuilder<unknown> {
  return sql`
    insert into sticky_senders (workspace_id, pool_id, address, sender_id)
    select distinct on (address) ${workspaceId}::uuid, ${pool.poolId}::uuid, address, sender_id from placed where is_new order by address
    on conflict (pool_id, address) do update set sender_id = excluded.sender_id, wrote_at = null
      where sticky_senders.sender_id <> all(${[...pool.senderIds]}::uuid[])`;
}

/** The number of a pool that an address gets. */
export async function placeOne(tx: Tx, pool: PlanPool, address: string): Promise<string | undefined> {
  const given = sql.ref('a.address');
  const { rows } = await sql<{ senderId: string }>`
    select ${senderOfAddress(pool, given)} as "senderId" from (select ${address}::text as address) a ${stickyJoin(pool, given)}`.execute(
    tx,
  );
  return rows[0]?.senderId;
}

/** Keeps the number that an address gets, unless it has one, or this one is not of the pool. */
export async function keepOne(tx: Tx, workspaceId: string, poolId: string, address: string, senderId: string): Promise<void> {
  await sql`
    insert into sticky_senders (workspace_id, pool_id, address, sender_id)
    select ${workspaceId}::uuid, pool_id, ${address}, sender_id from sender_pool_members where pool_id = ${poolId} and sender_id = ${senderId}
    on conflict (pool_id, address) do nothing`.execute(tx);
}

/** The number of any pool that talks with an address; of several the one that they wrote to last. */
export async function findSticky(tx: Tx, workspaceId: string, address: string): Promise<string | undefined> {
  const { rows } = await sql<{ senderId: string }>`
    select t.sender_id as "senderId" from sender_pools p join sticky_senders t on t.pool_id = p.id and t.address = ${address}
    where p.workspace_id = ${workspaceId} and p.archived_at is null order by t.wrote_at desc nulls last, p.id limit 1`.execute(
    tx,
  );
  return rows[0]?.senderId;
}

/**
 * Whoever writes to a number of a pool talks with that number from now on. In a transaction of its own, after the one that took the text in:
 * it may wait for a plan that is being written, and must not hold the workspace's leases meanwhile. Safe to repeat.
 */
export async function noteWhomTheyWroteTo(tx: Tx, payloadId: string): Promise<void> {
  await sql`
    insert into sticky_senders (workspace_id, pool_id, address, sender_id, wrote_at)
    select m.workspace_id, b.pool_id, m.address, b.sender_id, m.created_at
    from inbound_payloads p join messages m on m.id = p.message_id join sender_pool_members b on b.sender_id = m.sender_id
    where p.id = ${payloadId} and m.address is not null order by b.pool_id
    on conflict (pool_id, address) do update set sender_id = excluded.sender_id, wrote_at = excluded.wrote_at
      where sticky_senders.wrote_at is null or sticky_senders.wrote_at < excluded.wrote_at`.execute(tx);
}

/**
 * Whoever hears from a number that does not lead to them hears from another of its pool next: one that has not failed with this code for them,
 * of these one that works. Where all have failed it stays. Purpose: what follows from the rare code that says so. System scope.
 */
export async function moveToOtherNumber(tx: Tx, workspaceId: string, address: string, code: number): Promise<void> {
  await sql`
    with failing as (
      select distinct (f ->> 'sender_id')::uuid as sender_id
      from address_failures a cross join jsonb_array_elements(a.failures) f
      where a.workspace_id = ${workspaceId} and a.channel = 'sms' and a.address = ${address}
        and (f ->> 'code')::int = ${code} and f ? 'sender_id'
    ), chosen as (
      select distinct on (t.pool_id) t.pool_id, b.sender_id
      from sender_pools p
        join sticky_senders t on t.pool_id = p.id and t.address = ${address}
        join sender_pool_members b on b.pool_id = p.id
        join senders s on s.id = b.sender_id and s.archived_at is null
      where p.workspace_id = ${workspaceId} and t.sender_id in (select sender_id from failing)
        and b.sender_id not in (select sender_id from failing)
      order by t.pool_id, s.paused_at is not null, b.sender_id
    )
    update sticky_senders t set sender_id = c.sender_id, wrote_at = null from chosen c
    where t.pool_id = c.pool_id and t.address = ${address}`.execute(tx);
}
