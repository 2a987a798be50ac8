import { z } from 'zod';
import { Id, Instant, PageQuery, pageOf } from './common.ts';
import { defineApi } from './endpoint.ts';

/** One entry of the activity feed. */
export const Activity = z
  .object({
    id: Id,
    at: Instant,
    actor: z.object({ kind: z.enum(['user', 'api_key', 'system']), id: z.string().nullable(), name: z.string() }),
    /** What happened, as a stable code in the past tense: `members_invited`. */
    action: z.string(),
    /** The sentence to show after the actor's name: "imported 412 contacts from members.csv". */
    words: z.string(),
    object: z.object({ kind: z.string(), id: z.string().nullable(), label: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'Activity' });
export type Activity = z.infer<typeof Activity>;

export const activityApi = defineApi({
  listActivity: {
    method: 'GET',
    path: '/activity',
    access: 'audit:read',
    summary: 'Who did what in the workspace, the latest first.',
    query: PageQuery.extend({
      /** Only what this member or key did. */
      actor_id: Id.optional(),
      /** Only what was done to things of this kind: contact, broadcast, member, ... */
      object_kind: z.string().max(40).optional(),
    }),
    response: pageOf(Activity),
  },
});
