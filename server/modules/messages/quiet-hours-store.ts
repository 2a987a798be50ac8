import type { QuietHoursSettings } from '@tidings/core/contract/quiet-hours';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** What the workspace has stored of its hours; null where nothing. */
export async function readStoredHours(tx: Tx, workspaceId: string): Promise<unknown> {
  const row = await tx.selectFrom('workspaces').select('settings').where('id', '=', workspaceId).executeTakeFirst();
  return row?.settings['quiet_hours'] ?? null;
}

export async function writeHours(tx: Tx, workspaceId: string, settings: QuietHoursSettings): Promise<void> {
  await tx
    .updateTable('workspaces')
    .set({ settings: sql`settings || jsonb_build_object('quiet_hours', ${JSON.stringify(settings)}::jsonb)` })
    .where('id', '=', workspaceId)
    .execute();
}
