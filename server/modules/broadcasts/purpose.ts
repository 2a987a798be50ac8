import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { Audience } from '@tidings/core/contract/audience';
import type { Tx } from '../../db/database.ts';
import { getQuietHours } from '../messages/quiet-hours-service.ts';
import type { Judged } from './facts-store.ts';
import type { BroadcastRecord } from './store.ts';

/** What a broadcast is for: what was chosen for it, else what the workspace says of itself. */
export async function purposeOf(tx: Tx, broadcast: Pick<BroadcastRecord, 'workspace_id' | 'purpose'>): Promise<MessagePurpose> {
  return broadcast.purpose ?? (await getQuietHours(tx, broadcast.workspace_id)).profile;
}

/** What the decision over its people asks of a broadcast. */
export async function judgedOf(tx: Tx, broadcast: BroadcastRecord): Promise<Judged> {
  const corrects = correctedBy(broadcast.audience as Audience);
  return { onePerAddress: broadcast.one_per_address, purpose: await purposeOf(tx, broadcast), corrects };
}

/** The broadcasts whose text an audience got: it goes where that went. */
export function correctedBy({ include }: Audience): string[] {
  return include.flatMap((part) => (part.kind === 'reached' ? [part.broadcast_id] : []));
}

/** Whether it goes to nobody but those whom earlier ones reached: a correction. */
export function isCorrection({ include }: Audience): boolean {
  return include.length > 0 && include.every((part) => part.kind === 'reached');
}
