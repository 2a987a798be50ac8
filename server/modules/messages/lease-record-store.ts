import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Handover } from './handover.ts';
import type { PackedFacts } from './lease-record.ts';

/** Keeps what a lease decided, in the lease's own transaction. */
export async function insertLease(
  tx: Tx,
  lease: {
    readonly workspaceId: string;
    readonly senderId: string;
    readonly workerId: string;
    readonly messageIds: readonly string[];
    readonly facts: PackedFacts;
    /** Null when nothing was handed over. */
    readonly handover: Handover | null;
  },
): Promise<void> {
  await sql`/* kept */ insert into leases (workspace_id, sender_id, worker_id, message_ids, facts, handover)
    values (${lease.workspaceId}, ${lease.senderId}, ${lease.workerId}, ${[...lease.messageIds]}::uuid[], ${JSON.stringify(lease.facts)}::jsonb,
      ${lease.handover && JSON.stringify(lease.handover)}::jsonb)`.execute(tx);
}

export interface LeaseRow {
  readonly at: Date;
  readonly worker_id: string;
  readonly sender_name: string | null;
  /** Where the message stands in the lease, from 0. */
  readonly place: number;
  readonly facts: PackedFacts;
  /** Null in leases of before it was kept. */
  readonly handover: Handover | null;
  readonly connection_name: string | null;
  readonly provider: string | null;
  readonly sandbox: boolean | null;
}

/**
 * The leases that decided over one message, oldest first. Purpose: its trail. Reads the leases that its senders made between its planning
 * and its end, some thousand at most; the last fifty are enough for anybody.
 */
export async function listLeases(
  tx: Tx,
  workspaceId: string,
  message: { readonly id: string; readonly createdAt: Date; readonly until: Date },
): Promise<LeaseRow[]> {
  const { rows } = await sql<LeaseRow>`
    select * from (
      select l.at, l.worker_id, s.name as sender_name, l.facts, l.handover,
        k.name as connection_name, k.provider, k.sandbox,
        array_position(l.message_ids, ${message.id}::uuid) - 1 as place
      from leases l left join senders s on s.id = l.sender_id
        left join connections k on k.id = (l.handover ->> 'connectionId')::uuid and k.workspace_id = l.workspace_id
      where l.workspace_id = ${workspaceId} and l.sender_id in (select id from senders where workspace_id = ${workspaceId})
        and l.at >= ${message.createdAt} and l.at <= ${message.until} and ${message.id}::uuid = any(l.message_ids)
      order by l.at desc limit 50) found
    order by at`.execute(tx);
  return rows;
}

/** Forgets what leases decided long ago, in portions. System scope. Returns how many. */
export async function forgetLeases(tx: Tx, olderThanDays: number, limit: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with gone as (
      delete from leases where id in (select id from leases where at < now() - make_interval(days => ${olderThanDays}) limit ${limit}) returning 1
    ) select count(*)::int as n from gone`.execute(tx);
  return rows[0]?.n ?? 0;
}
