import { type Expression, type SqlBool, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel, MessageRowState } from '../../db/tables.ts';

export interface HistoryFilter {
  readonly channel?: Channel | undefined;
  readonly direction?: 'in' | 'out' | undefined;
  readonly states?: readonly MessageRowState[] | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly sourceId?: string | undefined;
  readonly senderId?: string | undefined;
  readonly contactId?: string | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  /** Part of the text; when it is digits only, also part of a number. */
  readonly search?: string | undefined;
  readonly searchDigits?: string | undefined;
}

/** The lowest id of a millisecond: ids begin with the time they were made at, so a period is a range of the index. */
function lowestIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Ids are made at most this long after the beginning of the transaction that `created_at` names. */
const longestPlanningMs = 3_600_000;

const contains = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

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
    .where('m.workspace_id', '=', workspaceId);
}

export type MessageRow = Awaited<ReturnType<typeof listMessageRows>>[number];

/** Messages of the ledger, newest first, from below `beforeId`. */
export async function listMessageRows(
  tx: Tx,
  workspaceId: string,
  filter: HistoryFilter,
  limit: number,
  beforeId: string | undefined,
) {
  const conditions: Expression<SqlBool>[] = [];
  let query = rows(tx, workspaceId);
  if (filter.channel) query = query.where('m.channel', '=', filter.channel);
  if (filter.direction) query = query.where('m.direction', '=', filter.direction);
  if (filter.states?.length) query = query.where('m.state', 'in', [...filter.states]);
  if (filter.sources?.length) query = query.where('m.source', 'in', [...filter.sources]);
  if (filter.sourceId) query = query.where('m.source_id', '=', filter.sourceId);
  if (filter.senderId) query = query.where('m.sender_id', '=', filter.senderId);
  if (filter.contactId) query = query.where('m.contact_id', '=', filter.contactId);
  if (filter.from) query = query.where('m.created_at', '>=', filter.from).where('m.id', '>=', lowestIdAt(filter.from));
  if (filter.until) {
    const highest = lowestIdAt(new Date(filter.until.getTime() + longestPlanningMs));
    query = query.where('m.created_at', '<', filter.until).where('m.id', '<', highest);
  }
  if (filter.search) conditions.push(sql<SqlBool>`m.body ilike ${contains(filter.search)}`);
  if (filter.searchDigits) conditions.push(sql<SqlBool>`m.address like ${contains(filter.searchDigits)}`);
  if (conditions.length > 0) query = query.where((where) => where.or(conditions));
  if (beforeId) query = query.where('m.id', '<', beforeId);
  return query.orderBy('m.id', 'desc').limit(limit).execute();
}

export async function findMessageRow(tx: Tx, workspaceId: string, id: string): Promise<MessageRow | undefined> {
  return rows(tx, workspaceId).where('m.id', '=', id).executeTakeFirst();
}

/** What happened to one message: attempts that did not simply succeed, and receipts as they came. */
export async function listMessageEvents(tx: Tx, workspaceId: string, id: string) {
  const attempts = await tx
    .selectFrom('message_attempts')
    .select(['attempt', 'at', 'outcome', 'error_code', 'words', 'retry_at'])
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
