import type { AnswerOf, BodyOf, QueryOf } from '@tidings/core/contract/endpoint';
import type { Conversation, inboxApi } from '@tidings/core/contract/inbox';
import type { Message } from '@tidings/core/contract/messages';
import type { OptOut } from '@tidings/core/contract/opt-outs';
import { sendKey } from '@tidings/core/messaging/send-key';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { findLastDoubt } from '../compliance/doubts-store.ts';
import type { SuppressionRow } from '../compliance/suppressions-store.ts';
import { presentMessage } from '../messages/history-present.ts';
import { listMessages } from '../messages/history-service.ts';
import { findMessageRow } from '../messages/history-store.ts';
import { queueMessage } from '../messages/queue.ts';
import { keepOne } from '../messages/sticky-store.ts';
import { presentDoubt } from './opt-outs.ts';
import { findReplyWay } from './reply-state.ts';
import { type ConversationMark, findPerson, listConversationRows, noteReply, setUnread } from './store.ts';

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
): Promise<AnswerOf<(typeof inboxApi)['getConversation']>> {
  const { person, state, suppression } = await findReplyWay(ctx, tx, workspaceId, contactId);
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

/**
 * Answers a person. The message joins the queue under a key made of the caller's id, so that pressing twice, or a lost answer and a
 * second try, sends once (I1); whether it goes out is decided again at its lease (I2).
 */
export async function reply(
  ctx: Context,
  tx: Tx,
  actor: WorkspaceActor,
  contactId: string,
  wish: BodyOf<(typeof inboxApi)['reply']>,
): Promise<Message> {
  const { workspaceId } = actor;
  const { person, address, sender, state } = await findReplyWay(ctx, tx, workspaceId, contactId, wish.pool_id);
  if (!state.allowed || address === null || !sender) {
    throw new Refusal('unprocessable', state.words ?? 'This person cannot be answered.');
  }
  if (wish.pool_id !== undefined) await keepOne(tx, workspaceId, wish.pool_id, address, sender.id);
  const { id, repeated } = await queueMessage(tx, {
    workspaceId,
    contactId: person.id,
    address,
    ourAddress: sender.address,
    senderId: sender.id,
    source: 'reply',
    sourceId: null,
    priority: 0,
    body: wish.body,
    sendKey: sendKey({
      sourceKind: 'conversation',
      sourceId: wish.id,
      occurrence: '',
      step: '',
      // The person, not the number: a second press counts as the same even when their preferred number changed in between.
      recipient: person.id,
      channel: 'sms',
    }),
    createdBy: actor.kind === 'user' ? actor.id : null,
    createdByName: actor.name,
    uselessAfter: null,
  });
  const row = await findMessageRow(tx, workspaceId, id);
  if (!row) throw new Error('A queued reply is not in the ledger.');
  if (repeated && row.body !== wish.body) {
    throw badField('body.id', 'was used for another text; make a new id for each reply');
  }
  if (!repeated) {
    await noteReply(tx, workspaceId, person.id, wish.body.replace(/\s+/g, ' ').slice(0, 140), ctx.clock.now());
    await announce(tx, workspaceId, { topic: 'conversations', id: person.id });
  }
  return presentMessage(row);
}

export async function markConversation(tx: Tx, actor: WorkspaceActor, contactId: string, unread: 0 | 1): Promise<void> {
  if (!(await findPerson(tx, actor.workspaceId, contactId))) throw notFound('contact');
  if (await setUnread(tx, actor.workspaceId, contactId, unread)) {
    await announce(tx, actor.workspaceId, { topic: 'conversations', id: contactId });
  }
}
