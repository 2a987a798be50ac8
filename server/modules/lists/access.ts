import type { Tx } from '../../db/database.ts';
import { notFound } from '../../lib/errors.ts';
import { findList, type ListRow } from './store.ts';

/** A list in use. Throws "not found" otherwise. */
export async function accessList(tx: Tx, workspaceId: string, id: string): Promise<ListRow> {
  const list = await findList(tx, workspaceId, id);
  if (!list || list.archived_at) throw notFound('list');
  return list;
}
