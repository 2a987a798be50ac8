import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { whoSharesPhone } from './shared-phone-store.ts';

function rows(tx: Tx, workspaceId: string) {
  return tx
    .selectFrom('messages as m')
    .leftJoin('contacts as c', 'c.id', 'm.contact_id')
    .leftJoin('broadcasts as b', 'b.id', 'm.source_id')
    .select([
      'm.id',
      'm.direction',
      'm.channel',
      'm.contact_id',
      'm.address',
      'm.our_address',
      'm.sender_id',
      'm.source',
      'm.source_id',
      'm.body',
      'm.segments',
      'm.state',
      'm.reason',
      'm.error_code',
      'm.provider_id',
      'm.created_by_name',
      'm.created_at',
      'm.accepted_at',
      'm.sent_at',
      'm.delivered_at',
      'm.ended_at',
      'b.name as source_name',
    ])
    .select(
      sql<string | null>`coalesce(nullif(c.full_name, ''), nullif(trim(concat_ws(' ', c.first_name, c.last_name)), ''))`.as(
        'contact_name',
      ),
    )
    .select(whoSharesPhone('m').as('sharer'))
    .where('m.workspace_id', '=', workspaceId);
}

export type MessageRow = Awaited<ReturnType<typeof listMessageRows>>[number];

/** Messages of the ledger by their ids, newest first. */
export async function listMessageRows(tx: Tx, workspaceId: string, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return rows(tx, workspaceId)
    .where('m.id', 'in', [...ids])
    .orderBy('m.id', 'desc')
    .execute();
}

export async function findMessageRow(tx: Tx, workspaceId: string, id: string): Promise<MessageRow | undefined> {
  return rows(tx, workspaceId).where('m.id', '=', id).executeTakeFirst();
}

/** What happened to one message: attempts that did not simply succeed, and receipts as they came. */
export async function listMessageEvents(tx: Tx, workspaceId: string, id: string) {
  const attempts = await tx
    .selectFrom('message_attempts')
    .select(['attempt', 'at', 'outcome', 'error_code', 'words', 'retry_at', 'provider_id', 'answer', 'attempts_allowed'])
    .where('workspace_id', '=', workspaceId)
    .where('message_id', '=', id)
    .orderBy('id')
    .limit(100)
    .execute();
  const receipts = await tx
    .selectFrom('receipts')
    .select(['status', 'error_code', 'received_at'])
    .where('workspace_id', '=', workspaceId)
    .where('message_id', '=', id)
    .orderBy('received_at')
    .limit(100)
    .execute();
  return { attempts, receipts };
}

/** The name of a sender, in use or not. */
export async function findSenderName(tx: Tx, workspaceId: string, id: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('senders')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.name;
}
