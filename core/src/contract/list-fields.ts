import { z } from 'zod';
import { Id } from './common.ts';
import { defineApi } from './endpoint.ts';
import { FieldChange, fieldShape, newFieldShape } from './field-shape.ts';

/** What a detail of a list's entries may hold. */
export const listFieldTypes = ['text', 'number', 'date', 'choice'] as const;
export type ListFieldType = (typeof listFieldTypes)[number];

/** The detail that tells how somebody stands to an event: its choices may be changed. */
export const statusKey = 'status';

/** A detail that each entry of one list may have: registration status, ticket, table. */
export const ListField = fieldShape(listFieldTypes).meta({ id: 'ListField' });
export type ListField = z.infer<typeof ListField>;

export const NewListField = newFieldShape(listFieldTypes, 'details').meta({ id: 'NewListField' });
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
    body: FieldChange,
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
