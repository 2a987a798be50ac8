import { z } from 'zod';
import { duplicateReasons, duplicateStrengths } from '../contacts/duplicate-evidence.ts';
import { Id, Instant, PageQuery, pageOf, queryList } from './common.ts';
import { defineApi } from './endpoint.ts';

/** One of two contacts that may be one person. */
export const DuplicatePerson = z
  .object({
    id: Id,
    name: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    external_id: z.string().nullable(),
    birthday: z.string().nullable(),
    company: z.string().nullable(),
    sms_consent: z.enum(['yes', 'no', 'unknown']),
    created_at: Instant,
  })
  .meta({ id: 'DuplicatePerson' });
export type DuplicatePerson = z.infer<typeof DuplicatePerson>;

/** What speaks for two contacts being one person, in words. */
const Evidence = z.array(z.object({ reason: z.enum(duplicateReasons), words: z.string() }));

/** Two contacts that may be one person, the older first, with what speaks for it. */
export const Duplicate = z
  .object({
    first: DuplicatePerson,
    second: DuplicatePerson,
    /** Strong: a number, an address or an id in common. Medium: the same name and something else. Weak: names and e-mail addresses alike. */
    strength: z.enum(duplicateStrengths),
    evidence: Evidence,
  })
  .meta({ id: 'Duplicate' });
export type Duplicate = z.infer<typeof Duplicate>;

/** How far the look for duplicates is. */
export const DuplicateLook = z
  .object({
    state: z.enum(['idle', 'queued', 'running']),
    /** People looked at, and how many there are to look at; both of the last look while none is under way. */
    done: z.number().int(),
    total: z.number().int(),
    /** When the last look ended; null before the first. */
    looked_at: Instant.nullable(),
  })
  .meta({ id: 'DuplicateLook' });
export type DuplicateLook = z.infer<typeof DuplicateLook>;

export const duplicatesApi = defineApi({
  listDuplicates: {
    method: 'GET',
    path: '/contacts/duplicates',
    access: 'contacts:delete',
    summary:
      'Pairs of contacts that may be one person, the strongest first, with what speaks for it. Weak ones only when asked for.',
    query: PageQuery.extend({ strength: queryList(z.enum(duplicateStrengths)) }),
    response: pageOf(Duplicate).extend({ look: DuplicateLook }),
  },
  countDuplicates: {
    method: 'GET',
    path: '/contacts/duplicates/count',
    access: 'contacts:delete',
    summary: 'How many pairs wait for somebody to say. Stops at 1,000 of each strength.',
    response: z.object({ strong: z.number().int(), medium: z.number().int(), weak: z.number().int() }),
  },
  listDuplicatesOf: {
    method: 'GET',
    path: '/contacts/{contact_id}/duplicates',
    access: 'contacts:delete',
    summary: 'The other contacts that may be this person, at most 20, the strongest first. Weak ones are not among them.',
    params: z.object({ contact_id: Id }),
    response: z.object({ items: z.array(Duplicate) }),
  },
  lookForDuplicates: {
    method: 'POST',
    path: '/contacts/duplicates/look',
    access: 'contacts:delete',
    summary:
      'Looks at everybody again, or at whoever changed since the last look, in the background. By itself it does so after imports and syncs and at night. What was dismissed stays dismissed.',
    body: z.strictObject({ only_changed: z.boolean().default(false) }).prefault({}),
    response: DuplicateLook,
    status: 202,
  },
  dismissDuplicate: {
    method: 'POST',
    path: '/contacts/duplicates/dismiss',
    access: 'contacts:delete',
    summary: 'Says that two contacts are two people: the pair is not suggested again. With undo it is.',
    body: z.strictObject({ first_id: Id, second_id: Id, undo: z.boolean().default(false) }),
    response: 'none',
  },
});
