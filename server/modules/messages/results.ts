import { errorCodes } from '@tidings/core/compliance/error-codes';
import type { Context } from '../../context.ts';
import { suppressForFailure } from '../compliance/suppress-for-failure.ts';
import { giveBack } from './give-back.ts';
import { returnSpending } from './lease-spending.ts';
import { type Attempted, countMoved } from './minute-counts.ts';
import { announceChanges } from './news.ts';
import type { Outcome } from './outcome.ts';
import { pauseSender } from './pause-sender.ts';
import type { LeasedMessage } from './take-lease.ts';
import { insertAttempts, markUnknown, moveMessages, type Transition } from './transitions-store.ts';
import { countEnded } from './try-again.ts';

/** What became of a leased message. */
export interface Result {
  readonly message: LeasedMessage;
  readonly senderId: string;
  readonly outcome: Outcome;
}

/** The first look at the provider's list comes this long after an answer was lost: a receipt usually comes sooner. */
const firstCheckSeconds = 20;

/** Writes the results of many messages, those that end or wait in one transaction, then what follows from failures. Safe to repeat. */
export async function writeResults(ctx: Context, results: readonly Result[]): Promise<void> {
  await giveBack(
    ctx,
    results.flatMap(({ message, outcome }) => (outcome.kind === 'retry' ? [{ ...message, ...outcome }] : [])),
  );
  // Before the results, in transactions of their own: they wait for leases, and must not do so while holding messages.
  for (const { message, outcome } of results) {
    if (outcome.kind !== 'ended' || !outcome.suppress) continue;
    const code = outcome.suppress;
    await ctx.db.system((tx) =>
      suppressForFailure(tx, {
        workspaceId: message.workspaceId,
        channel: 'sms',
        address: message.address,
        contactId: message.contactId,
        messageId: message.messageId,
        code,
        sandbox: message.sandbox,
      }),
    );
  }
  const changed = await ctx.db.byKey(async (tx) => {
    const moved = await moveMessages(
      tx,
      results.map(toTransition).filter((one) => one !== undefined),
    );
    await markUnknown(
      tx,
      results.filter(({ outcome }) => outcome.kind === 'unknown').map((one) => one.message.messageId),
      Math.min(firstCheckSeconds, ctx.config.unknownAfterSeconds),
    );
    await insertAttempts(
      tx,
      results.flatMap(({ message, outcome }) =>
        outcome.kind === 'retry' || (outcome.kind === 'accepted' && outcome.answer === undefined)
          ? []
          : [
              {
                workspaceId: message.workspaceId,
                messageId: message.messageId,
                attempt: message.attempt,
                outcome: outcome.kind,
                errorCode: 'code' in outcome ? outcome.code : undefined,
                words: outcome.kind === 'accepted' ? 'The provider took it, but not as it was asked to.' : outcome.words,
                retryAt: null,
                answer: outcome.answer,
              },
            ],
      ),
    );
    const ended = new Set(moved.filter((one) => one.to === 'failed' || one.to === 'expired').map((one) => one.messageId));
    await returnSpending(
      tx,
      results.flatMap(({ message }) => (ended.has(message.messageId) ? [message] : [])),
    );
    await countMoved(
      tx,
      moved,
      results.map(toAttempted).filter((one) => one !== undefined),
    );
    return moved;
  });
  ctx.metrics.handedOver(results.map(({ outcome }) => outcome.kind));
  await announceChanges(ctx, changed);
  await countEnded(ctx, changed);
  const broken = new Map(
    results.flatMap(({ senderId, message, outcome }) =>
      outcome.kind === 'ended' && outcome.pauseSender
        ? [[senderId, { workspaceId: message.workspaceId, words: refusalWords(outcome.code, outcome.words) }] as const]
        : [],
    ),
  );
  for (const [senderId, { workspaceId, words }] of broken) await pauseSender(ctx, workspaceId, senderId, words);
}

/** What the code means and how to mend it says more than the provider's own line. */
function refusalWords(code: number | undefined, heard: string): string {
  const known = code === undefined ? undefined : errorCodes.get(code)?.words;
  return known === undefined ? heard : `${known} (Code ${code}.)`;
}

function toTransition({ message, outcome }: Result): Transition | undefined {
  const { messageId } = message;
  if (outcome.kind === 'accepted') return { messageId, to: 'accepted', providerId: outcome.providerId };
  if (outcome.kind === 'unknown') return { messageId, to: 'unknown', reason: 'unknown_outcome' };
  if (outcome.kind === 'ended') return { messageId, to: outcome.to, reason: outcome.reason, errorCode: outcome.code ?? null };
  return undefined;
}

function toAttempted({ message, senderId, outcome }: Result): Attempted | undefined {
  const { workspaceId } = message;
  const waitedMs = message.waitedMs + performance.now() - message.leasedAt.monotonic;
  if (outcome.kind === 'accepted') return { workspaceId, senderId, kind: 'accepted', waitedMs };
  if (outcome.kind !== 'retry' || outcome.reason === undefined) return undefined;
  return { workspaceId, senderId, kind: outcome.reason === 'provider_busy' ? 'busy' : 'troubled', waitedMs };
}
