import type { BodyOf } from '@tidings/core/contract/endpoint';
import type { inboxApi } from '@tidings/core/contract/inbox';
import type { Message } from '@tidings/core/contract/messages';
import { sendKey } from '@tidings/core/messaging/send-key';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, Refusal } from '../../lib/errors.ts';
import { lookUpFirst } from '../messages/first-lookups.ts';
import { presentMessage } from '../messages/history-present.ts';
import { findMessageRow } from '../messages/history-store.ts';
import { queueMessage } from '../messages/queue.ts';
import { keepOne } from '../messages/sticky-store.ts';
import { tooLongWords } from '../messages/too-long.ts';
import { findReplyWay, type ReplyWay } from './reply-state.ts';
import { wayOf } from './reply-way.ts';
import { noteReply } from './store.ts';

type Wish = BodyOf<(typeof inboxApi)['reply']>;

/** Answers a person. Where the workspace wants that, a number that never wrote is looked up before the first text to it. */
export async function reply(ctx: Context, actor: WorkspaceActor, contactId: string, wish: Wish): Promise<Message> {
  const { workspaceId } = actor;
  const way = wayOf(wish, 'body');
  const numbers = await ctx.db.workspace(workspaceId, async (tx) => {
    const { address, sender, state } = await findReplyWay(ctx, tx, workspaceId, contactId, way);
    if (!state.allowed || state.lookup === null || address === null || !sender || tooLongWords(wish.body, sender))
      return undefined;
    return { workspaceId, connectionId: sender.connection_id, phones: [address] };
  });
  if (numbers) await lookUpFirst(ctx, numbers);
  return ctx.db.workspace(workspaceId, async (tx) =>
    queueReply(ctx, tx, actor, wish, await findReplyWay(ctx, tx, workspaceId, contactId, way)),
  );
}

/**
 * The message joins the queue under a key made of the caller's id, so that pressing twice, or a lost answer and a second try, sends once (I1);
 * whether it goes out is decided again at its lease (I2).
 */
async function queueReply(ctx: Context, tx: Tx, actor: WorkspaceActor, wish: Wish, way: ReplyWay): Promise<Message> {
  const { workspaceId } = actor;
  const { person, address, sender, state } = way;
  if (!state.allowed || address === null || !sender) {
    throw new Refusal('unprocessable', state.words ?? 'This person cannot be answered.');
  }
  const tooLong = tooLongWords(wish.body, sender);
  if (tooLong) throw badField('body.body', tooLong);
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
