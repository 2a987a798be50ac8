import { type FieldType, fieldTypes } from '@tidings/core/contract/fields';
import type { Tx } from '../../db/database.ts';
import { type FieldOwner, listOwnedFields, type OwnedField } from './owned-fields-store.ts';

export type FieldRow = OwnedField;

/** The workspace as the owner of the custom fields of its contacts. */
export const customFieldsOf = (workspaceId: string): FieldOwner<FieldType> => ({ workspaceId, listId: null, types: fieldTypes });

/** Custom fields in their order: those in use, or those that are archived. */
export async function listFields(tx: Tx, workspaceId: string, archived = false): Promise<readonly FieldRow[]> {
  const all = await listOwnedFields(tx, customFieldsOf(workspaceId));
  return all.filter((field) => (field.archived_at !== null) === archived);
}
