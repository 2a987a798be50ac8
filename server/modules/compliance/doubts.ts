import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import { closeDoubt, type DoubtAbout, type DoubtDecision, type DoubtRow, type NewDoubt, upsertDoubt } from './doubts-store.ts';
import { holdLeases } from './lease-lock-store.ts';

/**
 * Records that a text may have meant "stop". Once this has committed nothing in bulk is leased to the address (I2) until a member decides, or
 * the person does.
 */
export async function raiseDoubt(tx: Tx, doubt: NewDoubt): Promise<DoubtRow> {
  await holdLeases(tx, doubt.workspaceId);
  const row = await upsertDoubt(tx, doubt);
  await announce(tx, doubt.workspaceId, { topic: 'conversations', id: doubt.contactId });
  return row;
}

/** The open question about an address is answered; what waited for it goes on, or ends, at its next lease. */
export async function settleDoubt(
  tx: Tx,
  about: DoubtAbout,
  decision: DoubtDecision,
  by: string | null,
): Promise<DoubtRow | undefined> {
  const closed = await closeDoubt(tx, about, decision, by);
  if (closed?.contact_id) await announce(tx, about.workspaceId, { topic: 'conversations', id: closed.contact_id });
  return closed;
}
