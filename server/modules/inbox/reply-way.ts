import type { Tx } from '../../db/database.ts';
import { badField, Refusal } from '../../lib/errors.ts';
import { chosenPool } from '../connections/pools.ts';
import { chosenSender, senderFor } from '../connections/sender-for.ts';
import { findSender, type SenderRow } from '../connections/senders-store.ts';
import { planPool } from '../messages/plan-pool.ts';
import { findSticky, placeOne } from '../messages/sticky-store.ts';

/** What somebody chose to answer from; nothing: the number that the person knows. */
export interface WayWish {
  readonly senderId?: string | undefined;
  readonly poolId?: string | undefined;
  /** Where in the request it stands. */
  readonly where?: 'query' | 'body';
}

/** The choice of a request. Refuses a sender beside a pool. */
export function wayOf(
  { sender_id: senderId, pool_id: poolId }: { readonly sender_id?: string | undefined; readonly pool_id?: string | undefined },
  where: 'query' | 'body',
): WayWish {
  if (senderId !== undefined && poolId !== undefined)
    throw badField(`${where}.pool_id`, 'cannot be given beside sender_id; choose a number or a pool');
  return { senderId, poolId, where };
}

interface Asked extends WayWish {
  readonly workspaceId: string;
  readonly mode: 'sandbox' | 'live';
  /** The sender that they last wrote to. */
  readonly lastSenderId: string | null;
  readonly address: string | null;
}

/**
 * What a reply leaves from. Chosen by name: that number, or of a pool the number that they know, else theirs in it. Otherwise the sender they wrote
 * to, so that the answer comes from the number they know; else the number of any pool that has written to them; else the workspace's own.
 * `words` say what is missing.
 */
export async function replySender(
  tx: Tx,
  asked: Asked,
): Promise<{ readonly sender: SenderRow | undefined; readonly words?: string }> {
  const { workspaceId, senderId, poolId, where = 'body' } = asked;
  if (senderId !== undefined)
    return { sender: await named(`${where}.sender_id`, 'number', chosenSender(tx, workspaceId, 'sms', senderId)) };
  if (poolId !== undefined) return { sender: await named(`${where}.pool_id`, 'pool', ofPool(tx, asked, poolId)) };
  const known = await usable(tx, asked, asked.lastSenderId);
  if (known) return { sender: known };
  const sticky = asked.address === null ? undefined : await usable(tx, asked, await findSticky(tx, workspaceId, asked.address));
  if (sticky) return { sender: sticky };
  try {
    return { sender: await senderFor(tx, workspaceId, 'sms') };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { sender: undefined, words: error.message };
  }
}

/** One that is gone, or another workspace's, is an error of the field that names it. */
async function named<T>(field: string, what: string, found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found')
      throw badField(field, `names no ${what} for texts of this workspace`);
    throw error;
  }
}

async function ofPool(tx: Tx, asked: Asked, poolId: string): Promise<SenderRow | undefined> {
  const pool = await chosenPool(tx, asked.workspaceId, poolId);
  const known = pool.senders.find((one) => one.id === asked.lastSenderId);
  if (known || asked.address === null) return known ?? pool.senders[0];
  return usable(tx, asked, await placeOne(tx, planPool(pool), asked.address));
}

async function usable(tx: Tx, { workspaceId, mode }: Asked, id: string | null | undefined): Promise<SenderRow | undefined> {
  const sender = id ? await findSender(tx, workspaceId, id) : undefined;
  return sender && sender.sandbox === (mode === 'sandbox') ? sender : undefined;
}
