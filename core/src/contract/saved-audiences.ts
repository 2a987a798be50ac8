import { z } from 'zod';
import { AudienceRules, isStorable } from './audience-rules.ts';
import { Id, Instant, PageQuery, pageOf, QueryFlag } from './common.ts';
import { defineApi } from './endpoint.ts';
import { nameOf } from './tags.ts';

/** Rules under a name. Who they mean is asked afresh whenever it is used. */
export const SavedAudience = z
  .object({
    id: Id,
    name: z.string(),
    description: z.string().nullable(),
    rules: AudienceRules,
    /** The rules in plain words. */
    words: z.string(),
    /** Why it cannot be used as it is: it names something that was archived or is gone. Null when nothing is wrong. */
    problem: z.string().nullable(),
    /** Goes up with every change. */
    version: z.number().int(),
    /** People when it was last counted; null before. */
    people: z.number().int().nullable(),
    /** False: `people` is about right, because counting took too long. */
    people_exact: z.boolean(),
    counted_at: Instant.nullable(),
    created_by_name: z.string(),
    created_at: Instant,
    updated_at: Instant,
    archived_at: Instant.nullable(),
  })
  .meta({ id: 'SavedAudience' });
export type SavedAudience = z.infer<typeof SavedAudience>;

/** What an audience was at one time. Broadcasts that were sent to it name the version that they used. */
export const AudienceVersion = z
  .object({
    version: z.number().int(),
    name: z.string(),
    rules: AudienceRules,
    words: z.string(),
    changed_by_name: z.string(),
    created_at: Instant,
  })
  .meta({ id: 'AudienceVersion' });
export type AudienceVersion = z.infer<typeof AudienceVersion>;

/** Who rules mean right now. */
export const RulesCount = z
  .object({
    count: z.number().int(),
    /** False: `count` is about right, because counting took too long. */
    exact: z.boolean(),
    words: z.string(),
    sample: z.array(z.object({ id: Id, name: z.string(), phone: z.string().nullable(), email: z.string().nullable() })),
  })
  .meta({ id: 'RulesCount' });
export type RulesCount = z.infer<typeof RulesCount>;

const params = z.object({ audience_id: Id });
const description = z
  .string()
  .trim()
  .max(500, 'must have at most 500 characters')
  .refine(isStorable, 'has a character that is no text')
  .nullable();
const version = z.number().int().min(1);

export const savedAudiencesApi = defineApi({
  listAudiences: {
    method: 'GET',
    path: '/audiences',
    access: 'lists:read',
    summary: 'Saved audiences by name, each with its rules in words and how many people it had when it was last counted.',
    query: PageQuery.extend({ search: z.string().max(200).optional(), archived: QueryFlag.optional() }),
    response: pageOf(SavedAudience),
  },
  createAudience: {
    method: 'POST',
    path: '/audiences',
    access: 'lists:write',
    summary: 'Saves rules under a name.',
    body: z.strictObject({ name: nameOf(100), description: description.optional(), rules: AudienceRules }),
    response: SavedAudience,
    status: 201,
  },
  countRules: {
    method: 'POST',
    path: '/audiences/count',
    access: 'contacts:read',
    summary: 'Counts the people that rules mean, without saving them, says the rules in words and shows a few people.',
    body: z.strictObject({
      rules: AudienceRules,
      sample: z.number().int().min(0).max(50).default(10),
      /** Wait up to ten seconds for the exact number. Else one that is about right is answered when counting takes more than a moment. */
      wait: z.boolean().default(false),
    }),
    response: RulesCount,
  },
  getAudience: {
    method: 'GET',
    path: '/audiences/{audience_id}',
    access: 'lists:read',
    summary: 'One saved audience, archived or not.',
    params,
    response: SavedAudience,
  },
  updateAudience: {
    method: 'PATCH',
    path: '/audiences/{audience_id}',
    access: 'lists:write',
    summary: 'Changes a saved audience, unless somebody else changed it since `version`: then 409 version_changed.',
    params,
    body: z.strictObject({
      version,
      name: nameOf(100).optional(),
      description: description.optional(),
      rules: AudienceRules.optional(),
    }),
    response: SavedAudience,
  },
  duplicateAudience: {
    method: 'POST',
    path: '/audiences/{audience_id}/duplicate',
    access: 'lists:write',
    summary: 'Saves the same rules under another name.',
    params,
    response: SavedAudience,
    status: 201,
  },
  archiveAudience: {
    method: 'POST',
    path: '/audiences/{audience_id}/archive',
    access: 'lists:write',
    summary: 'Archives an audience; it can be restored. Nobody is deleted, and what was sent to it keeps its rules.',
    params,
    response: 'none',
  },
  restoreAudience: {
    method: 'POST',
    path: '/audiences/{audience_id}/restore',
    access: 'lists:write',
    summary: 'Brings an archived audience back. Refused while another has its name.',
    params,
    response: SavedAudience,
  },
  countAudience: {
    method: 'POST',
    path: '/audiences/{audience_id}/count',
    access: 'contacts:read',
    summary: 'Counts a saved audience now and remembers the number.',
    params,
    response: SavedAudience,
  },
  listAudienceVersions: {
    method: 'GET',
    path: '/audiences/{audience_id}/versions',
    access: 'lists:read',
    summary: 'What a saved audience was before each change, the latest first.',
    params,
    query: PageQuery,
    response: pageOf(AudienceVersion),
  },
});
