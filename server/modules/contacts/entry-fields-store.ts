import type { ListFieldType } from '@tidings/core/contract/list-fields';
import type { Tx } from '../../db/database.ts';

/** A detail that each entry of a list may have. */
export interface ListFieldRow {
  readonly id: string;
  readonly list_id: string;
  readonly key: string;
  readonly label: string;
  readonly type: ListFieldType;
  readonly choices: string[];
  readonly position: number;
  readonly archived_at: Date | null;
}

const listFieldColumns = ['id', 'list_id', 'key', 'label', 'type', 'choices', 'position', 'archived_at'] as const;

/** The details of these lists in their order, archived ones included. */
export async function listAllFields(tx: Tx, workspaceId: string, listIds: readonly string[]): Promise<ListFieldRow[]> {
  if (listIds.length === 0) return [];
  return tx
    .selectFrom('list_fields')
    .select(listFieldColumns)
    .where('workspace_id', '=', workspaceId)
    .where('list_id', 'in', [...listIds])
    .orderBy('position')
    .orderBy('id')
    .execute();
}

/** Those in use. */
export async function listFieldsOf(tx: Tx, workspaceId: string, listIds: readonly string[]): Promise<ListFieldRow[]> {
  return (await listAllFields(tx, workspaceId, listIds)).filter((row) => row.archived_at === null);
}
