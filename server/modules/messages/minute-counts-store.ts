import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** What a sender did in the present minute. Waiting times in milliseconds. */
export interface SenderMinute {
  readonly workspaceId: string;
  readonly senderId: string;
  handedOver: number;
  delivered: number;
  failed: number;
  /** Of those failed, how many the provider never took. */
  refused: number;
  unknown: number;
  busy: number;
  troubled: number;
  waitedMs: number;
  longestMs: number;
}

/** Adds to the counters of the present minute, one row per sender, taken in one order, so that two writers cannot deadlock. */
export function addToMinutes(rows: readonly SenderMinute[]): RawBuilder<unknown> {
  const sorted = [...rows].sort((a, b) => (a.senderId < b.senderId ? -1 : 1));
  const of = <T>(pick: (row: SenderMinute) => T) => sorted.map(pick);
  return sql`insert into minute_counts (workspace_id, sender_id, minute, handed_over, delivered, failed, refused, unknown, busy, troubled,
      waited_ms, longest_ms)
    select i.workspace_id, i.sender_id, date_trunc('minute', now()), i.handed_over, i.delivered, i.failed, i.refused, i.unknown,
      i.busy, i.troubled, i.waited_ms, i.longest_ms
    from unnest(${of((row) => row.workspaceId)}::uuid[], ${of((row) => row.senderId)}::uuid[], ${of((row) => row.handedOver)}::int[],
      ${of((row) => row.delivered)}::int[], ${of((row) => row.failed)}::int[], ${of((row) => row.refused)}::int[],
      ${of((row) => row.unknown)}::int[],
      ${of((row) => row.busy)}::int[], ${of((row) => row.troubled)}::int[], ${of((row) => Math.round(row.waitedMs))}::bigint[],
      ${of((row) => Math.min(2_147_483_647, Math.round(row.longestMs)))}::int[])
      as i(workspace_id, sender_id, handed_over, delivered, failed, refused, unknown, busy, troubled, waited_ms, longest_ms)
    on conflict (sender_id, minute) do update set
      handed_over = minute_counts.handed_over + excluded.handed_over, delivered = minute_counts.delivered + excluded.delivered,
      failed = minute_counts.failed + excluded.failed, refused = minute_counts.refused + excluded.refused,
      unknown = minute_counts.unknown + excluded.unknown,
      busy = minute_counts.busy + excluded.busy, troubled = minute_counts.troubled + excluded.troubled,
      waited_ms = minute_counts.waited_ms + excluded.waited_ms, longest_ms = greatest(minute_counts.longest_ms, excluded.longest_ms)`;
}

export interface NewFailure {
  readonly workspaceId: string;
  readonly messageId: string;
  readonly senderId: string | null;
  readonly reason: string | null;
  readonly errorCode: string | null;
}

/** Notes that messages failed, for the list of the latest failures. */
export async function insertFailures(tx: Tx, failures: readonly NewFailure[]): Promise<void> {
  if (failures.length === 0) return;
  await tx
    .insertInto('message_failures')
    .values(
      failures.map((one) => ({
        workspace_id: one.workspaceId,
        message_id: one.messageId,
        sender_id: one.senderId,
        reason: one.reason,
        error_code: one.errorCode,
      })),
    )
    .execute();
}

/** Forgets minutes older than two days and failures older than thirty. System scope. */
export async function forgetOldMinutes(tx: Tx): Promise<void> {
  await sql`delete from minute_counts where minute < now() - interval '2 days'`.execute(tx);
  await sql`delete from message_failures where at < now() - interval '30 days'`.execute(tx);
}
