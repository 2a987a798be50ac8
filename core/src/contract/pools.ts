import { z } from 'zod';
import { Id, Instant, QueryFlag } from './common.ts';
import { ChannelName } from './connections.ts';
import { defineApi } from './endpoint.ts';

/** A number of a pool. */
export const PoolSender = z.object({
  id: Id,
  name: z.string(),
  address: z.string(),
  rate_per_second: z.number(),
  paused: z.boolean(),
  /** The share of new people that it gets, from 0 to 1: as its rate among those that are not paused. */
  share: z.number(),
});

/** Numbers of one channel that are used as one: each person keeps hearing from the same of them. */
export const Pool = z
  .object({
    id: Id,
    name: z.string(),
    channel: ChannelName,
    /** Belongs to the sandbox: used in sandbox mode, never when live. */
    sandbox: z.boolean(),
    senders: z.array(PoolSender),
    /** Of all its numbers that are not paused together. */
    rate_per_second: z.number(),
    created_at: Instant,
  })
  .meta({ id: 'Pool' });
export type Pool = z.infer<typeof Pool>;

const Name = z.string().trim().min(1, 'is needed').max(80, 'may have at most 80 characters');
/** Twilio takes 400 numbers into a service; more at once helps nobody. */
const SenderIds = z.array(Id).min(1, 'must name at least one number').max(400, 'may name at most 400 numbers');

export const NewPool = z.strictObject({ name: Name, sender_ids: SenderIds });
export const PoolChange = z.strictObject({ name: Name.optional(), sender_ids: SenderIds.optional() });

const Params = z.object({ pool_id: Id });

export const poolsApi = defineApi({
  listPools: {
    method: 'GET',
    path: '/pools',
    access: 'messages:read',
    summary: 'The pools in use with their numbers.',
    query: z.object({ channel: ChannelName.optional(), sandbox: QueryFlag.optional() }),
    response: z.object({ items: z.array(Pool) }),
  },
  createPool: {
    method: 'POST',
    path: '/pools',
    access: 'connections:manage',
    summary: 'Makes a pool of numbers, all real or all of the sandbox.',
    body: NewPool,
    response: Pool,
    status: 201,
  },
  updatePool: {
    method: 'PATCH',
    path: '/pools/{pool_id}',
    access: 'connections:manage',
    summary: 'Changes its name or its numbers. People of a number that leaves get another the next time.',
    params: Params,
    body: PoolChange,
    response: Pool,
  },
  archivePool: {
    method: 'DELETE',
    path: '/pools/{pool_id}',
    access: 'connections:manage',
    summary: 'Takes a pool out of use. Its numbers stay, and what waits for them is sent.',
    params: Params,
    response: 'none',
  },
});
