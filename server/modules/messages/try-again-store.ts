import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** A message that a receipt says has failed, with what decides whether it is tried again. */
export interface FailedMessage {
  readonly messageId: string;
  readonly workspaceId: string;
  /** Null when its sender is not in use any more. */
  readonly senderId: string | null;
  readonly priority: number;
  readonly source: string;
  readonly sourceKind: 'broadcast' | 'direct' | 'test' | null;
  readonly sourceId: string | null;
  readonly cancelled: boolean;
  readonly uselessAfter: Date | null;
  readonly earlierFailures: number;
  readonly attempt: number;
}

/** The workspace's own messages among those named, without locks: what is decided on them is guarded again under the row lock (I4). */
export async function listFailedMessages(
  tx: Tx,
  pairs: readonly { readonly messageId: string; readonly workspaceId: string }[],
): Promise<Map<string, FailedMessage>> {
  const { rows } = await sql<FailedMessage>`
    select m.id as "messageId", m.workspace_id as "workspaceId", n.id as "senderId", m.priority, m.source, s.kind as "sourceKind",
      m.source_id as "sourceId", coalesce(s.state = 'cancelled', false) as cancelled, least(m.useless_after, s.useless_after) as "uselessAfter",
      coalesce(cardinality(m.past_provider_ids), 0) as "earlierFailures", greatest(coalesce(o.attempts, m.attempts), 1) as attempt
    from messages m
    join unnest(${pairs.map((one) => one.messageId)}::uuid[], ${pairs.map((one) => one.workspaceId)}::uuid[]) as p(id, workspace_id)
      on m.id = p.id and m.workspace_id = p.workspace_id
    left join message_sources s on s.id = case when m.source_id is null then m.rules_source_id else m.source_id end and s.workspace_id = m.workspace_id
    left join senders n on n.id = m.sender_id and n.archived_at is null
    left join outbox o on o.message_id = m.id
    where m.direction = 'out'`.execute(tx);
  return new Map(rows.map((row) => [row.messageId, row]));
}

/**
 * Puts messages back into the outbox, to be leased again at their time: those that had left it, and those still in somebody's hands or unknown.
 * Texts of a broadcast are filled in anew at the lease; all others stay as they are. Call it after the messages were moved and the lane's mark
 * was lowered.
 */
export async function putBack(tx: Tx, rows: readonly { readonly messageId: string; readonly dueAt: Date }[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into outbox (message_id, workspace_id, sender_id, source_id, priority, due_at, attempts, body)
    select m.id, m.workspace_id, m.sender_id, m.source_id, m.priority, i.due_at, m.attempts,
      case when m.source not in ('broadcast', 'direct') then m.body end
    from unnest(${rows.map((row) => row.messageId)}::uuid[], ${rows.map((row) => row.dueAt)}::timestamptz[]) as i(id, due_at)
    join messages m on m.id = i.id
    order by m.id
    on conflict (message_id) do update set status = 'queued', due_at = excluded.due_at, body = excluded.body, segments = null, encoding = null,
      worker_id = null, leased_at = null, check_at = null, wait_reason = null`.execute(tx);
}

/** How many messages of a source wait for another attempt after a failure, and when the first and the last of them are due. */
export async function waitingRetries(
  tx: Tx,
  workspaceId: string,
  sourceId: string,
): Promise<{ readonly waiting: number; readonly nextAt: Date | null; readonly lastAt: Date | null }> {
  const { rows } = await sql<{ waiting: number; nextAt: Date | null; lastAt: Date | null }>`
    select count(*)::int as waiting, min(due_at) as "nextAt", max(due_at) as "lastAt" from outbox
    where workspace_id = ${workspaceId} and source_id = ${sourceId} and status = 'queued' and attempts > 0 and due_at > now()
      and wait_reason is null`.execute(tx);
  return rows[0] ?? { waiting: 0, nextAt: null, lastAt: null };
}

/** Which of these senders lead to the sandbox carrier. System scope. */
export async function listSandboxSenders(tx: Tx, senderIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('senders')
    .select('id')
    .where('id', 'in', [...senderIds])
    .where('sandbox', '=', true)
    .execute();
  return new Set(rows.map((row) => row.id));
}
