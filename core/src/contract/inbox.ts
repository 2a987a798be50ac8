import { z } from 'zod';
import { maxSmsBodyLength } from '../messaging/segments.ts';
import { Id, Instant, PageQuery, pageOf, QueryFlag } from './common.ts';
import { defineApi } from './endpoint.ts';
import { Message } from './messages.ts';
import { OptOut, OptOutDoubt } from './opt-outs.ts';

const Person = z.object({ id: Id, name: z.string().nullable(), phone: z.string().nullable() });

/** The conversation with one contact. */
export const Conversation = z
  .object({
    id: Id,
    contact: Person,
    last_message_at: Instant.nullable(),
    last_message_preview: z.string().nullable(),
    last_direction: z.enum(['out', 'in']).nullable(),
    unread: z.number().int(),
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof Conversation>;

/** Whether this person can be answered, and in words why not. */
export const ReplyState = z.object({
  allowed: z.boolean(),
  words: z.string().nullable(),
  /** The number that the next reply goes to: the one they last wrote from, else the preferred one. */
  to: z.string().nullable(),
  from: z.object({ id: Id, name: z.string(), address: z.string() }).nullable(),
  /** That the number is looked up before this first text to it, and what that costs (null: not known); null where it is not. */
  lookup: z.object({ micros: z.number().int().nullable() }).nullable(),
});
export type ReplyState = z.infer<typeof ReplyState>;

const Params = z.object({ contact_id: Id });

/** What a reply leaves from; left out: the number that this person knows, else the default. One of the two at most. */
const replyWay = {
  /** A number of this workspace, whichever they know. */
  sender_id: Id.optional(),
  /** A pool: the one of its numbers that they know, or else a new one for them. */
  pool_id: Id.optional(),
};

export const inboxApi = defineApi({
  listConversations: {
    method: 'GET',
    path: '/conversations',
    access: 'inbox:read',
    summary: 'Conversations, unread first, then the newest.',
    query: PageQuery.extend({ search: z.string().max(100).optional(), unread: QueryFlag.optional() }),
    response: pageOf(Conversation),
  },
  countUnread: {
    method: 'GET',
    path: '/conversations/unread-count',
    access: 'inbox:read',
    summary: 'How many conversations have unread messages.',
    response: z.object({ conversations: z.number().int() }),
  },
  getConversation: {
    method: 'GET',
    path: '/conversations/{contact_id}',
    access: 'inbox:read',
    summary: 'The conversation with a contact, and whether they can be answered; with a sender or pool: from there.',
    params: Params,
    query: z.object(replyWay),
    response: z.object({
      contact: Person.extend({
        deleted: z.boolean(),
        sms_consent: z.enum(['yes', 'no', 'unknown']),
        time_zone: z.string().nullable(),
      }),
      unread: z.number().int(),
      reply: ReplyState,
      /** That they opted out, on the number that a reply would go to. */
      opt_out: OptOut.nullable(),
      /** The last text of theirs that may have meant "stop", open or decided. */
      doubt: OptOutDoubt.nullable(),
    }),
  },
  listConversationMessages: {
    method: 'GET',
    path: '/conversations/{contact_id}/messages',
    access: 'inbox:read',
    summary: 'The messages with a contact in both directions, newest first.',
    params: Params,
    query: PageQuery,
    response: pageOf(Message),
  },
  reply: {
    method: 'POST',
    path: '/conversations/{contact_id}/messages',
    access: 'inbox:reply',
    summary: 'Answers a contact by text. The same id again sends nothing more.',
    params: Params,
    body: z.strictObject({
      /** Made by the caller, one per press of the button: pressing twice sends once. */
      id: Id,
      ...replyWay,
      body: z.string().trim().min(1, 'is empty').max(maxSmsBodyLength, `may have at most ${maxSmsBodyLength} characters`),
    }),
    response: Message,
    status: 201,
  },
  markRead: {
    method: 'POST',
    path: '/conversations/{contact_id}/read',
    access: 'inbox:reply',
    summary: 'Marks a conversation as read.',
    params: Params,
    response: 'none',
  },
  markUnread: {
    method: 'POST',
    path: '/conversations/{contact_id}/unread',
    access: 'inbox:reply',
    summary: 'Marks a conversation as unread, to come back to it.',
    params: Params,
    response: 'none',
  },
});
