import { classifyErrorCode } from '@tidings/core/compliance/error-codes';
import { mayBecome } from '@tidings/core/messaging/states';
import type { Context } from '../../context.ts';
import { GroupCommit } from '../../lib/group-commit.ts';
import type { SmsReceipt } from '../../providers/sms/contract.ts';
import { suppressForFailure } from '../compliance/suppress-for-failure.ts';
import { announceChanges } from './news.ts';
import { insertReceipts, listOwnMessages, type NewReceipt } from './receipts-store.ts';
import { applyTransitions, type Changed, leaveOutbox, type Transition } from './transitions-store.ts';

/** A receipt on its way into the database. */
export interface IncomingReceipt extends NewReceipt {
  readonly state: SmsReceipt['state'];
}

const buffers = new WeakMap<Context, GroupCommit<IncomingReceipt>>();

/** Takes a receipt; fulfilled when it is committed, so that only then it is acknowledged (I6). Receipts that come together are written together. */
export function takeReceipt(ctx: Context, receipt: IncomingReceipt): Promise<void> {
  let buffer = buffers.get(ctx);
  if (!buffer) {
    buffer = new GroupCommit((receipts) => writeReceipts(ctx, receipts), 500);
    buffers.set(ctx, buffer);
  }
  return buffer.add(receipt);
}

/** Keeps receipts and moves their messages, in one transaction. Repeating it changes nothing but the list of raw receipts. */
export async function writeReceipts(ctx: Context, receipts: readonly IncomingReceipt[]): Promise<void> {
  const changed = await ctx.db.system(async (tx) => {
    await insertReceipts(tx, receipts);
    const named = receipts.filter((one): one is IncomingReceipt & { messageId: string } => one.messageId !== undefined);
    const own = await listOwnMessages(tx, named);
    const transitions = furthest(named.filter((one) => own.has(one.messageId)));
    const moved = await applyTransitions(tx, transitions);
    // The provider has it: nothing is left to hand over, whatever became of the answer.
    await leaveOutbox(
      tx,
      transitions.map((one) => one.messageId),
    );
    return moved;
  });
  await followFailures(ctx, receipts, changed);
  await announceChanges(ctx, changed);
}

/** Several receipts of one message in a batch count as the one that leads furthest (I4). */
function furthest(receipts: readonly (IncomingReceipt & { messageId: string })[]): Transition[] {
  const best = new Map<string, Transition>();
  for (const { messageId, state, providerId, errorCode } of receipts) {
    if (state === 'ignored') continue;
    const before = best.get(messageId);
    if (before && !mayBecome(before.to === 'queued' ? 'queued' : before.to, state)) continue;
    const reason = state === 'failed' ? (errorCode === undefined ? 'carrier_error' : classifyErrorCode(errorCode).reason) : null;
    best.set(messageId, {
      messageId,
      to: state,
      providerId,
      reason: state === 'cancelled' ? 'provider_refused' : reason,
      errorCode: errorCode ?? null,
    });
  }
  return [...best.values()];
}

/** A failure that says something about the address suppresses it (CO-4). In transactions of their own: they wait for leases. */
async function followFailures(ctx: Context, receipts: readonly IncomingReceipt[], changed: readonly Changed[]): Promise<void> {
  const codes = new Map(receipts.map((one) => [one.messageId, one.errorCode]));
  for (const change of changed) {
    const errorCode = change.to === 'failed' ? codes.get(change.messageId) : undefined;
    if (errorCode === undefined || change.address === null) continue;
    const code = classifyErrorCode(errorCode);
    if (code.class !== 'suppress') continue;
    const { workspaceId, address, contactId, messageId } = change;
    await ctx.db.system((tx) => suppressForFailure(tx, { workspaceId, channel: 'sms', address, contactId, messageId, code }));
  }
}
