import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export interface BrokenSender {
  readonly workspaceId: string;
  readonly senderId: string;
  /** Of one of its messages. */
  readonly errorCode: string;
}

/** Senders that are not paused, of messages that were handed over since each was last resumed. System scope. */
export async function listBrokenSenders(tx: Tx, messageIds: readonly string[]): Promise<BrokenSender[]> {
  const { rows } = await sql<BrokenSender>`
    select distinct on (s.id) s.workspace_id as "workspaceId", s.id as "senderId", m.error_code as "errorCode"
    from messages m join senders s on s.id = m.sender_id and s.workspace_id = m.workspace_id
    where m.id = any(${[...messageIds]}::uuid[]) and s.paused_at is null
      and (s.watched_from is null or coalesce(m.accepted_at, m.created_at) > s.watched_from)
    order by s.id, m.id`.execute(tx);
  return rows;
}
