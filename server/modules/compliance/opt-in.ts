import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { OptInRequestRow } from '../contacts/opt-in-requests-store.ts';
import { settleDoubt } from './doubts.ts';
import { holdLeases } from './lease-lock-store.ts';
import { grantRequests, listAnswerable, notePlayed } from './opt-in-store.ts';

/** A text that may be the YES to a double opt-in. */
export interface SaidYes {
  readonly workspaceId: string;
  readonly address: string;
  /** When it was written. */
  readonly at: Date;
  readonly sandbox: boolean;
  readonly words: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** The requests that a text of this phone may answer. A question that was asked later, on another phone's behalf or in the other world is none. */
export async function awaitedYes(
  tx: Tx,
  said: Pick<SaidYes, 'workspaceId' | 'address' | 'at' | 'sandbox'>,
): Promise<OptInRequestRow[]> {
  return listAnswerable(tx, said.workspaceId, said);
}

/** Takes a YES: those who were asked have agreed, with the question and this answer as evidence. On a sandbox phone it is only noted. */
export async function takeYes(tx: Tx, said: SaidYes, requests: readonly OptInRequestRow[]): Promise<string[]> {
  await holdLeases(tx, said.workspaceId);
  const ids = requests.map((one) => one.id);
  if (said.sandbox) {
    await notePlayed(tx, said.workspaceId, ids);
    for (const one of requests) await announce(tx, said.workspaceId, { topic: 'contacts', id: one.contact_id });
    return [];
  }
  await settleDoubt(tx, { ...said, channel: 'sms' }, 'answered', null);
  const granted = await grantRequests(tx, said.workspaceId, ids, said);
  for (const id of granted) await announce(tx, said.workspaceId, { topic: 'contacts', id });
  return granted;
}
