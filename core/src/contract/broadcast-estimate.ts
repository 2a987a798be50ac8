import { z } from 'zod';
import { spendingPeriods } from '../messaging/spending.ts';
import { PoolCrossing } from './audience.ts';
import { BroadcastPool, BroadcastSender, Version } from './broadcast.ts';
import { BroadcastProblem } from './broadcast-text.ts';
import { Id, Instant } from './common.ts';
import { MessagePurposeName } from './consent.ts';
import { FrequencyCap, Waiting } from './quiet-hours.ts';

/** People who do not get it, and why. */
export const SkipCount = z
  .object({ reason: z.string(), label: z.string(), words: z.string(), n: z.number().int() })
  .meta({ id: 'SkipCount' });
export type SkipCount = z.infer<typeof SkipCount>;

/** The confirm page in numbers. */
export const BroadcastEstimate = z
  .object({
    /** The people of the audience: those who get it and those who are skipped. */
    recipients: z.number().int(),
    /** Who would be queued: those of `hours`, who go at once, wait, are held, or are left out when their turn comes. */
    will_get: z.number().int(),
    skipped: z.array(SkipCount),
    /** People whose text cannot be filled in, or is longer than its sender's whole daily cap: it fails at the last moment. An estimate when `segments.exact` is false. */
    unfilled: z.array(SkipCount),
    audience_words: z.string(),
    pools: z.object({
      /** Who gets it and who of other lists does not, in one sentence; empty where it names no list and reaches nobody who is only in a pool that it is not for. */
      words: z.string(),
      /** What needs a yes (`across_purposes`) before it is sent. */
      crossings: z.array(PoolCrossing),
    }),
    segments: z.object({
      total: z.number().int(),
      exact: z.boolean(),
      per_message_max: z.number().int(),
      ucs2_share: z.number().min(0).max(1),
    }),
    cost: z.object({
      micros: z.number().int(),
      currency: z.literal('USD'),
      words: z.string(),
      /** False when a country among them has no price: what goes there is not in `micros`. */
      known: z.boolean(),
      as_of: z.string(),
      /** Messages to countries without a price. */
      unpriced: z.number().int(),
      /** With unknown prices taken as dear ones: what limits are compared with, and what `accept_cost_micros` must cover. */
      cautious_micros: z.number().int(),
      /** True when the sum must be accepted to send it. */
      confirm: z.boolean(),
      countries: z.array(
        z.object({
          /** null when the numbers tell no country. */
          country: z.string().nullable(),
          messages: z.number().int(),
          segments: z.number().int(),
          /** null when the price is not known. */
          micros: z.number().int().nullable(),
          per_segment_micros: z.number().int().nullable(),
          basis: z.enum(['reported', 'published', 'rough']).nullable(),
        }),
      ),
      /** Numbers that are looked up before, and what that costs; null when lookups are off. */
      lookups: z.object({ numbers: z.number().int(), micros: z.number().int().nullable() }).nullable(),
    }),
    finish: z.object({
      /**
       * Seconds until the last one is handed over, when sent now: of those who go by themselves. Who is `held` until somebody acts is in it only
       * where all of them are, as if that were now.
       */
      seconds: z.number().int(),
      words: z.string(),
      /** The same as a moment; null when that is months away. */
      finishes_at: Instant.nullable(),
      rate_per_second: z.number(),
      /** About how many segments the same lane sends before: what is due and not held. */
      ahead: z.number().int(),
      /**
       * The daily cap, in segments; null without one. Of a pool: what its numbers with a cap may send together, and when the first of these
       * counts anew. `numbers`: how many of those it leaves through have a cap, of how many; `name` is the one that has, where only one does.
       */
      cap: z
        .object({
          per_day: z.number().int(),
          left: z.number().int(),
          resets_at: Instant,
          numbers: z.object({ capped: z.number().int(), all: z.number().int() }),
          name: z.string().nullable(),
        })
        .nullable(),
      /** Messages that the cap moves from today to later days. */
      slips: z.number().int(),
      /** Messages by day of the cap, when it takes more than one; `until` is when that day ends. */
      days: z.array(z.object({ until: Instant.nullable(), messages: z.number().int() })),
    }),
    /** What the decision at the last moment does with those who would be queued, when it is sent at the moment that was asked about. */
    hours: z.object({
      /** False where no quiet hours hold: in the sandbox, unless the workspace says so, and for what is urgent. */
      observed: z.boolean(),
      /** Who goes at once, in their order, as fast as the sender can: not those for whom its daily cap has nothing left. */
      now: z.number().int(),
      /** Of these, who comes to their turn only after their hours have ended; about. */
      slip: z.number().int(),
      /** About how many come to their turn only when it is of no use any more (`useless_after`), and expire. */
      late: z.number().int(),
      /** Who waits: for their hours, for room under the frequency cap, or until the daily cap of the sender begins anew (`daily_cap`). */
      waiting: z.array(Waiting),
      /**
       * Who is left out when their turn comes: had enough texts lately, too late by the time they may be texted, no hour suits, or a number that
       * belonged to somebody who was deleted for privacy.
       */
      left_out: z.array(SkipCount),
      /**
       * Who would get it, and is held until somebody acts: all sending is stopped, their sender is paused, or they may have asked to stop. Neither
       * in `now` nor in `waiting`.
       */
      held: z.array(SkipCount),
      /** How often one person may be texted; null where nothing limits it. */
      frequency_cap: FrequencyCap.nullable(),
    }),
    /** What the spending limits pay for; null without a limit. */
    spending: z
      .object({
        /** The limit that holds it, or else the one with less left. */
        period: z.enum(spendingPeriods),
        limit_micros: z.number().int(),
        left_micros: z.number().int(),
        /** Messages that go out before it is reached; about, where prices or lengths differ. */
        pays_for: z.number().int(),
        /** Messages that wait until it begins anew, or is raised; 0 when it suffices. */
        waits: z.number().int(),
        /** From when it holds; null when it suffices. */
        holds_at: Instant.nullable(),
        /** When its day or month begins anew; null when it suffices, or when that is months away. */
        goes_on_at: Instant.nullable(),
      })
      .nullable(),
    /** What leaves through which sender: one line, or one for each number of the pool. */
    senders: z.array(
      z.object({
        id: Id,
        name: z.string(),
        address: z.string(),
        /** Who gets it through this one; `held`: of these, who waits until somebody acts. */
        messages: z.number().int(),
        held: z.number().int(),
        segments: z.number().int(),
        /** What is known of its cost; messages to countries without a price are `unpriced`. */
        micros: z.number().int(),
        unpriced: z.number().int(),
        rate_per_second: z.number(),
        /** When its last one is handed over, in words and as a moment; null when that is months away, or nothing goes by itself. */
        words: z.string(),
        finishes_at: Instant.nullable(),
      }),
    ),
    sender: BroadcastSender.nullable(),
    pool: BroadcastPool.nullable(),
    /** What it counts as: who agreed to less is skipped. */
    purpose: MessagePurposeName,
    mode: z.enum(['sandbox', 'live']),
    mode_words: z.string(),
    problems: z.array(BroadcastProblem),
    version: Version,
  })
  .meta({ id: 'BroadcastEstimate' });
export type BroadcastEstimate = z.infer<typeof BroadcastEstimate>;
