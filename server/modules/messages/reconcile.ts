import type { Context } from '../../context.ts';
import { NoAnswer } from '../../lib/outgoing-http.ts';
import { isDatabaseAway } from '../../lib/temporary.ts';
import { type ListedSms, ProviderTrouble } from '../../providers/sms/contract.ts';
import { smsProvider } from '../../providers/sms/registry.ts';
import { openConnectionFast } from '../connections/open-connection.ts';
import { fetchedReceipt } from './fetched-receipt.ts';
import { lockNumber } from './inbound-store.ts';
import { lowerLaneMark } from './lane-marks-store.ts';
import { returnUnsent } from './lease-spending.ts';
import { announceChanges } from './news.ts';
import { takeReceipt } from './receipts.ts';
import { checkAgainAt, listTakenIds, requeueUnknown, takeUnknown, type UnknownMessage } from './recover-store.ts';
import { applyTransitions } from './transitions-store.ts';

const atOnce = 50;
/** Clocks of provider and database may differ; its list is read from a little before the lease. */
const clockSkewMs = 120_000;

/**
 * Settles messages of unknown outcome with the provider's own list (I3): what it has is adopted; what it does not have, asked late enough,
 * is sent again; when the list cannot be had, nothing is concluded.
 */
export async function reconcile(ctx: Context, signal: AbortSignal): Promise<void> {
  for (;;) {
    const due = await ctx.db.system((tx) => takeUnknown(tx, atOnce));
    for (const message of due) {
      if (signal.aborted) return;
      try {
        await settle(ctx, message);
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        // One that cannot be settled must not keep the others from it; it is looked at again in a minute.
        const expected = error instanceof NoAnswer || error instanceof ProviderTrouble;
        const words = expected
          ? 'the provider’s list could not be had; asking again later'
          : 'an unknown message could not be settled';
        ctx.log[expected ? 'info' : 'error']({ message_id: message.messageId, err: error }, words);
      }
    }
    if (due.length < atOnce) return;
  }
}

async function settle(ctx: Context, message: UnknownMessage): Promise<void> {
  const connection = await openConnectionFast(ctx, message.connectionId);
  const since = new Date(message.leasedAt.getTime() - clockSkewMs);
  const listed = await smsProvider(connection.provider).list(ctx.outgoing, connection, { to: message.address, since });
  const found = await adopt(ctx, message, listed);
  if (found) {
    // Its present status is as good as the receipt that was lost.
    await takeReceipt(ctx, fetchedReceipt(message, found));
    return;
  }
  const sendAgainAt = message.leasedAt.getTime() + ctx.config.unknownAfterSeconds * 1_000;
  if (message.now.getTime() < sendAgainAt) {
    await ctx.db.system((tx) =>
      checkAgainAt(tx, message.messageId, new Date(Math.min(sendAgainAt, message.now.getTime() + 60_000))),
    );
    return;
  }
  await sendAgain(ctx, message);
}

/**
 * Makes the message in the provider's list ours: same address, same text, not one of our others. A prefix (a trial account's) may stand before
 * the text. One at a time per address: two unknown texts that read the same must not both be taken for the one that the provider has.
 */
async function adopt(ctx: Context, message: UnknownMessage, listed: readonly ListedSms[]): Promise<ListedSms | undefined> {
  const alike = listed.filter(
    (one) => one.direction === 'out' && one.to === message.address && one.body.trimEnd().endsWith(message.body.trimEnd()),
  );
  if (alike.length === 0) return undefined;
  const ids = alike.map((one) => one.providerId);
  const { found, changed } = await ctx.db.system(async (tx) => {
    await lockNumber(tx, message.workspaceId, message.address);
    const taken = await listTakenIds(tx, message, ids);
    const own = alike.find((one) => !taken.has(one.providerId));
    if (!own) return { found: undefined, changed: [] };
    const { messageId } = message;
    return { found: own, changed: await applyTransitions(tx, [{ messageId, to: 'accepted', providerId: own.providerId }]) };
  });
  await announceChanges(ctx, changed);
  return found;
}

async function sendAgain(ctx: Context, message: UnknownMessage): Promise<void> {
  const moved = await ctx.db.system(async (tx) => {
    await lowerLaneMark(tx, { ...message, dueAt: message.now });
    const changed = await applyTransitions(tx, [{ messageId: message.messageId, to: 'queued' }]);
    // Unless a receipt came first.
    if (changed.length > 0) await requeueUnknown(tx, message.messageId);
    for (const { sourceId } of changed) await returnUnsent(tx, { ...message, sourceId });
    return changed;
  });
  await announceChanges(ctx, moved);
}
