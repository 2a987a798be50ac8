import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { ChannelName } from './connections.ts';
import { defineApi } from './endpoint.ts';

/** Counting a lane stops here: "more than 10,000" is all that a screen needs, and counting a million would cost a second. */
export const mostCounted = 10_000;

/** A number of messages; `mostCounted + 1` means more than `mostCounted`. */
const Count = z.number().int();

/** One lane: the queue of a sender. */
export const Lane = z
  .object({
    sender_id: Id,
    name: z.string(),
    address: z.string(),
    channel: ChannelName,
    sandbox: z.boolean(),
    /** Whose it is; only the operator sees others than their own. */
    workspace: z.object({ id: Id, name: z.string() }),
    connection: z.object({ name: z.string(), status: z.enum(['untested', 'working', 'failing']) }),
    /** Segments a second. */
    rate_per_second: z.number(),
    paused_at: Instant.nullable(),
    pause_reason: z.string().nullable(),
    paused_by: z.enum(['member', 'operator', 'failures', 'account']).nullable(),
    /** Whose stop of all sending holds it, and why; null while nothing is stopped. */
    stopped: z.object({ of: z.enum(['workspace', 'installation']), by: z.string(), reason: z.string() }).nullable(),
    /** The daily cap is used up, or has less left than the first message needs. */
    capped: z.boolean(),
    /** When the daily cap begins anew; null unless the lane waits for that. */
    cap_resets_at: Instant.nullable(),
    /** Until when bulk waits at most for what people wrote during an outage; null unless it does. */
    catching_up_until: Instant.nullable(),
    /** Waits to be sent as soon as the rate allows. */
    due: Count,
    /** Waits for a later moment: a next attempt, or hours in which texts are allowed. */
    later: Count,
    /** In the hands of a worker. */
    leased: Count,
    /** Nobody knows yet whether the provider took it. */
    unknown: Count,
    /** Since when the first of those due waits; null when nothing does, or what waits is held on purpose. */
    waiting_since: Instant.nullable(),
    /** When what waits was last read and decided; null when never. */
    last_lease_at: Instant.nullable(),
  })
  .meta({ id: 'Lane' });
export type Lane = z.infer<typeof Lane>;

/** What happened within one minute. */
export const QueueMinute = z
  .object({
    /** Its beginning. */
    at: Instant,
    handed_over: z.number().int(),
    delivered: z.number().int(),
    failed: z.number().int(),
    unknown: z.number().int(),
    /** Attempts that are repeated later: the provider was busy, or could not be reached. */
    again: z.number().int(),
    /** Milliseconds from due to handed over, of those handed over; null when there were none. */
    average_wait_ms: z.number().int().nullable(),
    longest_wait_ms: z.number().int().nullable(),
  })
  .meta({ id: 'QueueMinute' });
export type QueueMinute = z.infer<typeof QueueMinute>;

/** The processes that send, seen from a workspace. */
const Workers = z.object({ alive: z.number().int(), stopping: z.number().int() });

export const Queue = z
  .object({
    at: Instant,
    lanes: z.array(Lane),
    /** The last sixty minutes, the earliest first; of one sender when asked for. */
    minutes: z.array(QueueMinute),
    workers: Workers,
  })
  .meta({ id: 'Queue' });
export type Queue = z.infer<typeof Queue>;

/** Failures of the last 24 hours for one reason. */
export const FailureGroup = z
  .object({
    reason: z.string().nullable(),
    label: z.string(),
    /** What it means, for people. */
    words: z.string(),
    /** The provider's codes that led to it. */
    error_codes: z.array(z.string()),
    count: Count,
    last_at: Instant,
    /** Whether sending again makes sense: as it is, once somebody acted, or not. */
    send_again: z.enum(['yes', 'after_fix', 'no']),
    /** Of the latest thousand of these, how many have not been sent again yet; one call sends no more again. */
    open: z.number().int(),
  })
  .meta({ id: 'FailureGroup' });
export type FailureGroup = z.infer<typeof FailureGroup>;

/** An attempt that did not simply succeed, or a failure that a receipt told of. */
export const QueueError = z
  .object({
    at: Instant,
    message_id: Id,
    /** `retry`: it is tried again; `unknown`: nobody knows whether it was taken; `failed`: it ended. */
    outcome: z.enum(['retry', 'unknown', 'failed']),
    contact: z.object({ id: Id, name: z.string().nullable() }).nullable(),
    address: z.string().nullable(),
    /** What went wrong, for people. */
    words: z.string(),
    error_code: z.string().nullable(),
    retry_at: Instant.nullable(),
  })
  .meta({ id: 'QueueError' });
export type QueueError = z.infer<typeof QueueError>;

/** When Tidings pauses a sender by itself. */
export const AutoPause = z
  .strictObject({
    enabled: z.boolean(),
    window_minutes: z.number().int('must be a whole number').min(1, 'must be at least 1').max(60, 'must be at most 60'),
    /** Of all attempts. */
    percent: z.number().int('must be a whole number').min(1, 'must be at least 1').max(100, 'must be at most 100'),
    /** So many failures at least. */
    minimum: z.number().int('must be a whole number').min(1, 'must be at least 1').max(100_000, 'must be at most 100,000'),
  })
  .meta({ id: 'AutoPause' });
export type AutoPause = z.infer<typeof AutoPause>;

/** Something that keeps messages from going out and that somebody should see. */
export const Alert = z
  .object({
    kind: z.enum([
      'sender_paused',
      'no_worker',
      'spending_limit',
      'sending_stopped',
      'installation_stopped',
      'sync_failed',
      'sync_review',
      'opt_out_doubts',
      'broadcast_late',
      'unknown_codes',
      'country_refused',
      'catch_up_late',
    ]),
    sender: z.object({ id: Id, name: z.string() }).nullable(),
    words: z.string(),
    since: Instant.nullable(),
    /** The list whose source needs somebody. */
    list: z.object({ id: Id, name: z.string(), source_id: Id }).optional(),
    /** The broadcast that waits for somebody to say whether it still goes. */
    broadcast: z.object({ id: Id, name: z.string() }).optional(),
    /** Codes of the provider that are not known here, the most frequent first. */
    codes: z.array(z.string()).optional(),
  })
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof Alert>;

export const queueApi = defineApi({
  getQueue: {
    method: 'GET',
    path: '/queue',
    access: 'queue:read',
    summary: 'What waits in each lane, what went out within the last hour, and whether workers live.',
    query: z.object({ sender_id: Id.optional() }),
    response: Queue,
  },
  listFailureGroups: {
    method: 'GET',
    path: '/queue/failures',
    access: 'queue:read',
    summary: 'What failed within the last 24 hours, by reason.',
    response: z.object({ items: z.array(FailureGroup) }),
  },
  listQueueErrors: {
    method: 'GET',
    path: '/queue/errors',
    access: 'queue:read',
    summary: 'The latest 50 attempts and messages that went wrong.',
    response: z.object({ items: z.array(QueueError) }),
  },
  retryFailed: {
    method: 'POST',
    path: '/queue/retry',
    access: 'queue:manage',
    summary:
      'Sends what failed within the last 24 hours again, as new messages, at most 1,000 at once. One that was sent again before is not sent a third time.',
    body: z.strictObject({
      /** All that failed for this reason. */
      reason: z.string().max(60).optional(),
      /** These. */
      message_ids: z.array(Id).min(1, 'must name at least one message').max(200, 'must name at most 200 messages').optional(),
    }),
    response: z.object({ queued: z.number().int(), left: z.number().int() }),
  },
  retryNow: {
    method: 'POST',
    path: '/queue/lanes/{sender_id}/retry-now',
    access: 'queue:manage',
    summary: 'Makes what waits in a lane for its next attempt due at once.',
    params: z.object({ sender_id: Id }),
    response: z.object({ queued: z.number().int() }),
  },
  discardWaiting: {
    method: 'POST',
    path: '/queue/lanes/{sender_id}/discard',
    access: 'queue:manage',
    summary:
      'Cancels what waits in a lane. What a worker already has in its hands goes out. `left` is what one call did not manage; call again.',
    params: z.object({ sender_id: Id }),
    response: z.object({ discarded: z.number().int(), left: z.number().int() }),
  },
  getAutoPause: {
    method: 'GET',
    path: '/queue/auto-pause',
    access: 'queue:read',
    summary: 'When a sender is paused by itself because too much fails.',
    response: AutoPause,
  },
  setAutoPause: {
    method: 'PUT',
    path: '/queue/auto-pause',
    access: 'queue:manage',
    summary: 'Sets when a sender is paused by itself because too much fails.',
    body: AutoPause,
    response: AutoPause,
  },
  markCodesSeen: {
    method: 'POST',
    path: '/alerts/unknown-codes/seen',
    access: 'queue:manage',
    summary: 'Ends the alert of codes that are not known here: somebody has looked at them. It does not come back for these.',
    body: z.strictObject({
      codes: z
        .array(z.string().trim().min(1, 'must not be empty').max(40, 'must have at most 40 characters'))
        .min(1, 'must name at least one code')
        .max(100, 'must name at most 100 codes'),
    }),
    response: 'none',
  },
  listAlerts: {
    method: 'GET',
    path: '/alerts',
    access: 'workspace:read',
    summary: 'What keeps messages from going out or lists from staying in step, and needs somebody.',
    response: z.object({ items: z.array(Alert) }),
  },
});
