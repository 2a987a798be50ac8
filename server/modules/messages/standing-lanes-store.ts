import { mostCounted } from '@tidings/core/contract/queue';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { SenderRow } from '../connections/senders-store.ts';
import { capLeft } from './lease-store.ts';
import { isStopped, stopAsJson } from './sending-stop-store.ts';

/** A lane from which nothing is leased at the moment, whatever waits in it. */
export interface StandingLane {
  readonly senderId: string;
  readonly name: string;
  readonly paused: boolean;
  readonly pauseReason: string | null;
  readonly pausedBy: SenderRow['paused_by'];
  /** Whose stop of all sending holds it, and why: the installation's is said first. */
  readonly stopped: { readonly of: 'workspace' | 'installation'; readonly by: string; readonly reason: string } | null;
  /** Until when bulk waits at most for the texts of an outage; null where it need not. */
  readonly holdsBulkUntil: Date | null;
  readonly capZone: string;
  readonly capHour: number;
}

/**
 * Those of some senders whose lanes stand still for bulk: stopped, paused, waiting for the texts of an outage, or with less left of their daily
 * cap than the first message needs. The same
 * conditions keep findReadyLanes from leasing. One row each by its key; takes no locks.
 */
export async function listStandingLanes(tx: Tx, workspaceId: string, senderIds: readonly string[]): Promise<StandingLane[]> {
  if (senderIds.length === 0) return [];
  const { rows } = await sql<StandingLane>`
    select s.id as "senderId", s.name, s.paused_at is not null as paused, s.pause_reason as "pauseReason", s.paused_by as "pausedBy",
      ${stopAsJson} as stopped, u.holds_bulk_until as "holdsBulkUntil", s.cap_zone as "capZone", s.cap_hour as "capHour"
    from senders s join workspaces w on w.id = s.workspace_id
    left join catch_ups u on u.connection_id = s.connection_id and u.holds_bulk_until > now()
    where s.workspace_id = ${workspaceId} and s.id = any(${[...senderIds]}::uuid[])
      and (${isStopped} or s.paused_at is not null or u.connection_id is not null or (s.daily_cap is not null
        and (${capLeft} <= 0 or (s.cap_needs > ${capLeft} and s.cap_needs <= s.daily_cap))))
    order by s.name, s.id`.execute(tx);
  return rows;
}

/** The numbers of a pool. */
export async function listPoolMembers(tx: Tx, workspaceId: string, poolId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select b.sender_id as id from sender_pool_members b join senders s on s.id = b.sender_id
    where b.pool_id = ${poolId} and s.workspace_id = ${workspaceId}`.execute(tx);
  return rows.map((row) => row.id);
}

/** How many of a source are due in which lane, of the first `mostCounted + 1` that are: a source of a million costs no more. */
export async function countDueByLane(tx: Tx, workspaceId: string, sourceId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; n: number }>`
    select sender_id as id, count(*)::int as n from (
      select o.sender_id from outbox o where o.workspace_id = ${workspaceId} and o.source_id = ${sourceId}
        and o.status = 'queued' and o.due_at <= now() limit ${mostCounted + 1}) due
    group by 1`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.n]));
}
