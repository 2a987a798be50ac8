import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { lowerLaneMark } from './lane-marks-store.ts';

/** One message that is put off. */
export interface Deferred {
  readonly messageId: string;
  readonly sourceId: string | null;
  readonly until: Date;
  readonly reason: string;
  /** The wall time of that moment at the person's place; null when it is not the same in all their zones. */
  readonly local: string | null;
}

/**
 * Puts messages off until a moment that is known, and counts them by source. Their lane's mark stays: it is never later than now, and they are
 * due later. The counters come before the outbox rows, in one order, as everywhere.
 */
export async function deferMessages(tx: Tx, workspaceId: string, rows: readonly Deferred[]): Promise<void> {
  if (rows.length === 0) return;
  const input = sql`unnest(${rows.map((row) => row.messageId)}::uuid[], ${rows.map((row) => row.sourceId)}::uuid[],
    ${rows.map((row) => row.until)}::timestamptz[], ${rows.map((row) => row.reason)}::text[],
    ${rows.map((row) => row.local ?? '')}::text[]) as i(id, source_id, until, reason, local)`;
  await sql`
    insert into source_waits (workspace_id, source_id, reason, until, local, n)
    select ${workspaceId}, source_id, reason, until, local, count(*)::int from ${input} where source_id is not null
    group by source_id, reason, until, local order by source_id, reason, until, local
    on conflict (source_id, reason, until, local) do update set n = source_waits.n + excluded.n`.execute(tx);
  await sql`
    update outbox o set due_at = i.until, wait_reason = i.reason from ${input}
    where o.message_id = i.id and o.status = 'queued'`.execute(tx);
}

export interface WaitRow {
  readonly reason: string;
  readonly until: Date;
  readonly local: string | null;
  readonly n: number;
}

/** Who waits until when, of one source; soonest first. */
export async function listWaits(tx: Tx, workspaceId: string, sourceId: string): Promise<WaitRow[]> {
  const { rows } = await sql<WaitRow>`
    select reason, until, nullif(local, '') as local, n from source_waits
    where workspace_id = ${workspaceId} and source_id = ${sourceId} and until > now() order by until, reason, local limit 200`.execute(
    tx,
  );
  return rows;
}

/** What a queued message waits for, by message. */
export async function waitsOfMessages(
  tx: Tx,
  workspaceId: string,
  messageIds: readonly string[],
): Promise<Map<string, { readonly reason: string; readonly until: Date }>> {
  if (messageIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; reason: string; until: Date }>`
    select message_id as id, wait_reason as reason, due_at as until from outbox
    where workspace_id = ${workspaceId} and message_id = any(${[...messageIds]}::uuid[])
      and status = 'queued' and wait_reason is not null and due_at > now()`.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Makes everything of a workspace that waits for an hour due now, so that it is decided again: its hours were changed. Returns how many.
 * Takes the marks of the lanes first, as a lease does, so that no lease reads beyond what comes back, and touches no other lane's messages.
 * Those without a source come due at their own time.
 */
export async function releaseWaits(tx: Tx, workspaceId: string): Promise<number> {
  const { rows: sources } = await sql<{ id: string }>`
    select distinct source_id as id from source_waits where workspace_id = ${workspaceId} and until > now()`.execute(tx);
  if (sources.length === 0) return 0;
  const ids = sources.map((one) => one.id);
  const { rows: lanes } = await sql<{ senderId: string; priority: number }>`
    select sender_id as "senderId", priority from outbox
    where source_id = any(${ids}::uuid[]) and status = 'queued' and wait_reason is not null group by 1, 2 order by 1, 2`.execute(
    tx,
  );
  for (const lane of lanes) await lowerLaneMark(tx, { workspaceId, ...lane });
  await sql`delete from source_waits where workspace_id = ${workspaceId} and source_id = any(${ids}::uuid[])`.execute(tx);
  const { numAffectedRows } = await sql`
    update outbox o set due_at = now(), wait_reason = null
    from unnest(${lanes.map((one) => one.senderId)}::uuid[], ${lanes.map((one) => one.priority)}::smallint[]) as l(sender_id, priority)
    where o.source_id = any(${ids}::uuid[]) and o.sender_id = l.sender_id and o.priority = l.priority
      and o.status = 'queued' and o.wait_reason is not null and o.due_at > now()`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** Forgets what nobody waits for any more. System scope. */
export async function forgetOldWaits(tx: Tx): Promise<void> {
  await sql`delete from source_waits where until < now() - interval '1 hour'`.execute(tx);
}
