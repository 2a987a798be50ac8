import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { findSender, listSenderRows, type SenderRow, workspaceMode } from './senders-store.ts';

const wantOf: Readonly<Record<Channel, string>> = {
  sms: 'texts',
  email: 'e-mail',
  voice: 'calls',
  voicemail: 'voicemail',
};

/**
 * The sender that messages of a channel leave through: in sandbox mode only the sandbox's, in live mode only real ones; the default first.
 * Throws a refusal that says what to set up.
 */
export async function senderFor(tx: Tx, workspaceId: string, channel: Channel): Promise<SenderRow> {
  const mode = await workspaceMode(tx, workspaceId);
  if (mode === undefined) throw notFound('workspace');
  const senders = await listSenderRows(tx, workspaceId, { channel, sandbox: mode === 'sandbox' });
  // A paused default still counts: what is queued for it waits, and nobody is surprised by another number.
  const sender = senders[0];
  if (sender) return sender;
  throw new Refusal(
    'wrong_state',
    mode === 'sandbox'
      ? `The sandbox has no sender for ${wantOf[channel]}.`
      : `No sender is set up for ${wantOf[channel]}. Connect a provider in Settings, Connections, and add a sender.`,
  );
}

/** A sender that was chosen by name: it must exist, be of the channel, and belong to the mode the workspace is in. */
export async function chosenSender(tx: Tx, workspaceId: string, channel: Channel, senderId: string): Promise<SenderRow> {
  const sender = await findSender(tx, workspaceId, senderId);
  if (!sender || sender.channel !== channel) throw notFound('sender');
  const mode = await workspaceMode(tx, workspaceId);
  if (sender.sandbox === (mode === 'sandbox')) return sender;
  throw new Refusal(
    'wrong_state',
    mode === 'sandbox'
      ? `This workspace is in sandbox mode, so it cannot send through ${sender.name}. Choose the sandbox number, or go live first.`
      : `This workspace is live; ${sender.name} belongs to the sandbox. Choose another sender.`,
  );
}
