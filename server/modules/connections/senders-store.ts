import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';
import type { SendersTable } from '../../db/tables/connections.ts';

export type SenderRow = Selectable<SendersTable>;

export interface NewSender {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly channel: Channel;
  readonly kind: SenderRow['kind'];
  readonly address: string;
  readonly name: string;
  readonly sandbox: boolean;
  readonly ratePerSecond: number;
  readonly burst: number;
  readonly dailyCap: number | null;
  readonly capZone?: string;
  readonly capHour?: number;
  readonly isDefault: boolean;
}

/** Adds a sender with a full lane, so that the first messages need not wait; undefined when the connection has that address already. */
export async function insertSender(tx: Tx, sender: NewSender): Promise<SenderRow | undefined> {
  return tx
    .insertInto('senders')
    .values({
      workspace_id: sender.workspaceId,
      connection_id: sender.connectionId,
      channel: sender.channel,
      kind: sender.kind,
      address: sender.address,
      name: sender.name,
      sandbox: sender.sandbox,
      rate_per_second: sender.ratePerSecond,
      burst: sender.burst,
      daily_cap: sender.dailyCap,
      ...(sender.capZone === undefined ? {} : { cap_zone: sender.capZone }),
      ...(sender.capHour === undefined ? {} : { cap_hour: sender.capHour }),
      is_default: sender.isDefault,
      tokens: sender.burst,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function findSender(tx: Tx, workspaceId: string, id: string): Promise<SenderRow | undefined> {
  return tx
    .selectFrom('senders')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
}

/** Senders in use, the default of their kind first. */
export async function listSenderRows(
  tx: Tx,
  workspaceId: string,
  filter: { channel?: Channel | undefined; sandbox?: boolean | undefined } = {},
): Promise<SenderRow[]> {
  let query = tx.selectFrom('senders').selectAll().where('workspace_id', '=', workspaceId).where('archived_at', 'is', null);
  if (filter.channel !== undefined) query = query.where('channel', '=', filter.channel);
  if (filter.sandbox !== undefined) query = query.where('sandbox', '=', filter.sandbox);
  return query.orderBy('is_default', 'desc').orderBy('id').execute();
}

/** Whether the database knows a zone by this name. */
export async function knowsZone(tx: Tx, zone: string): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_timezone_names where name = ${zone}`.execute(tx);
  return rows.length > 0;
}

/** The moment by the clock that leases go by. */
export async function databaseTime(tx: Tx): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(tx);
  return rows[0]?.at ?? new Date(0);
}

/** The mode of a workspace. */
export async function workspaceMode(tx: Tx, workspaceId: string): Promise<'sandbox' | 'live' | undefined> {
  const row = await tx.selectFrom('workspaces').select('mode').where('id', '=', workspaceId).executeTakeFirst();
  return row?.mode;
}

export interface SenderChange {
  readonly name?: string;
  readonly ratePerSecond?: number;
  readonly burst?: number;
  readonly dailyCap?: number | null;
  readonly capZone?: string;
  readonly capHour?: number;
}

/** Changes a sender. Its lane keeps its tokens, never more than the new burst. */
export async function updateSenderRow(tx: Tx, workspaceId: string, id: string, change: SenderChange): Promise<void> {
  await tx
    .updateTable('senders')
    .set({
      // Never an empty change: SQL wants at least one column.
      name: change.name ?? sql<string>`name`,
      ...(change.ratePerSecond === undefined ? {} : { rate_per_second: change.ratePerSecond }),
      ...(change.burst === undefined ? {} : { burst: change.burst, tokens: sql<number>`least(tokens, ${change.burst})` }),
      ...(change.dailyCap === undefined ? {} : { daily_cap: change.dailyCap }),
      ...(change.capZone === undefined ? {} : { cap_zone: change.capZone }),
      ...(change.capHour === undefined ? {} : { cap_hour: change.capHour }),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Makes one sender the default among those of its channel that the same mode uses. */
export async function setDefaultSender(tx: Tx, sender: SenderRow): Promise<void> {
  await tx
    .updateTable('senders')
    .set({ is_default: sql<boolean>`id = ${sender.id}` })
    .where('workspace_id', '=', sender.workspace_id)
    .where('channel', '=', sender.channel)
    .where('sandbox', '=', sender.sandbox)
    .execute();
}

/** Why a sender is paused, and by whom: see migration 0075. */
export interface Pause {
  readonly by: NonNullable<SenderRow['paused_by']>;
  readonly reason: string;
}

/** Pauses, or resumes with null: failures before that no longer count toward pausing it by itself. Hold the workspace's leases first. */
export async function setSenderPaused(tx: Tx, workspaceId: string, id: string, pause: Pause | null): Promise<void> {
  await tx
    .updateTable('senders')
    .set(
      pause === null
        ? { paused_at: null, pause_reason: null, paused_by: null, watched_from: sql<Date>`now()` }
        : { paused_at: sql<Date>`now()`, pause_reason: pause.reason, paused_by: pause.by },
    )
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

export async function archiveSenderRow(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx
    .updateTable('senders')
    .set({ archived_at: sql`now()`, is_default: false })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Counting ends here, so that a lane of a million costs no more. */
const mostWaiting = 100_001;

/**
 * How many messages wait in each sender's lane, are in a worker's hands or have an unknown outcome; the first counted up to mostWaiting.
 * Priority by priority, in the order of the index of queued ones, which leads with it; the others have small indexes of their own.
 */
export async function countWaiting(tx: Tx, workspaceId: string, senderIds: readonly string[]): Promise<Map<string, number>> {
  if (senderIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; n: number }>`
    with held as (
      select sender_id, count(*) as n from (
        select sender_id from outbox where status = 'leased' and workspace_id = ${workspaceId}
        union all select sender_id from outbox where status = 'unknown' and workspace_id = ${workspaceId}) open
      group by 1)
    select s.id, (least(${mostWaiting}, queued.n) + coalesce(held.n, 0))::int as n
    from senders s
    cross join lateral (
      select sum(x.n) as n from unnest(array[0, 1, 2]::smallint[]) as p(priority)
      cross join lateral (select count(*) as n from (
        select 1 from outbox o where o.sender_id = s.id and o.priority = p.priority and o.status = 'queued'
        order by o.due_at, o.message_id limit ${mostWaiting}) found) x) queued
    left join held on held.sender_id = s.id
    where s.workspace_id = ${workspaceId} and s.id = any(${[...senderIds]}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.n]));
}
