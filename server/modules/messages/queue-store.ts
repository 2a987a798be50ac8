import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export interface QueuedMessage {
  readonly workspaceId: string;
  readonly contactId: string | null;
  readonly address: string;
  readonly ourAddress: string;
  readonly senderId: string;
  readonly source: 'reply' | 'answer' | 'opt_in' | 'test' | 'direct';
  readonly sourceId: string | null;
  readonly priority: 0 | 1 | 2;
  readonly body: string;
  readonly segments: number;
  readonly encoding: string;
  readonly sendKey: string;
  readonly createdBy: string | null;
  readonly createdByName: string;
  readonly uselessAfter: Date | null;
}

/** Adds one message to ledger and outbox. Undefined when its send key is there already (I1). */
export async function insertQueued(tx: Tx, message: QueuedMessage): Promise<{ id: string; created_at: Date } | undefined> {
  const row = await tx
    .insertInto('messages')
    .values({
      workspace_id: message.workspaceId,
      direction: 'out',
      channel: 'sms',
      contact_id: message.contactId,
      address: message.address,
      our_address: message.ourAddress,
      sender_id: message.senderId,
      source: message.source,
      source_id: message.sourceId,
      send_key: message.sendKey,
      priority: message.priority,
      body: message.body,
      segments: message.segments,
      encoding: message.encoding,
      state: 'queued',
      created_by: message.createdBy,
      created_by_name: message.createdByName,
      useless_after: message.uselessAfter,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(['id', 'created_at'])
    .executeTakeFirst();
  if (!row) return undefined;
  await tx
    .insertInto('outbox')
    .values({
      message_id: row.id,
      workspace_id: message.workspaceId,
      sender_id: message.senderId,
      source_id: message.sourceId,
      priority: message.priority,
      body: message.body,
      due_at: sql<Date>`now()`,
    })
    .execute();
  return row;
}

/** The message that a send key already made. */
export async function findBySendKey(tx: Tx, workspaceId: string, sendKey: string) {
  return tx
    .selectFrom('messages')
    .select(['id', 'created_at'])
    .where('workspace_id', '=', workspaceId)
    .where('send_key', '=', sendKey)
    .executeTakeFirst();
}
