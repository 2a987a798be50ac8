import type { AnswerOf, QueryOf } from '@tidings/core/contract/endpoint';
import type { Conversation, inboxApi } from '@tidings/core/contract/inbox';
import type { Message } from '@tidings/core/contract/messages';
import type { OptOut } from '@tidings/core/contract/opt-outs';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { notFound } from '../../lib/errors.ts';
import { findLastDoubt } from '../compliance/doubts-store.ts';
import type { SuppressionRow } from '../compliance/suppressions-store.ts';
import { listMessages } from '../messages/history-service.ts';
import { presentDoubt } from './opt-outs.ts';
import { findReplyWay } from './reply-state.ts';
import type { WayWish } from './reply-way.ts';
import { type ConversationMark, findPerson, listConversationRows, setUnread } from './store.ts';

export async function listConversations(
  tx: Tx,
  workspaceId: string,
  query: QueryOf<(typeof inboxApi)['listConversations']>,
): Promise<Page<Conversation>> {
  const typed = query.search?.trim().toLowerCase() ?? '';
  const digits = /^[\d\s().+-]+$/.test(typed) ? typed.replace(/\D/g, '') : typed;
  const filter = { unread: query.unread ?? false, ...(digits === '' ? {} : { search: digits }) };
  const rows = await listConversationRows(tx, workspaceId, filter, query.limit + 1, readMark(query.cursor));
  const page = toPage(rows, query.limit, (row) => [row.unread > 0 ? 1 : 0, row.mark_at, row.id]);
  return { ...page, items: page.items.map(presentConversation) };
}

function readMark(cursor: string | undefined): ConversationMark | undefined {
  const values = decodeCursor(cursor, 3);
  if (!values) return undefined;
  const [unread, at, id] = values;
  return { unread: unread === 1, at: String(at), id: String(id) };
}

function presentConversation(row: Awaited<ReturnType<typeof listConversationRows>>[number]): Conversation {
  return {
    id: row.id,
    contact: { id: row.contact_id, name: row.name, phone: row.phone },
    last_message_at: row.last_message_at?.toISOString() ?? null,
    last_message_preview: row.last_message_preview,
    last_direction: row.last_direction === 'out' ? 'out' : row.last_direction === 'in' ? 'in' : null,
    unread: row.unread,
  };
}

export async function getConversation(
  ctx: Context,
  tx: Tx,
  workspaceId: string,
  contactId: string,
  wish: WayWish = {},
): Promise<AnswerOf<(typeof inboxApi)['getConversation']>> {
  const { person, state, suppression } = await findReplyWay(ctx, tx, workspaceId, contactId, wish);
  const doubt = await findLastDoubt(tx, workspaceId, contactId);
  return {
    contact: {
      id: person.id,
      name: person.name,
      phone: person.phone,
      deleted: person.deleted_at !== null,
      sms_consent: person.sms_consent,
      time_zone: person.time_zone,
    },
    unread: person.unread ?? 0,
    reply: state,
    opt_out: suppression?.kind === 'opt_out' ? presentOptOut(suppression) : null,
    doubt: doubt ? presentDoubt({ ...doubt, name: person.name }) : null,
  };
}

function presentOptOut(row: SuppressionRow): OptOut {
  return {
    reason: row.reason,
    source: row.source,
    created_by: row.created_by,
    created_at: row.created_at.toISOString(),
    sandbox: row.sandbox,
  };
}

export async function listConversationMessages(
  tx: Tx,
  workspaceId: string,
  contactId: string,
  query: QueryOf<(typeof inboxApi)['listConversationMessages']>,
): Promise<Page<Message>> {
  if (!(await findPerson(tx, workspaceId, contactId))) throw notFound('contact');
  return listMessages(tx, workspaceId, { ...query, contact_id: contactId });
}

export async function markConversation(tx: Tx, actor: WorkspaceActor, contactId: string, unread: 0 | 1): Promise<void> {
  if (!(await findPerson(tx, actor.workspaceId, contactId))) throw notFound('contact');
  if (await setUnread(tx, actor.workspaceId, contactId, unread)) {
    await announce(tx, actor.workspaceId, { topic: 'conversations', id: contactId });
  }
}
