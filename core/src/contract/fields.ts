import { z } from 'zod';
import { Id, Instant, QueryFlag } from './common.ts';
import { defineApi } from './endpoint.ts';
import { FieldChange, fieldShape, newFieldShape } from './field-shape.ts';

/** What a custom field may hold. `boolean` is shown as yes/no. */
export const fieldTypes = ['text', 'number', 'date', 'boolean', 'choice'] as const;
export type FieldType = (typeof fieldTypes)[number];

export const CustomField = fieldShape(fieldTypes).extend({ created_at: Instant }).meta({ id: 'CustomField' });
export type CustomField = z.infer<typeof CustomField>;

export const FieldInput = newFieldShape(fieldTypes, 'fields');

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
    body: FieldChange,
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
