import { z } from 'zod';
import { Id, Instant, PageQuery, pageOf, queryList } from './common.ts';
import { ChannelName } from './connections.ts';
import { defineApi } from './endpoint.ts';

export const messageStateNames = [
  'planned',
  'queued',
  'leased',
  'accepted',
  'sent',
  'delivered',
  'failed',
  'skipped',
  'expired',
  'cancelled',
  'unknown',
  'received',
] as const;
export const MessageStateName = z.enum(messageStateNames);
export type MessageStateName = z.infer<typeof MessageStateName>;

export const messageSources = ['broadcast', 'direct', 'test', 'retry', 'reply', 'answer', 'opt_in', 'inbound'] as const;

/** A message of the ledger, in or out. */
export const Message = z
  .object({
    id: Id,
    direction: z.enum(['out', 'in']),
    channel: ChannelName,
    contact: z.object({ id: Id, name: z.string().nullable() }).nullable(),
    /** The other side's address; ours is `our_address`. */
    address: z.string().nullable(),
    our_address: z.string().nullable(),
    /** broadcast, direct, test, retry (of a failed one), reply, answer (to a keyword), opt_in (asking whether they agree), inbound */
    source: z.string(),
    source_id: Id.nullable(),
    source_name: z.string().nullable(),
    /** Null until it is rendered, at the moment of its lease. */
    body: z.string().nullable(),
    segments: z.number().int().nullable(),
    state: MessageStateName,
    /** Why it did not arrive, or waits: a code of the reasons table. */
    reason: z.string().nullable(),
    reason_words: z.string().nullable(),
    error_code: z.string().nullable(),
    created_by_name: z.string().nullable(),
    created_at: Instant,
    accepted_at: Instant.nullable(),
    sent_at: Instant.nullable(),
    delivered_at: Instant.nullable(),
    ended_at: Instant.nullable(),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

const Filter = z.object({
  channel: ChannelName.optional(),
  direction: z.enum(['out', 'in']).optional(),
  state: queryList(MessageStateName),
  source: queryList(z.enum(messageSources)),
  source_id: Id.optional(),
  sender_id: Id.optional(),
  contact_id: Id.optional(),
  /** From this instant on. */
  from: Instant.optional(),
  /** Before this instant. */
  until: Instant.optional(),
  /** In the text, or part of a number. */
  search: z.string().max(200).optional(),
});

/** One rule that looked at a message, with the values it saw. */
export const TrailRule = z
  .object({
    rule: z.string(),
    question: z.string(),
    outcome: z.enum(['passed', 'decided', 'not_reached']),
    values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'TrailRule' });
export type TrailRule = z.infer<typeof TrailRule>;

/** One step of a message's way. */
export const TrailEntry = z
  .object({
    at: Instant,
    kind: z.enum([
      'planned',
      'left_out',
      'allowed',
      'waits',
      'stopped',
      'attempt',
      'handed_over',
      'receipt',
      'ended',
      'answered',
      'received',
    ]),
    title: z.string(),
    words: z.string().nullable(),
    /** Every rule of the decision in order; empty where nothing was decided. */
    rules: z.array(TrailRule),
    /** What was exchanged, or what the step rests on. No secrets. */
    details: z.array(z.object({ name: z.string(), value: z.string() })),
  })
  .meta({ id: 'TrailEntry' });
export type TrailEntry = z.infer<typeof TrailEntry>;

export const messagesApi = defineApi({
  listMessages: {
    method: 'GET',
    path: '/messages',
    access: 'messages:read',
    summary:
      'Every message of the workspace, newest first. A page may be short, even empty, where one has to look far; go on until next_cursor is null.',
    query: PageQuery.extend(Filter.shape),
    response: pageOf(Message),
  },
  exportMessages: {
    method: 'GET',
    path: '/messages/export',
    access: 'contacts:export',
    summary: 'The same messages as CSV.',
    query: Filter,
    response: 'file',
  },
  getMessageTrail: {
    method: 'GET',
    path: '/messages/{message_id}/trail',
    access: 'messages:read',
    summary: 'Why it was sent, or was not: every decision with the values of its moment, every exchange, every receipt.',
    params: z.object({ message_id: Id }),
    response: z.object({
      message: Message,
      /** The answer in one sentence. */
      answer: z.string(),
      entries: z.array(TrailEntry),
    }),
  },
  getMessage: {
    method: 'GET',
    path: '/messages/{message_id}',
    access: 'messages:read',
    summary: 'One message with every attempt and receipt.',
    params: z.object({ message_id: Id }),
    response: z.object({
      message: Message,
      sender_name: z.string().nullable(),
      provider_id: z.string().nullable(),
      attempts: z.array(
        z.object({
          attempt: z.number().int(),
          at: Instant,
          outcome: z.string(),
          error_code: z.string().nullable(),
          words: z.string().nullable(),
          retry_at: Instant.nullable(),
        }),
      ),
      receipts: z.array(z.object({ status: z.string(), error_code: z.string().nullable(), received_at: Instant })),
    }),
  },
});
