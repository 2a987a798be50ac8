import { z } from 'zod';
import { Id, Instant, QueryFlag } from './common.ts';
import { defineApi } from './endpoint.ts';
import { nameOf } from './tags.ts';

/** What a custom field may hold. `boolean` is shown as yes/no. */
export const fieldTypes = ['text', 'number', 'date', 'boolean', 'choice'] as const;
export type FieldType = (typeof fieldTypes)[number];

export const CustomField = z
  .object({
    id: Id,
    /** What programs and merge tags call it. Made from the label, and never changes. */
    key: z.string(),
    label: z.string(),
    type: z.enum(fieldTypes),
    choices: z.array(z.string()),
    position: z.number().int(),
    created_at: Instant,
    archived_at: Instant.nullable(),
  })
  .meta({ id: 'CustomField' });
export type CustomField = z.infer<typeof CustomField>;

const choices = z
  .array(nameOf(100))
  .max(200, 'may have at most 200 choices')
  .refine((all) => new Set(all.map((one) => one.toLowerCase())).size === all.length, 'must not name a choice twice');

export const FieldInput = z
  .strictObject({
    label: nameOf(60),
    type: z.enum(fieldTypes, { error: `must be one of ${fieldTypes.join(', ')}` }),
    choices: choices.default([]),
  })
  .refine((field) => field.type !== 'choice' || field.choices.length > 0, {
    path: ['choices'],
    message: 'needs at least one choice',
  })
  .refine((field) => field.type === 'choice' || field.choices.length === 0, {
    path: ['choices'],
    message: 'is only for fields of type choice',
  });

const fieldParams = z.object({ field_id: Id });

export const fieldsApi = defineApi({
  listFields: {
    method: 'GET',
    path: '/fields',
    access: 'contacts:read',
    summary: 'All custom fields in their order (a workspace has at most 100).',
    query: z.object({ archived: QueryFlag.optional() }),
    response: z.object({ items: z.array(CustomField) }),
  },
  createField: {
    method: 'POST',
    path: '/fields',
    access: 'fields:manage',
    summary: 'Adds a custom field; its key is made from the label.',
    body: FieldInput,
    response: CustomField,
    status: 201,
  },
  updateField: {
    method: 'PATCH',
    path: '/fields/{field_id}',
    access: 'fields:manage',
    summary: 'Renames a field, changes its choices or moves it. Key and type stay.',
    params: fieldParams,
    body: z.strictObject({
      label: nameOf(60).optional(),
      choices: choices.optional(),
      position: z.number().int().min(0).max(10_000).optional(),
    }),
    response: CustomField,
  },
  archiveField: {
    method: 'POST',
    path: '/fields/{field_id}/archive',
    access: 'fields:manage',
    summary: 'Takes a field off the screens; its values stay and come back when it is restored.',
    params: fieldParams,
    response: 'none',
  },
  restoreField: {
    method: 'POST',
    path: '/fields/{field_id}/restore',
    access: 'fields:manage',
    summary: 'Brings an archived field back.',
    params: fieldParams,
    response: CustomField,
  },
});
