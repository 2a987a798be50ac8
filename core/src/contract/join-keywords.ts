import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { ConsentPurposeName } from './consent.ts';
import { defineApi } from './endpoint.ts';

/** A word that people text to get on a list. */
export const JoinKeyword = z
  .object({
    id: Id,
    word: z.string(),
    list: z.object({ id: Id, name: z.string() }),
    /** What they agree to. */
    purpose: ConsentPurposeName,
    /** What stands beside the word where it is published; kept with each consent. */
    wording: z.string(),
    /** What they get in answer. */
    reply: z.string(),
    /** They are asked for a YES before it counts. */
    asks_yes: z.boolean(),
    /** Off: the word is an ordinary text. */
    open: z.boolean(),
    /** How often somebody joined by it. */
    joined: z.number().int(),
    created_at: Instant,
  })
  .meta({ id: 'JoinKeyword' });
export type JoinKeyword = z.infer<typeof JoinKeyword>;

const word = z.string().trim().min(1, 'is needed').max(60, 'must have at most 30 characters');
const wording = z
  .string()
  .trim()
  .min(10, 'must say what they agree to, in at least 10 characters')
  .max(1000, 'must have at most 1,000 characters');
const reply = z.string().trim().min(1, 'is needed').max(480, 'must have at most 480 characters');

export const joinKeywordsApi = defineApi({
  listJoinKeywords: {
    method: 'GET',
    path: '/join-keywords',
    access: 'lists:read',
    summary: 'The words that put whoever texts them on a list.',
    query: z.object({ list_id: Id.optional() }),
    response: z.object({ items: z.array(JoinKeyword) }),
  },
  createJoinKeyword: {
    method: 'POST',
    path: '/join-keywords',
    access: 'lists:write',
    summary: 'Adds a word. Case, accents and punctuation do not count; the words of STOP, START and HELP are refused.',
    body: z.strictObject({
      word,
      list_id: Id,
      purpose: ConsentPurposeName.default('all'),
      wording,
      /** Left out: an answer that says who, what, rates, HELP and STOP. */
      reply: reply.optional(),
      asks_yes: z.boolean().default(false),
      open: z.boolean().default(true),
    }),
    response: JoinKeyword,
    status: 201,
  },
  updateJoinKeyword: {
    method: 'PATCH',
    path: '/join-keywords/{join_keyword_id}',
    access: 'lists:write',
    summary: 'Changes a word or what it does. Consents given before keep the wording that they were given to.',
    params: z.object({ join_keyword_id: Id }),
    body: z.strictObject({
      word: word.optional(),
      purpose: ConsentPurposeName.optional(),
      wording: wording.optional(),
      reply: reply.optional(),
      asks_yes: z.boolean().optional(),
      open: z.boolean().optional(),
    }),
    response: JoinKeyword,
  },
  deleteJoinKeyword: {
    method: 'DELETE',
    path: '/join-keywords/{join_keyword_id}',
    access: 'lists:write',
    summary: 'Takes a word away. People who joined by it stay on the list.',
    params: z.object({ join_keyword_id: Id }),
    response: 'none',
  },
});
