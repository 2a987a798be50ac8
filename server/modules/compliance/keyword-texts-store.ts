import type { KeywordTexts } from '@tidings/core/contract/suppressions';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** What keyword texts are made of: the workspace's name and settings. */
export async function readTextSettings(
  tx: Tx,
  workspaceId: string,
): Promise<{ name: string; country: string; settings: Record<string, unknown> } | undefined> {
  return tx.selectFrom('workspaces').select(['name', 'country', 'settings']).where('id', '=', workspaceId).executeTakeFirst();
}

export async function writeTexts(tx: Tx, workspaceId: string, texts: KeywordTexts): Promise<void> {
  await tx
    .updateTable('workspaces')
    .set({ settings: sql`settings || jsonb_build_object('texts', ${JSON.stringify(texts)}::jsonb)` })
    .where('id', '=', workspaceId)
    .execute();
}
