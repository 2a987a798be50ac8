import { classifyErrorCode, type ErrorCodeInfo } from '@tidings/core/compliance/error-codes';
import { decideRetryAfterReceipt, type FailedDelivery } from '@tidings/core/compliance/retry-failure';
import { isSoftFailure } from '@tidings/core/compliance/soft-failures';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { countSoftFailures } from '../compliance/soft-failures.ts';
import { lowerLaneMark } from './lane-marks-store.ts';
import { moveToOtherNumber } from './sticky-store.ts';
import { type Changed, insertAttempts, type Moved, moveMessages, type Transition } from './transitions-store.ts';
import { type FailedMessage, listFailedMessages, listSandboxSenders, putBack } from './try-again-store.ts';

/** A receipt that reports a failure. */
export interface FailedReceipt {
  readonly workspaceId: string;
  readonly messageId: string;
  readonly providerId: string;
  readonly errorCode: number | undefined;
  readonly attempt?: number | undefined;
}

/** Whether a failure with this code may be followed by another attempt; which one it is decided with the facts of its message. */
export function mayPass(errorCode: number | undefined): boolean {
  return errorCode !== undefined && (classifyErrorCode(errorCode).afterReceipt ?? 0) > 0;
}

interface Judged {
  readonly receipt: FailedReceipt;
  readonly message: FailedMessage;
  readonly code: ErrorCodeInfo;
  /** Null when it is not tried again. */
  readonly retryAt: Date | null;
}

/**
 * Follows failures that may pass: those worth another attempt go back to the queue for their time, the others end. Of each message at most one
 * receipt. Two that report the same attempt, at the same moment in two processes or one after the other, count once: the attempt is over with
 * the first (I4). The caller counts what moved. Locks in the order of all: marks of lanes, messages, outbox, counters.
 */
export async function tryAgain(ctx: Context, tx: Tx, receipts: readonly FailedReceipt[]): Promise<Moved[]> {
  const messages = await listFailedMessages(tx, receipts);
  const judged = receipts.flatMap((receipt) => {
    const message = messages.get(receipt.messageId);
    return message ? [judge(ctx, receipt, message)] : [];
  });
  await lowerMarks(tx, judged);
  const moved = await moveMessages(tx, judged.map(toTransition));
  const changed = new Map(moved.map((one) => [one.messageId, one]));
  await putBack(
    tx,
    judged.flatMap(({ message: { messageId }, retryAt }) =>
      retryAt && changed.get(messageId)?.to === 'queued' ? [{ messageId, dueAt: retryAt }] : [],
    ),
  );
  await insertAttempts(
    tx,
    judged
      .filter(({ message }) => changed.has(message.messageId))
      .map(({ receipt, message, code, retryAt }) => ({
        workspaceId: message.workspaceId,
        messageId: message.messageId,
        attempt: message.attempt,
        outcome: retryAt ? 'retry' : 'failed',
        errorCode: code.code,
        words: code.words,
        retryAt,
        providerId: receipt.providerId,
        // As many as this code still allows, whatever the earlier attempts were.
        ...(retryAt ? { attemptsAllowed: message.attempt + (code.afterReceipt ?? 0) - message.earlierFailures } : {}),
      })),
  );
  return moved;
}

function judge(ctx: Context, receipt: FailedReceipt, message: FailedMessage): Judged {
  const code = classifyErrorCode(receipt.errorCode ?? 0);
  const at = decideRetryAfterReceipt({
    code,
    earlierFailures: message.earlierFailures,
    now: ctx.clock.now().getTime(),
    random: Math.random(),
    usefulUntil: message.uselessAfter?.getTime() ?? null,
    kind: kindOf(message),
    cancelled: message.cancelled,
  });
  return { receipt, message, code, retryAt: at === null || message.senderId === null ? null : new Date(at) };
}

const kinds: Readonly<Record<string, FailedDelivery['kind']>> = {
  broadcast: 'broadcast',
  direct: 'direct',
  reply: 'reply',
  // Sent again by hand from the list of failures.
  retry: 'direct',
  test: 'test',
};

function kindOf({ source, sourceKind }: FailedMessage): FailedDelivery['kind'] {
  return sourceKind === 'test' ? 'test' : (kinds[source] ?? 'answer');
}

function toTransition({ receipt, code, retryAt }: Judged): Transition {
  const { messageId, providerId, attempt } = receipt;
  const common = { messageId, providerId, attempt, reason: code.reason, errorCode: code.code };
  return retryAt ? { ...common, to: 'queued', cause: 'temporary_failure' } : { ...common, to: 'failed' };
}

/** However long this transaction takes, the lane must not have read past the time of what it puts back. */
async function lowerMarks(tx: Tx, judged: readonly Judged[]): Promise<void> {
  const lanes = new Map<string, { workspaceId: string; senderId: string; priority: number; dueAt: Date }>();
  for (const { message, retryAt } of judged) {
    const { workspaceId, senderId, priority } = message;
    if (retryAt === null || senderId === null) continue;
    const key = `${senderId} ${priority}`;
    const before = lanes.get(key);
    if (!before || retryAt < before.dueAt) lanes.set(key, { workspaceId, senderId, priority, dueAt: retryAt });
  }
  for (const [, lane] of [...lanes].sort(([a], [b]) => (a < b ? -1 : 1))) await lowerLaneMark(tx, lane);
}

/**
 * Counts those that ended: enough of them suppress the address. After their transaction, which must not wait for leases. Where a number of a pool
 * does not lead to somebody, the pool's next message to them takes another of its numbers.
 */
export async function countEnded(ctx: Context, changed: readonly Changed[]): Promise<void> {
  const ended = changed.filter(
    (one) => one.to === 'failed' && one.address !== null && one.senderId !== null && isSoftFailure(Number(one.errorCode ?? 0)),
  );
  if (ended.length === 0) return;
  const sandbox = await ctx.db.system((tx) => listSandboxSenders(tx, [...new Set(ended.map((one) => one.senderId ?? ''))]));
  await countSoftFailures(
    ctx,
    ended.map(({ workspaceId, messageId, contactId, address, senderId, errorCode }) => ({
      workspaceId,
      messageId,
      contactId,
      channel: 'sms',
      address: address ?? '',
      sandbox: sandbox.has(senderId ?? ''),
      code: Number(errorCode ?? 0),
      senderId,
    })),
  );
  for (const { workspaceId, address, errorCode } of ended) {
    const code = Number(errorCode);
    if (classifyErrorCode(code).class !== 'other_sender') continue;
    await ctx.db.system((tx) => moveToOtherNumber(tx, workspaceId, address ?? '', code));
  }
}
