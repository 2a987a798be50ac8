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
import { countMoved } from './minute-counts.ts';
import { announceChanges } from './news.ts';
import { takeReceipt } from './receipts.ts';
import {
  checkAgainAt,
  listOpenBodies,
  listTakenIds,
  postponeUnknown,
  requeueUnknown,
  takeUnknown,
  type UnknownMessage,
} from './recover-store.ts';
import { applyTransitions, moveMessages } from './transitions-store.ts';

/** How many connections one worker settles at the same time: one that hangs must not delay the others. */
const connectionsAtOnce = 8;
/** How many requests a connection's provider gets at the same time; sending has the rest. */
const requestsAtOnce = 4;
/** How many of a connection are taken at once: few enough to be through before they count as due again. */
const perConnection = 40;
/** Clocks of provider and database may differ; its list is read from a little before the lease. */
const clockSkewMs = 120_000;
/** The provider took it within this time of its lease, if at all: begun within 5 s, connected within 10, answered within 20 and read within 20. */
const takenWithinMs = 60_000;

/**
 * Settles messages of unknown outcome with the provider's own list (I3): what it has is adopted; what it does not have, asked late enough,
 * is sent again; what it perhaps has, under another text, is left to a member; when the list cannot be had, nothing is concluded.
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
  const { found, perhaps } = await adopt(ctx, message, listed);
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
  if (perhaps) await leaveToMember(ctx, message, perhaps);
  else await sendAgain(ctx, message);
}

interface Adopted {
  readonly found?: ListedSms | undefined;
  /** What may be it, and nobody can say: sent from our sender at that time, and its text is another or gone. */
  readonly perhaps?: ListedSms | undefined;
}

/** A prefix (a trial account's) may stand before the text. */
const readsLike = (listed: ListedSms, body: string) => listed.body.trimEnd().endsWith(body.trimEnd());

/**
 * Makes the message in the provider's list ours: same address, same text, not one of our others. One at a time per address: two unknown texts
 * that read the same must not both be taken for the one that the provider has. An account may redact or alter texts: what nobody claims and no
 * other open message reads like may be this one.
 */
async function adopt(ctx: Context, message: UnknownMessage, listed: readonly ListedSms[]): Promise<Adopted> {
  const out = listed.filter((one) => one.direction === 'out' && one.to === message.address);
  if (out.length === 0) return {};
  const adopted = await ctx.db.system(async (tx) => {
    await lockNumber(tx, message.workspaceId, message.address);
    const taken = await listTakenIds(
      tx,
      message,
      out.map((one) => one.providerId),
    );
    const free = out.filter((one) => !taken.has(one.providerId));
    const found = free.find((one) => readsLike(one, message.body));
    if (found) {
      const { messageId } = message;
      return { found, changed: await applyTransitions(tx, [{ messageId, to: 'accepted', providerId: found.providerId }]) };
    }
    const near = free.filter((one) => isOfThatMoment(one, message));
    const others = near.length === 0 ? [] : await listOpenBodies(tx, message);
    return { perhaps: near.find((one) => !others.some((body) => readsLike(one, body))), changed: [] };
  });
  await announceChanges(ctx, adopted.changed);
  return adopted;
}

/** Whether it left our sender when the message may have. */
function isOfThatMoment({ from, serviceId, createdAt }: ListedSms, { senderAddress, leasedAt }: UnknownMessage): boolean {
  const afterMs = createdAt.getTime() - leasedAt.getTime();
  const ours = from === senderAddress || serviceId === senderAddress;
  return ours && afterMs >= -clockSkewMs && afterMs <= takenWithinMs + clockSkewMs;
}

/** It ends as what may have arrived: a receipt still corrects that, and only a member sends it again. */
async function leaveToMember(ctx: Context, message: UnknownMessage, perhaps: ListedSms): Promise<void> {
  const { messageId } = message;
  const changed = await ctx.db.system(async (tx) => {
    const moved = await moveMessages(tx, [{ messageId, to: 'failed', reason: 'may_have_arrived' }]);
    await countMoved(tx, moved);
    return moved;
  });
  const ids = { message_id: messageId, provider_id: perhaps.providerId };
  ctx.log.warn(
    ids,
    'the provider’s list has a text of that moment that reads otherwise; a member must say whether it is sent again',
  );
  await announceChanges(ctx, changed);
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
