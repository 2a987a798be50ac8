import { z } from 'zod';
import { broadcastStates } from '../messaging/broadcast-states.ts';
import { spendingPeriods } from '../messaging/spending.ts';
import { messageStates } from '../messaging/states.ts';
import { Audience } from './audience.ts';
import { Id, Instant, PageQuery, pageOf, queryList, TimeZone } from './common.ts';
import { MessagePurposeName } from './consent.ts';
import { SpendHold } from './costs.ts';
import { defineApi } from './endpoint.ts';
import { FrequencyCap, HoursOverride, Waiting } from './quiet-hours.ts';

const Params = z.object({ broadcast_id: Id });

/** The text of a message with its merge tags. Its length is checked where it is sent, so that a draft is never lost. */
const Body = z.string().max(10_000, 'must have at most 10,000 characters');
const Name = z.string().trim().min(1, 'is needed').max(120, 'must have at most 120 characters');

/** The sum a member accepts, in millionths of a US dollar: needed above the workspace's own threshold. */
const AcceptCost = z.number().int('must be a whole number of millionths').min(0, 'must not be below 0').optional();

/** True to send it although a list is there for something else, or its lists are kept apart: see `pools.crossings` of the estimate. */
const AcrossPurposes = z.boolean().optional();

/** The version that the caller has seen: another means that somebody changed it meanwhile. */
const Version = z.number().int().min(1);

/** How many get it first. */
const CanarySize = z.number().int().min(1, 'must be at least 1').max(100_000, 'must be at most 100,000');

/** How many messages are in each state. Together they are `planned` (the ledger adds up). */
export const StateCounts = z
  .object(
    Object.fromEntries(messageStates.map((state) => [state, z.number().int()])) as Record<
      (typeof messageStates)[number],
      z.ZodNumber
    >,
  )
  .meta({ id: 'StateCounts' });
export type StateCounts = z.infer<typeof StateCounts>;

/** A sender as a broadcast shows it. */
export const BroadcastSender = z
  .object({ id: Id, name: z.string(), address: z.string(), sandbox: z.boolean() })
  .meta({ id: 'BroadcastSender' });

/** A pool as a broadcast shows it. */
export const BroadcastPool = z.object({ id: Id, name: z.string(), numbers: z.number().int() }).meta({ id: 'BroadcastPool' });

/** A broadcast in a list. */
export const BroadcastRow = z
  .object({
    id: Id,
    kind: z.enum(['broadcast', 'direct']),
    name: z.string(),
    /** The first characters of the text. */
    excerpt: z.string(),
    audience_words: z.string(),
    state: z.enum(broadcastStates),
    state_reason: z.string().nullable(),
    scheduled_at: Instant.nullable(),
    scheduled_local: z.string().nullable(),
    scheduled_zone: z.string().nullable(),
    created_by_name: z.string().nullable(),
    /** Who sent it, or let it go out at its time; null while it is a draft. */
    sent_by_name: z.string().nullable(),
    created_at: Instant,
    updated_at: Instant,
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
    planned: z.number().int(),
    counts: StateCounts,
    /** Messages whose outcome the provider has not told, once nothing else is left to do; else 0. */
    settling: z.number().int(),
  })
  .meta({ id: 'BroadcastRow' });
export type BroadcastRow = z.infer<typeof BroadcastRow>;

/** A broadcast with everything that can be edited. */
export const Broadcast = BroadcastRow.extend({
  body: z.string(),
  smart_encoding: z.boolean(),
  one_per_address: z.boolean(),
  audience: Audience,
  sender_id: Id.nullable(),
  sender: BroadcastSender.nullable(),
  /** A pool of numbers instead of a sender: each person hears from the one of its numbers that talks with them. */
  pool_id: Id.nullable(),
  pool: BroadcastPool.nullable(),
  useless_after: Instant.nullable(),
  /** Send to so many first, then hold until somebody says go on; null for all at once. */
  canary_size: CanarySize.nullable(),
  /** What it says of its hours; null for those of the workspace. */
  quiet_hours: HoursOverride.nullable(),
  /** What it is for, which decides who agreed to get it; null for what the workspace says of itself. */
  purpose: MessagePurposeName.nullable(),
  planned_at: Instant.nullable(),
  version: Version,
}).meta({ id: 'Broadcast' });
export type Broadcast = z.infer<typeof Broadcast>;

export const NewBroadcast = z
  .strictObject({
    name: Name.optional(),
    body: Body.optional(),
    audience: Audience.optional(),
    /** The sender to leave through; null for the default. */
    sender_id: Id.nullable().optional(),
    /** The pool to leave through instead of a sender. */
    pool_id: Id.nullable().optional(),
    /** Replace typographic characters that would make the text dearer, where that is enough. */
    smart_encoding: z.boolean().optional(),
    /** One message per phone, whoever shares it. */
    one_per_address: z.boolean().optional(),
    /** Sent no later than this. */
    useless_after: Instant.nullable().optional(),
    /** Send to so many first, then hold until somebody says go on. */
    canary_size: CanarySize.nullable().optional(),
    /** Hours of its own, stricter than the workspace’s; or that it cannot wait, for which a permission is needed. */
    quiet_hours: HoursOverride.nullable().optional(),
    /** What it is for: who agreed to informational texts only gets no marketing. Null for what the workspace says of itself. */
    purpose: MessagePurposeName.nullable().optional(),
  })
  .meta({ id: 'NewBroadcast' });
export type NewBroadcast = z.infer<typeof NewBroadcast>;

/** Something wrong with the text or the audience, to repair before sending. */
export const BroadcastProblem = z
  .object({
    field: z.enum(['body', 'audience', 'sender_id', 'useless_after']),
    code: z.enum([
      'empty_body',
      'body_too_long',
      'over_daily_cap',
      'template_syntax',
      'unknown_tag',
      'empty_audience',
      'nobody_reached',
      'audience_part_gone',
      'sender_missing',
      'deadline_passed',
    ]),
    message: z.string(),
    line: z.number().int().nullable(),
    column: z.number().int().nullable(),
  })
  .meta({ id: 'BroadcastProblem' });
export type BroadcastProblem = z.infer<typeof BroadcastProblem>;

/** What is allowed and still worth a look: a tag without a fallback, a tag written as another product would. */
export const BroadcastWarning = z
  .object({
    code: z.enum(['no_fallback', 'foreign_tag']),
    message: z.string(),
    line: z.number().int(),
    column: z.number().int(),
    tag: z.string().nullable(),
  })
  .meta({ id: 'BroadcastWarning' });
export type BroadcastWarning = z.infer<typeof BroadcastWarning>;

/** The text as one person gets it. */
export const Rendering = z
  .object({
    contact: z.object({ id: Id.nullable(), name: z.string(), phone: z.string().nullable() }),
    /** null when it cannot be filled in for this person; `problem` says why. */
    text: z.string().nullable(),
    problem: z.string().nullable(),
    encoding: z.enum(['GSM-7', 'UCS-2']),
    segments: z.number().int(),
    replacements: z.array(z.object({ from: z.string(), to: z.string(), count: z.number().int() })),
  })
  .meta({ id: 'Rendering' });
export type Rendering = z.infer<typeof Rendering>;

export const BroadcastPreview = z
  .object({
    problems: z.array(BroadcastProblem),
    warnings: z.array(BroadcastWarning),
    tags: z.array(z.object({ name: z.string(), has_fallback: z.boolean() })),
    /** As a few real recipients get it; as a made-up person while there are none. */
    renderings: z.array(Rendering),
    /** The longest among the recipients looked at. */
    longest: Rendering.nullable(),
  })
  .meta({ id: 'BroadcastPreview' });
export type BroadcastPreview = z.infer<typeof BroadcastPreview>;

/** People who do not get it, and why. */
export const SkipCount = z
  .object({ reason: z.string(), label: z.string(), words: z.string(), n: z.number().int() })
  .meta({ id: 'SkipCount' });
export type SkipCount = z.infer<typeof SkipCount>;

/** Something about the lists of a message that is only done on purpose: another purpose, or pools that are kept apart. */
export const PoolCrossing = z
  .object({
    kind: z.enum(['outside_purpose', 'several_pools']),
    words: z.string(),
    /** What somebody says yes to. */
    yes: z.string(),
  })
  .meta({ id: 'PoolCrossing' });
export type PoolCrossing = z.infer<typeof PoolCrossing>;

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
      /** Who gets it and who of other lists does not, in one sentence; empty where it names no list. */
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
      /** Seconds until the last one is handed over, when sent now. */
      seconds: z.number().int(),
      words: z.string(),
      /** The same as a moment; null when that is months away. */
      finishes_at: Instant.nullable(),
      rate_per_second: z.number(),
      /** About how many segments the same lane sends before: what is due and not held. */
      ahead: z.number().int(),
      /** The sender's cap, in segments a day; null without one. */
      cap: z.object({ per_day: z.number().int(), left: z.number().int(), resets_at: Instant }).nullable(),
      /** Messages that the cap moves from today to later days. */
      slips: z.number().int(),
      /** Messages by day of the cap, when it takes more than one; `until` is when that day ends. */
      days: z.array(z.object({ until: Instant.nullable(), messages: z.number().int() })),
    }),
    /** What the decision at the last moment does with those who would be queued, when it is sent at the moment that was asked about. */
    hours: z.object({
      /** False where no quiet hours hold: in the sandbox, unless the workspace says so, and for what is urgent. */
      observed: z.boolean(),
      /** Who goes at once. */
      now: z.number().int(),
      /** Of these, who comes to their turn only after their hours have ended; about. */
      slip: z.number().int(),
      /** Who waits: for their hours, for room under the frequency cap, or until a member judges whether they asked to stop. */
      waiting: z.array(Waiting),
      /**
       * Who is left out when their turn comes: had enough texts lately, too late by the time they may be texted, no hour suits, or a number that
       * belonged to somebody who was deleted for privacy.
       */
      left_out: z.array(SkipCount),
      /** Who would get it, and is held until somebody acts: all sending is stopped, or their sender is paused. Neither in `now` nor in `waiting`. */
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
    /** Of these, who waits until when; soonest first. */
    waits: z.array(Waiting),
    /** Messages whose outcome the provider has not told, once nothing else is left to do; else 0. */
    settling: z.number().int(),
    /** Of those that wait: failed in passing, and tried again by themselves. */
    retries: z.object({ waiting: z.number().int(), next_at: Instant.nullable(), last_at: Instant.nullable() }),
    /** Messages handed over per second, over the last seconds. */
    rate_per_second: z.number(),
    /** null when it cannot be said: paused, or nothing moves. */
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
    /** When it is tried next, while it waits for a moment to come. */
    waits_until: Instant.nullable(),
    /** What it waits for until then; null when it is tried again. */
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

export const MergeTagAnswer = z
  .object({ name: z.string(), label: z.string(), example: z.string(), fallback: z.string() })
  .meta({ id: 'MergeTag' });

export const broadcastsApi = defineApi({
  listBroadcasts: {
    method: 'GET',
    path: '/broadcasts',
    access: 'broadcasts:read',
    summary: 'Broadcasts, newest first.',
    query: PageQuery.extend({
      state: queryList(z.enum(broadcastStates)),
      /** `direct` are sends over the API to numbers it named; `all` are both. */
      kind: z.enum(['broadcast', 'direct', 'all']).default('broadcast'),
      search: z.string().trim().max(100).optional(),
    }),
    response: pageOf(BroadcastRow),
  },
  createBroadcast: {
    method: 'POST',
    path: '/broadcasts',
    access: 'broadcasts:write',
    summary: 'Starts a draft.',
    body: NewBroadcast,
    response: Broadcast,
    status: 201,
  },
  listMergeTags: {
    method: 'GET',
    path: '/broadcasts/merge-tags',
    access: 'broadcasts:read',
    summary: 'The merge tags that a text may use, custom fields included, and the details of the lists that it goes to.',
    query: z.object({ list_id: queryList(Id) }),
    response: z.object({ items: z.array(MergeTagAnswer) }),
  },
  previewBroadcast: {
    method: 'POST',
    path: '/broadcasts/preview',
    access: 'broadcasts:write',
    summary: 'Checks a text and shows it as a few real recipients would get it. Nothing is kept.',
    body: z.strictObject({
      body: Body,
      audience: Audience.default({ include: [], exclude: [] }),
      smart_encoding: z.boolean().default(true),
      limit: z.number().int().min(1).max(20).default(5),
    }),
    response: BroadcastPreview,
  },
  getBroadcast: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}',
    access: 'broadcasts:read',
    summary: 'One broadcast.',
    params: Params,
    response: Broadcast,
  },
  updateBroadcast: {
    method: 'PATCH',
    path: '/broadcasts/{broadcast_id}',
    access: 'broadcasts:write',
    summary: 'Changes a draft. Refused when somebody else changed it since `version`.',
    params: Params,
    body: NewBroadcast.extend({ version: Version }),
    response: Broadcast,
  },
  deleteBroadcast: {
    method: 'DELETE',
    path: '/broadcasts/{broadcast_id}',
    access: 'broadcasts:write',
    summary: 'Deletes a draft. What was sent is never deleted.',
    params: Params,
    response: 'none',
  },
  duplicateBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/duplicate',
    access: 'broadcasts:write',
    summary: 'Starts a draft with the same text and audience.',
    params: Params,
    response: Broadcast,
    status: 201,
  },
  countFollowUps: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}/follow-ups',
    access: 'broadcasts:read',
    summary:
      'How many people a follow-up would go to now, each once: those reached, whether at once or by sending again, and those still missed.',
    params: Params,
    response: z.object({ missed: z.number().int(), reached: z.number().int() }),
  },
  followUpBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/follow-up',
    access: 'broadcasts:write',
    summary:
      'Starts a draft to exactly those whom it missed (the same text again), or exactly those whom it reached (a correction).',
    params: Params,
    body: z.strictObject({ to: z.enum(['missed', 'reached']) }),
    response: Broadcast,
    status: 201,
  },
  estimateBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/estimate',
    access: 'broadcasts:write',
    summary: 'Says in numbers who gets it, who does not and why, what it costs and when it is done.',
    params: Params,
    query: z.object({
      /** As if it were sent then; left out: now. */
      at: Instant.optional(),
    }),
    response: BroadcastEstimate,
  },
  testBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/test',
    access: 'broadcasts:send',
    summary: 'Sends the text to one number to look at. Suppressed numbers are refused here too.',
    params: Params,
    body: z.strictObject({
      to: z.string().trim().min(1, 'is needed').max(50),
      /** Fill the merge tags in as this contact; left out: as the first recipient. */
      as_contact_id: Id.optional(),
    }),
    response: z.object({ message_id: Id, to: z.string(), text: z.string() }),
    status: 202,
  },
  sendBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/send',
    access: 'broadcasts:send',
    summary:
      'Sends it now, once. Of two callers at the same moment one is told that the other was first. A scheduled one goes before its time only with `now`.',
    params: Params,
    body: z.strictObject({
      version: Version,
      /** As shown by the estimate: refused when another number of people would get it now. */
      expected_recipients: z.number().int().min(0).optional(),
      accept_cost_micros: AcceptCost,
      across_purposes: AcrossPurposes,
      /** Send it now although it is scheduled: without this, a scheduled broadcast is refused. */
      now: z.boolean().optional(),
      /** As in the draft, which it changes. */
      canary_size: CanarySize.nullable().optional(),
    }),
    response: Broadcast,
    status: 202,
  },
  scheduleBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/schedule',
    access: 'broadcasts:send',
    summary: 'Sends it at a wall time of a zone. A time in the past or inside a daylight-saving gap is refused.',
    params: Params,
    body: z.strictObject({
      version: Version,
      accept_cost_micros: AcceptCost,
      across_purposes: AcrossPurposes,
      local: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'must be a wall time such as 2026-05-01T09:00'),
      zone: TimeZone,
      canary_size: CanarySize.nullable().optional(),
    }),
    response: Broadcast.extend({
      /** What to know about the chosen time, such as an hour that happens twice. */
      note: z.string().nullable(),
    }),
  },
  unscheduleBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/unschedule',
    access: 'broadcasts:send',
    summary: 'Makes a scheduled broadcast a draft again.',
    params: Params,
    response: Broadcast,
  },
  pauseBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/pause',
    access: 'broadcasts:send',
    summary: 'Stops it for now. Nothing of it is handed over any more once this has answered.',
    params: Params,
    response: Broadcast,
  },
  resumeBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/resume',
    access: 'broadcasts:send',
    summary: 'Goes on with a paused broadcast.',
    params: Params,
    response: Broadcast,
  },
  releaseBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/release',
    access: 'broadcasts:send',
    summary: 'Goes on with everybody after the first few, who were sent to alone.',
    params: Params,
    response: Broadcast,
  },
  settleSourceHold: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/source-hold',
    access: 'broadcasts:send',
    summary:
      'Answers for a broadcast that waits until its lists are synced: sync them again, or send with the lists as they are.',
    params: Params,
    body: z.strictObject({ answer: z.enum(['sync_again', 'send_anyway'], { error: 'must be sync_again or send_anyway' }) }),
    response: Broadcast,
  },
  cancelBroadcast: {
    method: 'POST',
    path: '/broadcasts/{broadcast_id}/cancel',
    access: 'broadcasts:send',
    summary: 'Stops it for good. What was not yet handed over is never sent.',
    params: Params,
    response: Broadcast,
  },
  getBroadcastProgress: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}/progress',
    access: 'broadcasts:read',
    summary: 'Counts by state and reason, the present rate and the time left.',
    params: Params,
    response: BroadcastProgress,
  },
  listReplies: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}/replies',
    access: 'inbox:read',
    summary: 'What people wrote back, newest first.',
    params: Params,
    query: PageQuery,
    response: pageOf(BroadcastReply),
  },
  listRecipients: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}/recipients',
    access: 'broadcasts:read',
    summary: 'Every planned recipient with the state of their message and the reason in plain words.',
    params: Params,
    query: PageQuery.extend(RecipientFilter.shape),
    response: pageOf(Recipient),
  },
  explainRecipient: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}/why/{contact_id}',
    access: 'broadcasts:read',
    summary: 'Why a person got it, or did not: the message to ask the trail of, or why there is none.',
    params: z.object({ broadcast_id: Id, contact_id: Id }),
    response: z.object({ message_id: Id.nullable(), answer: z.string() }),
  },
  exportRecipients: {
    method: 'GET',
    path: '/broadcasts/{broadcast_id}/recipients/export',
    access: 'contacts:export',
    summary: 'The same as CSV.',
    params: Params,
    query: RecipientFilter,
    response: 'file',
  },
});
