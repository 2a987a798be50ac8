import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** What a trail needs of the message beside its own columns. */
export async function findHandover(tx: Tx, workspaceId: string, id: string) {
  const { rows } = await sql<{
    /** Handed over or tried so far, the one under way included. */
    attempts: number;
    useless_after: Date | null;
    send_key: string | null;
    again_of: string | null;
    outbox_status: string | null;
    wait_reason: string | null;
    due_at: Date | null;
  }>`
    select greatest(coalesce(o.attempts, 0), m.attempts) as attempts, least(m.useless_after, s.useless_after) as useless_after, m.send_key, m.again_of,
      o.status as outbox_status, case when o.due_at > now() then o.wait_reason end as wait_reason, o.due_at
    from messages m left join outbox o on o.message_id = m.id
      left join message_sources s on s.id = m.source_id and s.workspace_id = m.workspace_id
    where m.workspace_id = ${workspaceId} and m.id = ${id}`.execute(tx);
  return rows[0];
}

/** What planning knew of a message that it left out: what its source is for, and the message of the source that its phone gets. */
export async function findPlanned(
  tx: Tx,
  workspaceId: string,
  row: { readonly id: string; readonly source_id: string | null; readonly reason: string | null },
): Promise<{ readonly purpose: MessagePurpose | null; readonly duplicateOf: string | null }> {
  const { rows } = await sql<{ purpose: MessagePurpose | null; duplicateOf: string | null }>`
    select s.purpose, case when m.reason = 'duplicate_address' then (
      select g.id from messages g
      where g.workspace_id = m.workspace_id and g.send_key = concat_ws('|', m.source, m.source_id, '0', '0', m.address, m.channel)) end as "duplicateOf"
    from messages m left join message_sources s on s.id = m.source_id and s.workspace_id = m.workspace_id
    where m.workspace_id = ${workspaceId} and m.id = ${row.id}`.execute(tx);
  return rows[0] ?? { purpose: null, duplicateOf: null };
}

/** Receipts as they came, oldest first. */
export async function listRawReceipts(tx: Tx, workspaceId: string, messageId: string) {
  return tx
    .selectFrom('receipts')
    .select(['status', 'error_code', 'received_at', 'payload', 'provider_id'])
    .where('workspace_id', '=', workspaceId)
    .where('message_id', '=', messageId)
    .orderBy('received_at')
    .limit(100)
    .execute();
}

/** What was said of somebody's consent up to a moment, the earliest first: the last thousand words. */
export async function consentsUntil(tx: Tx, workspaceId: string, contactId: string, at: Date) {
  const rows = await tx
    .selectFrom('consent_events')
    .select(['consent', 'purpose', 'source', 'wording', 'actor_name', 'address', 'at'])
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('channel', '=', 'sms')
    .where('at', '<=', at)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1_000)
    .execute();
  return rows.toReversed();
}

/** Texts that came back to a message. */
export async function listAnswers(tx: Tx, workspaceId: string, messageId: string) {
  const { rows } = await sql<{ at: Date; body: string; opted_out: boolean }>`
    select r.at, coalesce(m.body, '') as body, r.opted_out from replies r join messages m on m.id = r.message_id
    where r.workspace_id = ${workspaceId} and r.answered_message_id = ${messageId} order by r.at limit 50`.execute(tx);
  return rows;
}

/** The message of a source to a contact: the one that matters when several addresses were planned. */
export async function findMessageOf(
  tx: Tx,
  workspaceId: string,
  sourceId: string,
  contactId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from messages
    where workspace_id = ${workspaceId} and contact_id = ${contactId} and source_id = ${sourceId} and direction = 'out'
    order by (state = 'skipped'), id limit 1`.execute(tx);
  return rows[0]?.id;
}
