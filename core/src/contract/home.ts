import { z } from 'zod';
import { Activity } from './activity.ts';
import { Id, Instant } from './common.ts';
import { defineApi } from './endpoint.ts';

/** The steps from an empty workspace to one at work, in their order. */
export const homeSteps = ['add_people', 'write_broadcast', 'connect_provider', 'invite_members', 'go_live'] as const;
export type HomeStep = (typeof homeSteps)[number];

export const homeApi = defineApi({
  getHome: {
    method: 'GET',
    path: '/home',
    access: 'workspace:read',
    summary: 'The numbers that matter, what to do next, and what happened lately.',
    response: z
      .object({
        people: z.number().int(),
        /** People who agreed to texts. */
        opted_in: z.number().int(),
        /** Of them, those whom a text can reach: they have a number, and it is not suppressed. Some minutes old where many numbers are suppressed. */
        can_text: z.number().int(),
        /** The seven days up to now: what left, what failed, what came in. */
        week: z.object({
          sent: z.number().int(),
          failed: z.number().int(),
          received: z.number().int(),
          /** Days of the workspace's zone, the earliest first, today last. */
          days: z.array(
            z.object({ date: z.string(), sent: z.number().int(), failed: z.number().int(), received: z.number().int() }),
          ),
        }),
        /** Conversations with something unread. */
        replies_waiting: z.number().int(),
        /** `problem`: it was begun, and what there is of it does not work. */
        steps: z.array(z.object({ step: z.enum(homeSteps), done: z.boolean(), problem: z.boolean() })),
        recent_broadcasts: z.array(
          z.object({
            id: Id,
            name: z.string(),
            state: z.string(),
            planned: z.number().int(),
            delivered: z.number().int(),
            sent: z.number().int(),
            failed: z.number().int(),
            /** Messages whose outcome the provider has not told, once nothing else is left to do; else 0. */
            settling: z.number().int(),
            /** When it began, else when it is due, else when it was last edited. */
            at: Instant,
          }),
        ),
        /** Members' and keys' own business is left out for roles that may not read the audit trail. */
        activity: z.array(Activity),
      })
      .meta({ id: 'Home' }),
  },
});
