import { z } from 'zod';
import { Id, Instant, PageQuery, pageOf } from './common.ts';
import { defineApi } from './endpoint.ts';

export const bulkActionKinds = [
  'add_tag',
  'remove_tag',
  'add_to_list',
  'remove_from_list',
  'set_list_details',
  'set_consent',
  'delete',
  'restore',
] as const;

/** An act on more people than are done at once. It runs in the background, in portions; what is done stays done when it is stopped. */
export const BulkActionProgress = z
  .object({
    id: Id,
    kind: z.enum(bulkActionKinds),
    /** The tag or list as it was called, or the answer to consent. */
    label: z.string().nullable(),
    state: z.enum(['queued', 'running', 'completed', 'cancelled', 'failed']),
    /** Why it failed, in words. */
    problem: z.string().nullable(),
    /** People it was about when it was asked for. */
    matched: z.number().int(),
    /** Of these, looked at so far. */
    done: z.number().int(),
    /** Of these, changed: the others were so already. */
    changed: z.number().int(),
    /** Left deleted, because somebody else has their external id by now. */
    conflicting: z.number().int(),
    /** Brings back everyone whom it deleted. */
    deletion_id: Id.nullable(),
    created_by: z.string(),
    created_at: Instant,
    finished_at: Instant.nullable(),
  })
  .meta({ id: 'BulkActionProgress' });
export type BulkActionProgress = z.infer<typeof BulkActionProgress>;

const params = z.object({ bulk_action_id: Id });

export const bulkActionsApi = defineApi({
  listBulkActions: {
    method: 'GET',
    path: '/contacts/bulk',
    access: 'contacts:read',
    summary: 'Acts on many people that run or ran in the background, the latest first.',
    query: PageQuery,
    response: pageOf(BulkActionProgress),
  },
  getBulkAction: {
    method: 'GET',
    path: '/contacts/bulk/{bulk_action_id}',
    access: 'contacts:read',
    summary: 'How far an act on many people is.',
    params,
    response: BulkActionProgress,
  },
  cancelBulkAction: {
    method: 'POST',
    path: '/contacts/bulk/{bulk_action_id}/cancel',
    access: 'lists:write',
    summary: 'Stops an act on many people, within seconds. What is done stays done.',
    params,
    response: BulkActionProgress,
  },
});
