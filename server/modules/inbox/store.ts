import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

const nameOf = sql<string | null>`coalesce(nullif(c.full_name, ''), nullif(trim(concat_ws(' ', c.first_name, c.last_name)), ''))`;

export interface ConversationFilter {
  readonly search?: string | undefined;
  readonly unread: boolean;
}

/** Where a page of conversations ended. */
export interface ConversationMark {
  readonly unread: boolean;
  readonly at: string;
  readonly id: string;
}

/** Conversations of contacts that exist, unread first, then the newest. */
export async function listConversationRows(
  tx: Tx,
  workspaceId: string,
  filter: ConversationFilter,
  limit: number,
  after: ConversationMark | undefined,
) {
  let query = tx
    .selectFrom('conversations as v')
    .innerJoin('contacts as c', 'c.id', 'v.contact_id')
    .select(['v.id', 'v.contact_id', 'v.last_message_at', 'v.last_message_preview', 'v.last_direction', 'v.unread', 'c.phone'])
    .select([nameOf.as('name'), sql<string>`coalesce(v.last_message_at, '-infinity')::text`.as('mark_at')])
    .where('v.workspace_id', '=', workspaceId)
    .where('c.deleted_at', 'is', null);
  if (filter.unread) query = query.where('v.unread', '>', 0);
  if (filter.search) query = query.where(sql<boolean>`c.search like ${`%${filter.search.replace(/[\\%_]/g, '\\$&')}%`}`);
  if (after) {
    query = query.where(
      sql<boolean>`((v.unread > 0), v.last_message_at, v.id) < (${after.unread}, ${after.at}::timestamptz, ${after.id}::uuid)`,
    );
  }
  return query
    .orderBy(sql`(v.unread > 0)`, 'desc')
    .orderBy('v.last_message_at', 'desc')
    .orderBy('v.id', 'desc')
    .limit(limit)
    .execute();
}

/** How many conversations have something unread. */
export async function countUnreadConversations(tx: Tx, workspaceId: string): Promise<number> {
  const row = await tx
    .selectFrom('conversations as v')
    .innerJoin('contacts as c', 'c.id', 'v.contact_id')
    .select((count) => count.fn.countAll<number>().as('n'))
    .where('v.workspace_id', '=', workspaceId)
    .where(sql<boolean>`v.unread > 0`)
    .where('c.deleted_at', 'is', null)
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}

/** The contact of a conversation, deleted or not, with how many messages are unread. */
export async function findPerson(tx: Tx, workspaceId: string, contactId: string) {
  return tx
    .selectFrom('contacts as c')
    .leftJoin('conversations as v', (join) => join.onRef('v.contact_id', '=', 'c.id').on('v.workspace_id', '=', workspaceId))
    .select(['c.id', 'c.phone', 'c.sms_consent', 'c.sms_agreed', 'c.time_zone', 'c.deleted_at', 'v.unread'])
    .select(nameOf.as('name'))
    .where('c.workspace_id', '=', workspaceId)
    .where('c.id', '=', contactId)
    .executeTakeFirst();
}

/** The last text this person wrote, and to which of our senders: a reply goes back the same way. */
export async function findLastInbound(tx: Tx, workspaceId: string, contactId: string) {
  return tx
    .selectFrom('messages')
    .select(['address', 'sender_id', 'created_at'])
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('direction', '=', 'in')
    .where('channel', '=', 'sms')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Whether an address is still this contact's. */
export async function hasAddress(tx: Tx, workspaceId: string, contactId: string, address: string): Promise<boolean> {
  const row = await tx
    .selectFrom('contact_addresses')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('value', '=', address)
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes the reply as the conversation's last message; who answers has read. */
export async function noteReply(tx: Tx, workspaceId: string, contactId: string, preview: string, at: Date): Promise<void> {
  await tx
    .insertInto('conversations')
    .values({
      workspace_id: workspaceId,
      contact_id: contactId,
      last_message_at: at,
      last_message_preview: preview,
      last_direction: 'out',
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'contact_id']).doUpdateSet({
        last_message_at: at,
        last_message_preview: preview,
        last_direction: 'out',
        unread: 0,
      }),
    )
    .execute();
}

/** Sets how many are unread; true when that changed something. */
export async function setUnread(tx: Tx, workspaceId: string, contactId: string, unread: 0 | 1): Promise<boolean> {
  const result = await tx
    .updateTable('conversations')
    .set({ unread })
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('unread', unread === 0 ? '>' : '=', 0)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** What the decision to send wants to know of the workspace. */
export async function findWorkspaceFacts(tx: Tx, workspaceId: string) {
  return tx.selectFrom('workspaces').select(['mode']).where('id', '=', workspaceId).executeTakeFirst();
}

/** Whether the provider refuses the connection of a sender. */
export async function connectionStatus(tx: Tx, workspaceId: string, connectionId: string) {
  const row = await tx
    .selectFrom('connections')
    .select('status')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', connectionId)
    .executeTakeFirst();
  return row?.status;
}
