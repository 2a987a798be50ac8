import type { Tx } from '../../db/database.ts';
import { type ListFieldRow, listFieldColumns } from '../contacts/entry-fields-store.ts';

export async function findListField(tx: Tx, workspaceId: string, listId: string, id: string): Promise<ListFieldRow | undefined> {
  return tx
    .selectFrom('list_fields')
    .select(listFieldColumns)
    .where('workspace_id', '=', workspaceId)
    .where('list_id', '=', listId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Adds a detail; undefined when another request took the key in between. */
export async function insertListField(
  tx: Tx,
  workspaceId: string,
  listId: string,
  field: Pick<ListFieldRow, 'key' | 'label' | 'type' | 'position'> & { readonly choices: readonly string[] },
): Promise<string | undefined> {
  const row = await tx
    .insertInto('list_fields')
    .values({ workspace_id: workspaceId, list_id: listId, ...field, choices: JSON.stringify(field.choices) })
    .onConflict((conflict) => conflict.columns(['list_id', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function changeListField(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: { label?: string; choices?: readonly string[]; position?: number; archived_at?: Date | null },
): Promise<void> {
  const { choices, ...rest } = change;
  await tx
    .updateTable('list_fields')
    .set({ ...rest, ...(choices === undefined ? {} : { choices: JSON.stringify(choices) }) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}
