import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { defineApi } from './endpoint.ts';
import { nameOf } from './tags.ts';

/** What a detail of a list's entries may hold. */
export const listFieldTypes = ['text', 'number', 'date', 'choice'] as const;
export type ListFieldType = (typeof listFieldTypes)[number];

/** The detail that tells how somebody stands to an event: its choices may be changed. */
export const statusKey = 'status';

/** A detail that each entry of one list may have: registration status, ticket, table. */
export const ListField = z
  .object({
    id: Id,
    /** What programs and the merge tag `entry.<key>` call it. Made from the label, and never changes. */
    key: z.string(),
    label: z.string(),
    type: z.enum(listFieldTypes),
    choices: z.array(z.string()),
    position: z.number().int(),
    archived_at: Instant.nullable(),
  })
  .meta({ id: 'ListField' });
export type ListField = z.infer<typeof ListField>;

const choices = z
  .array(nameOf(100))
  .max(200, 'may have at most 200 choices')
  .refine((all) => new Set(all.map((one) => one.toLowerCase())).size === all.length, 'must not name a choice twice');

export const NewListField = z
  .strictObject({
    label: nameOf(60),
    type: z.enum(listFieldTypes, { error: `must be one of ${listFieldTypes.join(', ')}` }),
    choices: choices.default([]),
  })
  .refine((field) => field.type !== 'choice' || field.choices.length > 0, {
    path: ['choices'],
    message: 'needs at least one choice',
  })
  .refine((field) => field.type === 'choice' || field.choices.length === 0, {
    path: ['choices'],
    message: 'is only for details of type choice',
  })
  .meta({ id: 'NewListField' });
export type NewListField = z.infer<typeof NewListField>;

/** Details of a person in one list by their keys, apart from the same person in another; null or empty text clears one. */
export const EntryDetails = z
  .record(
    z.string().min(1).max(64),
    z.union([z.string().max(1000, 'must have at most 1,000 characters'), z.number(), z.null()], {
      error: 'must be text, a number or null',
    }),
  )
  .refine((details) => Object.keys(details).length <= 50, 'may have at most 50 details')
  .meta({ id: 'EntryDetails' });
export type EntryDetails = z.infer<typeof EntryDetails>;

const listParams = z.object({ list_id: Id });
const fieldParams = listParams.extend({ field_id: Id });

export const listFieldsApi = defineApi({
  listListFields: {
    method: 'GET',
    path: '/lists/{list_id}/fields',
    access: 'lists:read',
    summary: 'The details that each entry of a list may have, in their order (at most 50).',
    params: listParams,
    response: z.object({ items: z.array(ListField) }),
  },
  createListField: {
    method: 'POST',
    path: '/lists/{list_id}/fields',
    access: 'lists:write',
    summary: 'Adds a detail to a list; its key is made from the label.',
    params: listParams,
    body: NewListField,
    response: ListField,
    status: 201,
  },
  updateListField: {
    method: 'PATCH',
    path: '/lists/{list_id}/fields/{field_id}',
    access: 'lists:write',
    summary: 'Renames a detail, changes its choices or moves it. Key and type stay; so do values that are no choice any more.',
    params: fieldParams,
    body: z.strictObject({
      label: nameOf(60).optional(),
      choices: choices.optional(),
      position: z.number().int().min(0).max(10_000).optional(),
    }),
    response: ListField,
  },
  archiveListField: {
    method: 'POST',
    path: '/lists/{list_id}/fields/{field_id}/archive',
    access: 'lists:write',
    summary: 'Takes a detail off the list; its values stay and come back when it is restored.',
    params: fieldParams,
    response: 'none',
  },
  restoreListField: {
    method: 'POST',
    path: '/lists/{list_id}/fields/{field_id}/restore',
    access: 'lists:write',
    summary: 'Brings an archived detail back.',
    params: fieldParams,
    response: ListField,
  },
});
