import { z } from 'zod';
import { Id, Instant, PageQuery, pageOf } from './common.ts';
import { defineApi } from './endpoint.ts';

/** A text that may have meant "stop". Nothing in bulk goes to the number until a member, or the person, has said what was meant. */
export const OptOutDoubt = z
  .object({
    id: Id,
    contact: z.object({ id: Id, name: z.string().nullable() }).nullable(),
    address: z.string(),
    /** The last text that raised the question. */
    text: z.string(),
    /** How many of their texts were doubtful since the question was asked. */
    texts: z.number().int(),
    /** Why it is doubtful: the rule, and in words. */
    rule: z.string(),
    why: z.string(),
    /** Played on the sandbox phones. */
    sandbox: z.boolean(),
    asked_at: Instant,
    /** `answered`: the person settled it by START; `lapsed`: it was played in the sandbox, which the workspace has left. Null while it is open. */
    decision: z.enum(['opted_out', 'dismissed', 'answered', 'lapsed']).nullable(),
    decided_at: Instant.nullable(),
    decided_by: z.string().nullable(),
  })
  .meta({ id: 'OptOutDoubt' });
export type OptOutDoubt = z.infer<typeof OptOutDoubt>;

/** That somebody asked not to get messages: how it was said, where it came from, by whom, when. */
export const OptOut = z.object({
  reason: z.string().nullable(),
  /** keyword, meaning, member, import, api, delivery_failure */
  source: z.string(),
  created_by: z.string().nullable(),
  created_at: Instant,
  sandbox: z.boolean(),
});
export type OptOut = z.infer<typeof OptOut>;

export const optOutsApi = defineApi({
  listOptOutDoubts: {
    method: 'GET',
    path: '/opt-out-doubts',
    access: 'inbox:read',
    summary: 'Texts that may have meant “stop” and that nobody has judged yet, newest first.',
    query: PageQuery,
    response: pageOf(OptOutDoubt),
  },
  countOptOutDoubts: {
    method: 'GET',
    path: '/opt-out-doubts/count',
    access: 'inbox:read',
    summary: 'How many texts may have meant “stop” and wait to be judged.',
    response: z.object({ open: z.number().int() }),
  },
  decideOptOutDoubt: {
    method: 'POST',
    path: '/opt-out-doubts/{opt_out_doubt_id}/decide',
    access: 'inbox:reply',
    summary: 'Says whether a text meant “stop”. Yes opts the number out, with the text as evidence; no lets messages go on.',
    params: z.object({ opt_out_doubt_id: Id }),
    body: z.strictObject({ asked_to_stop: z.boolean({ error: 'is needed: true when they asked to stop, else false' }) }),
    response: OptOutDoubt,
  },
  optOutContact: {
    method: 'POST',
    path: '/contacts/{contact_id}/opt-out',
    access: 'contacts:write',
    summary:
      'Records that a person asked not to get texts: all of their numbers, whoever shares them. Opted out already: changes nothing.',
    params: z.object({ contact_id: Id }),
    body: z.strictObject({
      /** How they said it: kept as evidence. */
      reason: z.string().trim().min(3, 'is needed: how did they ask?').max(500, 'may have at most 500 characters'),
    }),
    response: z.object({
      /** How many numbers are opted out now that were not before. */
      opted_out: z.number().int(),
      numbers: z.array(z.string()),
    }),
  },
});
