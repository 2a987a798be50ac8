import { z } from 'zod';
import { broadcastStates } from '../messaging/broadcast-states.ts';
import { messageStates } from '../messaging/states.ts';
import { StateCounts, Version } from './broadcast.ts';
import { Id, Instant, queryList } from './common.ts';
import { SpendHold } from './costs.ts';
import { Waiting } from './quiet-hours.ts';

/** A lane that stands still: nothing goes out from it until that ends. */
export const StandingLane = z
  .object({
    sender: z.object({ id: Id, name: z.string() }),
    why: z.enum(['sending_stopped', 'sender_paused', 'daily_cap', 'catching_up']),
    label: z.string(),
    /** What happened, with the reason that somebody gave. */
    words: z.string(),
    /** Who paused the sender; null when it is not paused. */
    paused_by: z.enum(['member', 'operator', 'failures', 'account']).nullable(),
    /** When it goes on by itself; null when somebody must act. */
    until: Instant.nullable(),
    /** How many of the broadcast are due in it, of the first 10,001 that are due at all. */
    waiting: z.number().int(),
  })
  .meta({ id: 'StandingLane' });
export type StandingLane = z.infer<typeof StandingLane>;

/** How a broadcast is doing, as counted by the writes themselves. */
export const BroadcastProgress = z
  .object({
    id: Id,
    state: z.enum(broadcastStates),
    state_reason: z.string().nullable(),
    planned: z.number().int(),
    counts: StateCounts,
    reasons: z.array(
      z.object({ state: z.enum(messageStates), reason: z.string(), label: z.string(), words: z.string(), n: z.number().int() }),
    ),
    /** Not yet handed over. */
    waiting: z.number().int(),
    /** Of these, who waits until when; soonest first, and last who waits until a member answers. */
    waits: z.array(Waiting),
    /** Messages whose outcome the provider has not told, once nothing else is left to do; else 0. */
    settling: z.number().int(),
    /** Of those that wait: failed in passing, and tried again by themselves. */
    retries: z.object({ waiting: z.number().int(), next_at: Instant.nullable(), last_at: Instant.nullable() }),
    /** Messages handed over per second, over the last seconds. */
    rate_per_second: z.number(),
    /** Its lanes that stand still while somebody waits in them. */
    standing: z.array(StandingLane),
    /** null when it cannot be said: paused, a lane of it stands still, or nothing moves. */
    seconds_left: z.number().int().nullable(),
    cost: z.object({
      /** When somebody pressed send, of everything; null when nobody asked. */
      forecast_micros: z.number().int().nullable(),
      /** Of what was handed over so far. */
      expected_micros: z.number().int(),
      /** What the provider charged, by currency. */
      charged: z.array(z.object({ currency: z.string(), micros: z.number().int() })),
      /** Handed over, and their price told, or not yet. */
      priced: z.number().int(),
      unpriced: z.number().int(),
      /** The spending limit that it waits for. */
      hold: SpendHold.nullable(),
    }),
    /** Looking numbers up before it is planned; null when that was not asked for. */
    lookups: z
      .object({
        total: z.number().int(),
        done: z.number().int(),
        failed: z.number().int(),
        landlines: z.number().int(),
        micros: z.number().int(),
        running: z.boolean(),
        /** What kept it from asking for all. */
        trouble: z.string().nullable(),
      })
      .nullable(),
    /** Sources of its lists that are synced before it goes out; null when it does not wait for any. */
    source_hold: z
      .object({
        since: Instant,
        /** It goes on only when somebody does something: a sync failed, or waits for an answer. */
        stuck: z.boolean(),
        sources: z.array(
          z.object({
            source_id: Id,
            list_id: Id,
            list_name: z.string(),
            name: z.string(),
            last_synced_at: Instant.nullable(),
            state: z.enum(['syncing', 'failed', 'review']),
            words: z.string(),
          }),
        ),
      })
      .nullable(),
    /** The first few, while the others wait for somebody to say go on; null without, or once it goes on. */
    canary: z
      .object({
        size: z.number().int(),
        /** Leased so far. */
        leased: z.number().int(),
        /** True when the first are on their way and the others wait. */
        holding: z.boolean(),
      })
      .nullable(),
    /** People who wrote back, and how many of them asked not to be texted. */
    replies: z.object({ total: z.number().int(), opt_outs: z.number().int() }),
    version: Version,
  })
  .meta({ id: 'BroadcastProgress' });
export type BroadcastProgress = z.infer<typeof BroadcastProgress>;

/** One line of the ledger. */
export const Recipient = z
  .object({
    message_id: Id,
    contact_id: Id.nullable(),
    name: z.string(),
    address: z.string().nullable(),
    state: z.enum(messageStates),
    state_words: z.string(),
    reason: z.string().nullable(),
    reason_label: z.string().nullable(),
    reason_words: z.string().nullable(),
    error_code: z.string().nullable(),
    segments: z.number().int().nullable(),
    attempts: z.number().int(),
    /** When it is tried next, while it waits for a moment to come or its lane stands still until one; null too where it waits for a member. */
    waits_until: Instant.nullable(),
    /** What it waits for; null when it is tried again. */
    waits_for: z.string().nullable(),
    accepted_at: Instant.nullable(),
    sent_at: Instant.nullable(),
    delivered_at: Instant.nullable(),
    ended_at: Instant.nullable(),
  })
  .meta({ id: 'Recipient' });
export type Recipient = z.infer<typeof Recipient>;

export const RecipientFilter = z.object({
  state: queryList(z.enum(messageStates)),
  reason: queryList(z.string().max(64)),
  /** Part of a name or a number. */
  search: z.string().trim().max(100).optional(),
});
export type RecipientFilter = z.infer<typeof RecipientFilter>;

/** A text that somebody wrote back, within two weeks of the broadcast's text to them. */
export const BroadcastReply = z
  .object({
    message_id: Id,
    contact_id: Id.nullable(),
    name: z.string(),
    address: z.string().nullable(),
    body: z.string(),
    opted_out: z.boolean(),
    at: Instant,
  })
  .meta({ id: 'BroadcastReply' });
export type BroadcastReply = z.infer<typeof BroadcastReply>;
