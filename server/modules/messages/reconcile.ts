import { setTimeout as wait } from 'node:timers/promises';
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
import {
  checkAgainAt,
  listTakenIds,
  postponeUnknown,
  requeueUnknown,
  takeUnknown,
  type UnknownMessage,
} from './recover-store.ts';
import { applyTransitions } from './transitions-store.ts';

/** How many connections one worker settles at the same time: one that hangs must not delay the others. */
const connectionsAtOnce = 8;
/** How many requests a connection's provider gets at the same time; sending has the rest. */
const requestsAtOnce = 4;
/** How many of a connection are taken at once: few enough to be through before they count as due again. */
const perConnection = 40;
/** Clocks of provider and database may differ; its list is read from a little before the lease. */
const clockSkewMs = 120_000;

/**
 * Settles messages of unknown outcome with the provider's own list (I3): what it has is adopted; what it does not have, asked late enough,
 * is sent again; when the list cannot be had, nothing is concluded.
 */
export async function reconcile(ctx: Context, signal: AbortSignal): Promise<void> {
  const running = new Map<string, Promise<void>>();
  try {
    while (!signal.aborted) {
      const room = connectionsAtOnce - running.size;
      const due =
        room > 0 ? await ctx.db.system((tx) => takeUnknown(tx, { room, perConnection, except: [...running.keys()] })) : [];
      for (const [connectionId, messages] of Map.groupBy(due, (one) => one.connectionId)) {
        const work = settleConnection(ctx, messages, signal).finally(() => running.delete(connectionId));
        running.set(connectionId, work);
      }
      if (running.size === 0) return;
      await Promise.race([...running.values(), wait(1_000)]);
    }
  } finally {
    await Promise.allSettled(running.values());
  }
}

/** Settles what one connection has open. Once its provider is in trouble, the rest is left for when it wants to be asked again. */
async function settleConnection(ctx: Context, messages: readonly UnknownMessage[], signal: AbortSignal): Promise<void> {
  const waiting = [...messages];
  let trouble: Error | undefined;
  const settleNext = async () => {
    for (let message = waiting.shift(); message && !trouble && !signal.aborted; message = waiting.shift()) {
      try {
        await settle(ctx, message);
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        // One that cannot be settled must not keep the others from it; it is looked at again in a minute.
        if (error instanceof NoAnswer || error instanceof ProviderTrouble) trouble = error;
        else ctx.log.error({ message_id: message.messageId, err: error }, 'an unknown message could not be settled');
      }
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, settleNext));
  if (!trouble) return;
  const connectionId = messages[0]?.connectionId;
  ctx.log.info({ connection_id: connectionId, err: trouble }, 'the provider’s list could not be had; asking again later');
  const askedMs = trouble instanceof ProviderTrouble ? trouble.retryAfterMs : undefined;
  if (askedMs === undefined) return;
  const ids = messages.map((one) => one.messageId);
  await ctx.db.system((tx) => postponeUnknown(tx, ids, askedMs));
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
