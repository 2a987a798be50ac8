import { type DoubleOptInSettings, defaultDoubleOptIn, DoubleOptInSettings as Settings } from '@tidings/core/contract/consent';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** The settings as stored; what is missing is as by default. */
export async function readDoubleOptIn(tx: Tx, workspaceId: string): Promise<DoubleOptInSettings> {
  const row = await tx.selectFrom('workspaces').select('settings').where('id', '=', workspaceId).executeTakeFirst();
  const stored = row?.settings['double_opt_in'];
  const read = Settings.safeParse({ ...defaultDoubleOptIn, ...(typeof stored === 'object' ? stored : {}) });
  return read.success ? read.data : defaultDoubleOptIn;
}

export async function writeDoubleOptIn(tx: Tx, workspaceId: string, settings: DoubleOptInSettings): Promise<void> {
  await tx
    .updateTable('workspaces')
    .set({ settings: sql`settings || jsonb_build_object('double_opt_in', ${JSON.stringify(settings)}::jsonb)` })
    .where('id', '=', workspaceId)
    .execute();
}

/** For how many days a grant from this source waits for the person's YES; null when it counts at once. */
export async function waitsForYes(tx: Tx, workspaceId: string, source: string): Promise<number | null> {
  const settings = await readDoubleOptIn(tx, workspaceId);
  // A sheet that feeds a list is an imported file that keeps coming.
  const kind = source === 'sheet' ? 'import' : source;
  const asks = kind === 'member' || kind === 'api' || kind === 'import' ? settings[kind] : false;
  return asks ? settings.lapse_days : null;
}
