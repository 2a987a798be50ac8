import { z } from 'zod';
import { Id } from './common.ts';
import { ConsentPurposeName, MessagePurposeName } from './consent.ts';
import { defineApi } from './endpoint.ts';
import { HoursOverride } from './quiet-hours.ts';

/** One number of a direct send, and what became of it. */
export const DirectResult = z
  .object({
    /** As it was given. */
    phone: z.string(),
    /** In E.164; null when it cannot be a number. */
    address: z.string().nullable(),
    outcome: z.enum(['accepted', 'refused']),
    reason: z.string().nullable(),
    words: z.string().nullable(),
    contact_id: Id.nullable(),
    message_id: Id.nullable(),
  })
  .meta({ id: 'DirectResult' });
export type DirectResult = z.infer<typeof DirectResult>;

export const DirectSend = z
  .strictObject({
    to: z
      .array(
        z.strictObject({
          phone: z.string().trim().min(1, 'is needed').max(50, 'must have at most 50 characters'),
          name: z.string().trim().max(200, 'must have at most 200 characters').optional(),
        }),
      )
      .min(1, 'must name at least one number')
      .max(1000, 'may name at most 1,000 numbers; send several requests'),
    body: z.string().max(10_000, 'must have at most 10,000 characters'),
    /** How these people agreed to get messages, in words: kept as evidence. Without it only people with consent get it. */
    consent: z
      .strictObject({
        wording: z.string().trim().min(3, 'must say how these people agreed').max(1000),
        /** What they agreed to; left out: all, marketing too. */
        purpose: ConsentPurposeName.optional(),
      })
      .optional(),
    /** What it is for: who agreed to informational texts only gets no marketing. Left out: what the workspace says of itself. */
    purpose: MessagePurposeName.optional(),
    sender_id: Id.optional(),
    /** A pool of numbers instead of a sender. */
    pool_id: Id.optional(),
    /** Hours of its own, stricter than the workspace’s; or that it cannot wait, for which a permission is needed and which marketing never may. */
    quiet_hours: HoursOverride.optional(),
    smart_encoding: z.boolean().default(true),
    /** Shown on the broadcast's page. */
    name: z.string().trim().min(1).max(120).optional(),
  })
  .meta({ id: 'DirectSend' });
export type DirectSend = z.infer<typeof DirectSend>;

/** Numbers that were looked up before their first message, where the workspace wants that. */
export const FirstLookups = z
  .object({
    /** Answered. */
    numbers: z.number().int(),
    /** Of these, landlines: they are on the do-not-contact list now. */
    landlines: z.number().int(),
    /** What it cost, in millionths of a US dollar; 0 where the price is not known. */
    micros: z.number().int(),
  })
  .meta({ id: 'FirstLookups' });
export type FirstLookups = z.infer<typeof FirstLookups>;

export const DirectAnswer = z
  .object({
    /** Its progress is that of a broadcast: GET /broadcasts/{id}/progress. Null when none of the numbers can be one. */
    broadcast_id: Id.nullable(),
    accepted: z.number().int(),
    refused: z.number().int(),
    /** One per number, in the order given. */
    results: z.array(DirectResult),
    /** Null when nothing was looked up: switched off, or all known. */
    lookups: FirstLookups.nullable(),
  })
  .meta({ id: 'DirectAnswer' });
export type DirectAnswer = z.infer<typeof DirectAnswer>;

export const sendMessagesApi = defineApi({
  sendMessages: {
    method: 'POST',
    path: '/messages/send',
    access: 'messages:send',
    summary:
      'Sends a text to one or many numbers, contacts or not, through the same decision as a broadcast; answers per number what was accepted or refused, and why. Send an Idempotency-Key.',
    body: DirectSend,
    response: DirectAnswer,
    status: 202,
  },
});
