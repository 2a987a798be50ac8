import type { Tx } from '../../db/database.ts';
import type { People } from '../messages/decide-recipients-store.ts';
import { countByReason } from './facts-store.ts';
import { judgedOf } from './purpose.ts';
import type { BroadcastRecord } from './store.ts';

/** How many of the audience there are and would be queued, without the rest of the estimate. */
export async function countRecipients(
  tx: Tx,
  broadcast: BroadcastRecord,
  people: People,
): Promise<{ recipients: number; willGet: number }> {
  const counts = await countByReason(tx, broadcast.workspace_id, people, await judgedOf(tx, broadcast));
  const recipients = counts.reduce((sum, one) => sum + one.n, 0);
  return { recipients, willGet: counts.find((one) => one.reason === '')?.n ?? 0 };
}
