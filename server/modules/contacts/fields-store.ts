import type { FieldType } from '@tidings/core/contract/fields';
import type { Tx } from '../../db/database.ts';

export interface FieldRow {
  readonly id: string;
  readonly key: string;
  readonly label: string;
  readonly type: FieldType;
  readonly choices: string[];
  readonly position: number;
  readonly created_at: Date;
  readonly archived_at: Date | null;
}

const columns = ['id', 'key', 'label', 'type', 'choices', 'position', 'created_at', 'archived_at'] as const;

/** Custom fields in their order. */
export async function listFields(tx: Tx, workspaceId: string, archived = false): Promise<readonly FieldRow[]> {
  return tx
    .selectFrom('custom_fields')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('archived_at', archived ? 'is not' : 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute();
}

export async function findField(tx: Tx, workspaceId: string, id: string): Promise<FieldRow | undefined> {
  return tx
    .selectFrom('custom_fields')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Keys ever used, archived fields included: their values are still there. */
export async function listFieldKeys(tx: Tx, workspaceId: string): Promise<readonly string[]> {
  const rows = await tx.selectFrom('custom_fields').select('key').where('workspace_id', '=', workspaceId).execute();
  return rows.map((row) => row.key);
}

/** Adds a field; undefined when another request took the key in between. */
export async function insertField(
  tx: Tx,
  workspaceId: string,
  field: { key: string; label: string; type: FieldType; choices: readonly string[]; position: number },
): Promise<string | undefined> {
  const row = await tx
    .insertInto('custom_fields')
    .values({ workspace_id: workspaceId, ...field, choices: JSON.stringify(field.choices) })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function changeField(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: { label?: string; choices?: readonly string[]; position?: number; archived_at?: Date | null },
): Promise<void> {
  const { choices, ...rest } = change;
  await tx
    .updateTable('custom_fields')
    .set({ ...rest, ...(choices === undefined ? {} : { choices: JSON.stringify(choices) }) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}
