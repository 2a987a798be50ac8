import { z } from 'zod';
import { pastOutcomes } from '../compliance/past-failures.ts';
import { Id, Instant } from './common.ts';
import { ChannelName } from './connections.ts';
import { defineApi } from './endpoint.ts';
import { SuppressionKindName } from './suppressions.ts';

export const failureCheckStates = ['looking', 'ready', 'applying', 'done', 'undoing', 'undone'] as const;

/** Past failures looked at with today's classification. Nothing changes until it is applied, and all of it can be undone. */
export const FailureCheck = z
  .object({
    id: Id,
    state: z.enum(failureCheckStates),
    created_by_name: z.string(),
    created_at: Instant,
    finished_at: Instant.nullable(),
    /** Messages looked at so far, of about so many. */
    looked: z.number().int(),
    about: z.number().int(),
    /** Addresses that would be suppressed; then those that were, and those that were brought back. */
    to_change: z.number().int(),
    applied: z.number().int(),
    undone: z.number().int(),
  })
  .meta({ id: 'FailureCheck' });
export type FailureCheck = z.infer<typeof FailureCheck>;

const Outcome = z.enum(pastOutcomes as [(typeof pastOutcomes)[number], ...(typeof pastOutcomes)[number][]]);

export const FailureCheckDetail = FailureCheck.extend({
  /** What was found, by code: how many addresses, and what becomes of them. */
  counts: z.array(
    z.object({
      error_code: z.number().int(),
      words: z.string(),
      kind: SuppressionKindName,
      outcome: Outcome,
      addresses: z.number().int(),
    }),
  ),
  /** Some of those that change. */
  sample: z.array(
    z.object({
      channel: ChannelName,
      address: z.string(),
      contact: z.object({ id: Id, name: z.string().nullable() }).nullable(),
      kind: SuppressionKindName,
      error_code: z.number().int(),
      words: z.string(),
      sandbox: z.boolean(),
      message_id: Id,
      failed_at: Instant,
    }),
  ),
}).meta({ id: 'FailureCheckDetail' });
export type FailureCheckDetail = z.infer<typeof FailureCheckDetail>;

const Params = z.object({ check_id: Id });

export const failureChecksApi = defineApi({
  startFailureCheck: {
    method: 'POST',
    path: '/failure-checks',
    access: 'suppressions:write',
    summary: 'Looks at all past failures with today’s classification, in the background. Changes nothing.',
    body: z.strictObject({}),
    response: FailureCheck,
    status: 201,
  },
  listFailureChecks: {
    method: 'GET',
    path: '/failure-checks',
    access: 'suppressions:read',
    summary: 'The latest checks of past failures, newest first.',
    response: z.object({ items: z.array(FailureCheck) }),
  },
  getFailureCheck: {
    method: 'GET',
    path: '/failure-checks/{check_id}',
    access: 'suppressions:read',
    summary: 'What a check of past failures found: counts by code, and some of the addresses.',
    params: Params,
    response: FailureCheckDetail,
  },
  applyFailureCheck: {
    method: 'POST',
    path: '/failure-checks/{check_id}/apply',
    access: 'suppressions:write',
    summary: 'Suppresses what a check found, in the background. What arrived or was allowed meanwhile is left alone.',
    params: Params,
    response: FailureCheck,
    status: 202,
  },
  undoFailureCheck: {
    method: 'POST',
    path: '/failure-checks/{check_id}/undo',
    access: 'suppressions:remove',
    summary: 'Takes back all that a check suppressed and that still holds, consent included.',
    params: Params,
    response: FailureCheck,
    status: 202,
  },
});
