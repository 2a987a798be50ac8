import { z } from 'zod';
import { broadcastStates } from '../messaging/broadcast-states.ts';
import { messageStates } from '../messaging/states.ts';
import { Audience } from './audience.ts';
import { Id, Instant } from './common.ts';
import { MessagePurposeName } from './consent.ts';
import { HoursOverride } from './quiet-hours.ts';

/** The text of a message with its merge tags. Its length is checked where it is sent, so that a draft is never lost. */
export const Body = z.string().max(10_000, 'must have at most 10,000 characters');

const Name = z.string().trim().min(1, 'is needed').max(120, 'must have at most 120 characters');

/** The version that the caller has seen: another means that somebody changed it meanwhile. */
export const Version = z.number().int().min(1);

/** How many get it first. */
export const CanarySize = z.number().int().min(1, 'must be at least 1').max(100_000, 'must be at most 100,000');

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
    /** When it goes, or was to go; null for a draft. */
    scheduled_at: Instant.nullable(),
    /** The wall time and zone that were chosen. A draft that was scheduled keeps them as a proposal. */
    scheduled_local: z.string().nullable(),
    scheduled_zone: z.string().nullable(),
    /** Since when it waits for somebody to say whether it still goes, its time having passed while nothing ran; else null. */
    late_since: Instant.nullable(),
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
