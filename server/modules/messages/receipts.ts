import { classifyErrorCode } from '@tidings/core/compliance/error-codes';
import { mayBecome } from '@tidings/core/messaging/states';
import type { Context } from '../../context.ts';
import { GroupCommit } from '../../lib/group-commit.ts';
import type { SmsReceipt } from '../../providers/sms/contract.ts';
import { suppressForFailure } from '../compliance/suppress-for-failure.ts';
import { countMoved } from './minute-counts.ts';
import { announceChanges } from './news.ts';
import { pauseForReceipts } from './pause-for-receipts.ts';
import { findFailing, insertReceipts, type NewReceipt } from './receipts-store.ts';
import { type Moved, moveMessages, type Transition } from './transitions-store.ts';
import { countEnded, mayPass, tryAgain } from './try-again.ts';

/** A receipt on its way into the database. */
export interface IncomingReceipt extends NewReceipt {
  readonly state: SmsReceipt['state'];
  /** The attempt that it belongs to, from the address that was called; undefined when that is not known. */
  readonly attempt?: number | undefined;
}

/** Under load, receipts gather this long for a common write; the provider waits for seconds. */
const gatherMs = 10;

const buffers = new WeakMap<Context, GroupCommit<IncomingReceipt>>();

/** Takes a receipt; fulfilled when it is committed, so that only then it is acknowledged (I6). Receipts that come together are written together. */
export function takeReceipt(ctx: Context, receipt: IncomingReceipt): Promise<void> {
  let buffer = buffers.get(ctx);
  if (!buffer) {
    buffer = new GroupCommit((receipts) => writeReceipts(ctx, receipts), { most: 500, gatherMs, writers: 2, awaited: true });
    buffers.set(ctx, buffer);
  }
  return buffer.add(receipt);
}

/**
 * Keeps receipts and moves their messages, in one transaction; failures that may be followed by another attempt in one of their own, since it
 * takes the marks of lanes. Repeating it changes nothing but the list of raw receipts.
 */
export async function writeReceipts(ctx: Context, receipts: readonly IncomingReceipt[]): Promise<void> {
  const named = receipts.filter((one): one is Named => one.messageId !== undefined);
  await followFailures(ctx, named);
  const telling = furthest(named);
  const passing = inRounds(telling.filter((one) => one.state === 'failed' && mayPass(one.errorCode)));
  const rounds = inRounds(telling.filter((one) => one.state !== 'failed' || !mayPass(one.errorCode)));
  const changed = await ctx.db.byKey(async (tx) => {
    await insertReceipts(tx, receipts);
    const moved: Moved[] = [];
    for (const round of rounds) moved.push(...(await moveMessages(tx, round.map(toTransition))));
    await countMoved(tx, moved);
    return moved;
  });
  ctx.metrics.received(receipts.map((one) => one.state));
  // Nobody's receipt waits for screens to be told.
  void announceChanges(ctx, changed);
  await pauseForReceipts(ctx, changed);
  await countEnded(ctx, changed);
  for (const round of passing) await writePassing(ctx, round);
}

async function writePassing(ctx: Context, round: readonly Telling[]): Promise<void> {
  const changed = await ctx.db.system(async (tx) => {
    const moved = await tryAgain(ctx, tx, round);
    await countMoved(tx, moved);
    return moved;
  });
  await announceChanges(ctx, changed);
  await countEnded(ctx, changed);
}

type Named = IncomingReceipt & { readonly messageId: string };
/** A receipt that says something. */
type Telling = Named & { readonly state: Exclude<SmsReceipt['state'], 'ignored'> };

/** Several receipts of one attempt in a batch count as the one that leads furthest (I4). Each attempt has an id of its own at the provider. */
function furthest(receipts: readonly Named[]): Telling[] {
  const best = new Map<string, Telling>();
  for (const receipt of receipts) {
    if (receipt.state === 'ignored') continue;
    const key = `${receipt.messageId} ${receipt.providerId}`;
    const before = best.get(key);
    if (!before || mayBecome(before.state, receipt.state)) best.set(key, { ...receipt, state: receipt.state });
  }
  return [...best.values()];
}

/** Of each message at most one receipt at a time, the others in rounds that follow. Nearly always there is one round. */
function inRounds(receipts: readonly Telling[]): Telling[][] {
  const rounds: Telling[][] = [];
  const seen = new Map<string, number>();
  for (const receipt of receipts) {
    const at = seen.get(receipt.messageId) ?? 0;
    seen.set(receipt.messageId, at + 1);
    const round = rounds[at];
    if (round) round.push(receipt);
    else rounds.push([receipt]);
  }
  return rounds;
}

/** An id in an address proves nothing by itself: the message must belong to the connection's workspace (I7). */
function toTransition({ workspaceId, messageId, state, providerId, errorCode, attempt }: Telling): Transition {
  const failed = errorCode === undefined ? 'carrier_error' : classifyErrorCode(errorCode).reason;
  const reason = state === 'failed' ? failed : state === 'cancelled' ? 'provider_refused' : null;
  return { messageId, workspaceId, to: state, providerId, attempt, reason, errorCode: errorCode ?? null };
}

/**
 * A failure that says something about the address suppresses it (CO-4). Before the receipts are written, so that a repetition makes up for
 * a crash in between; and in transactions of their own, since they wait for leases.
 */
async function followFailures(ctx: Context, receipts: readonly Named[]): Promise<void> {
  for (const { workspaceId, messageId, state, errorCode } of furthest(receipts)) {
    if (state !== 'failed' || errorCode === undefined) continue;
    const code = classifyErrorCode(errorCode);
    if (code.class !== 'suppress') continue;
    await ctx.db.system(async (tx) => {
      const failed = await findFailing(tx, workspaceId, messageId);
      if (failed) await suppressForFailure(tx, { workspaceId, channel: 'sms', messageId, code, ...failed });
    });
  }
}
