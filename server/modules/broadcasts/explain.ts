import type { Audience } from '@tidings/core/contract/audience';
import { isReasonCode, reasons } from '@tidings/core/messaging/reasons';
import { stateExplanation } from '@tidings/core/messaging/state-words';
import { isMessageState } from '@tidings/core/messaging/states';
import type { Tx } from '../../db/database.ts';
import { notFound } from '../../lib/errors.ts';
import { findContact } from '../contacts/store.ts';
import { findMessageRow } from '../messages/history-store.ts';
import { findMessageOf } from '../messages/trail-store.ts';
import { accessBroadcast } from './access.ts';
import { peopleOf } from './check.ts';
import { isAmong } from './facts-store.ts';

/** Why a person got a broadcast, or did not. Their message tells the rest; without one they were not among its recipients. */
export async function explainRecipient(
  tx: Tx,
  workspaceId: string,
  broadcastId: string,
  contactId: string,
): Promise<{ message_id: string | null; answer: string }> {
  const broadcast = await accessBroadcast(tx, workspaceId, broadcastId);
  const messageId = await findMessageOf(tx, workspaceId, broadcastId, contactId);
  const message = messageId === undefined ? undefined : await findMessageRow(tx, workspaceId, messageId);
  if (message) {
    const why = message.reason !== null && isReasonCode(message.reason) ? reasons[message.reason].words : undefined;
    return { message_id: message.id, answer: why ?? (isMessageState(message.state) ? stateExplanation(message.state) : '') };
  }
  const contact = await findContact(tx, workspaceId, contactId);
  if (!contact) throw notFound('contact');
  const none = (answer: string) => ({ message_id: null, answer });
  if (broadcast.planned_at === null) return none('Nobody has been written down for it yet: it has not gone out.');
  if (contact.created_at > broadcast.planned_at)
    return none('This person was added after it had been written down for its recipients.');
  const found = await peopleOf(tx, workspaceId, broadcast.audience as Audience);
  const now = 'people' in found && (await isAmong(tx, workspaceId, found.people, contactId));
  return none(
    now
      ? 'This person was not among its people when it was written down, but would be now: a tag, list or field has changed since.'
      : 'This person was not among the people it was for.',
  );
}
