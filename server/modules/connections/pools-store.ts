import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';
import type { SenderPoolsTable } from '../../db/tables/pools.ts';
import type { SenderRow } from './senders-store.ts';

export type PoolRow = Selectable<SenderPoolsTable>;

export interface PoolFilter {
  readonly channel?: Channel | undefined;
  readonly sandbox?: boolean | undefined;
}

export async function listPoolRows(tx: Tx, workspaceId: string, filter: PoolFilter = {}): Promise<PoolRow[]> {
  let query = tx.selectFrom('sender_pools').selectAll().where('workspace_id', '=', workspaceId).where('archived_at', 'is', null);
  if (filter.channel !== undefined) query = query.where('channel', '=', filter.channel);
  if (filter.sandbox !== undefined) query = query.where('sandbox', '=', filter.sandbox);
  return query.orderBy('name').orderBy('id').execute();
}

export async function findPool(tx: Tx, workspaceId: string, id: string): Promise<PoolRow | undefined> {
  return tx
    .selectFrom('sender_pools')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
}

/** The numbers of pools that are in use, in one order, by pool. */
export async function listPoolSenders(
  tx: Tx,
  workspaceId: string,
  poolIds: readonly string[],
): Promise<Map<string, SenderRow[]>> {
  if (poolIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('sender_pool_members as m')
    .innerJoin('senders as s', 's.id', 'm.sender_id')
    .selectAll('s')
    .select('m.pool_id')
    .where('m.workspace_id', '=', workspaceId)
    .where('m.pool_id', 'in', [...poolIds])
    .where('s.archived_at', 'is', null)
    .orderBy('s.id')
    .execute();
  return Map.groupBy(rows, (row) => row.pool_id);
}

/** Undefined when another pool has the name. */
export async function insertPool(
  tx: Tx,
  pool: { readonly workspaceId: string; readonly channel: Channel; readonly name: string; readonly sandbox: boolean },
): Promise<PoolRow | undefined> {
  return tx
    .insertInto('sender_pools')
    .values({ workspace_id: pool.workspaceId, channel: pool.channel, name: pool.name, sandbox: pool.sandbox })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** False when another pool has the name. */
export async function renamePool(tx: Tx, workspaceId: string, id: string, name: string): Promise<boolean> {
  const { rows } = await sql`
    update sender_pools p set name = ${name} where p.workspace_id = ${workspaceId} and p.id = ${id} and not exists (
      select 1 from sender_pools o where o.workspace_id = ${workspaceId} and o.id <> p.id and o.archived_at is null and lower(o.name) = lower(${name}))
    returning id`.execute(tx);
  return rows.length > 0;
}

/** Makes these the numbers of a pool. People whose number leaves are nobody's then, and get another when they are next written to. */
export async function setPoolSenders(tx: Tx, workspaceId: string, poolId: string, senderIds: readonly string[]): Promise<void> {
  const ids = [...senderIds];
  await tx
    .deleteFrom('sender_pool_members')
    .where('workspace_id', '=', workspaceId)
    .where('pool_id', '=', poolId)
    .where('sender_id', 'not in', ids)
    .execute();
  await tx
    .insertInto('sender_pool_members')
    .values(ids.map((sender_id) => ({ workspace_id: workspaceId, pool_id: poolId, sender_id })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tx
    .deleteFrom('sticky_senders')
    .where('workspace_id', '=', workspaceId)
    .where('pool_id', '=', poolId)
    .where('sender_id', 'not in', ids)
    .execute();
}

export async function archivePoolRow(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx
    .updateTable('sender_pools')
    .set({ archived_at: sql`now()` })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
  await tx.deleteFrom('sender_pool_members').where('workspace_id', '=', workspaceId).where('pool_id', '=', id).execute();
  await tx.deleteFrom('sticky_senders').where('workspace_id', '=', workspaceId).where('pool_id', '=', id).execute();
}

/** A sender that goes leaves its pools too. */
export async function leavePools(tx: Tx, workspaceId: string, senderId: string): Promise<void> {
  const left = await tx
    .deleteFrom('sender_pool_members')
    .where('workspace_id', '=', workspaceId)
    .where('sender_id', '=', senderId)
    .returning('pool_id')
    .execute();
  if (left.length === 0) return;
  await tx
    .deleteFrom('sticky_senders')
    .where('workspace_id', '=', workspaceId)
    .where(
      'pool_id',
      'in',
      left.map((one) => one.pool_id),
    )
    .where('sender_id', '=', senderId)
    .execute();
}
