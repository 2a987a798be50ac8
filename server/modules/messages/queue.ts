import { countSegments } from '@tidings/core/messaging/segments';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import { countChanges } from './counts-store.ts';
import { lowerLaneMark } from './lane-marks-store.ts';
import { findBySendKey, insertQueued, type QueuedMessage } from './queue-store.ts';

/** A single message with its final text: a member's reply, an answer to a keyword, a test. */
export type NewMessage = Omit<QueuedMessage, 'segments' | 'encoding'>;

/**
 * Puts one message into the queue, in the caller's transaction. The same send key again answers with the message that is there:
 * pressing twice sends once (I1). Whether it may go out is decided at its lease, not here (I2).
 */
export async function queueMessage(tx: Tx, message: NewMessage): Promise<{ readonly id: string; readonly repeated: boolean }> {
  const { segments, encoding } = countSegments(message.body);
  const row = await insertQueued(tx, { ...message, segments, encoding });
  if (!row) {
    const earlier = await findBySendKey(tx, message.workspaceId, message.sendKey);
    if (!earlier) throw new Error('A message with this send key exists, but not in this workspace.');
    return { id: earlier.id, repeated: true };
  }
  await lowerLaneMark(tx, { ...message, dueAt: row.created_at });
  await countChanges(tx, [
    {
      workspaceId: message.workspaceId,
      sourceId: message.sourceId,
      createdAt: row.created_at,
      direction: 'out',
      channel: 'sms',
      from: null,
      to: { state: 'queued', reason: null },
    },
  ]);
  if (message.contactId) await announce(tx, message.workspaceId, { topic: 'messages', id: message.contactId });
  return { id: row.id, repeated: false };
}
