import type { BroadcastReply } from '@tidings/core/contract/broadcast-progress';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import { listReplyRows } from '../messages/replies-store.ts';
import { accessBroadcast } from './access.ts';

/** What people wrote back to a broadcast, newest first. */
export async function listReplies(
  tx: Tx,
  workspaceId: string,
  id: string,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<BroadcastReply>> {
  await accessBroadcast(tx, workspaceId, id);
  const key = decodeCursor(query.cursor, 2);
  const before = key && { at: String(key[0]), id: String(key[1]) };
  const rows = await listReplyRows(tx, workspaceId, id, { before, limit: query.limit + 1 });
  const replies = rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  return toPage(replies, query.limit, (row) => [row.at, row.message_id]);
}
