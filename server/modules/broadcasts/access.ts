import { broadcastStateLabel, isEditable } from '@tidings/core/messaging/broadcast-states';
import type { Tx } from '../../db/database.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { type BroadcastRecord, findBroadcast, lockBroadcast } from './store.ts';

/** The broadcast, or "not found", which is also the answer about another workspace's. */
export async function accessBroadcast(tx: Tx, workspaceId: string, id: string): Promise<BroadcastRecord> {
  const broadcast = await findBroadcast(tx, workspaceId, id);
  if (!broadcast) throw notFound('broadcast');
  return broadcast;
}

/** The same, locked until the transaction ends. */
export async function accessLocked(tx: Tx, workspaceId: string, id: string): Promise<BroadcastRecord> {
  const broadcast = await lockBroadcast(tx, workspaceId, id);
  if (!broadcast) throw notFound('broadcast');
  return broadcast;
}

/** Refuses when somebody changed it since the caller looked. */
export function requireVersion(broadcast: BroadcastRecord, version: number): void {
  if (broadcast.version === version) return;
  throw new Refusal(
    'version_changed',
    'Somebody changed this broadcast while you were looking at it. Load it again to see what is there now.',
  );
}

/** Refuses to edit what is no draft any more. */
export function requireDraft(broadcast: BroadcastRecord): void {
  if (isEditable(broadcast.state)) return;
  const words =
    broadcast.state === 'scheduled'
      ? 'It is scheduled. Take it back to a draft first.'
      : `It is ${broadcastStateLabel(broadcast.state).toLowerCase()} and cannot be changed any more. Duplicate it to send it again.`;
  throw new Refusal('wrong_state', words);
}
