import type { ErrorCodeInfo } from './error-codes.ts';
import { earliestRetry } from './retry-wait.ts';

/** What is known of a message when a receipt says that it failed. */
export interface FailedDelivery {
  readonly code: ErrorCodeInfo;
  /** How often receipts reported a failure of this message before: each was another attempt. */
  readonly earlierFailures: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A number in [0, 1). */
  readonly random: number;
  /** Sent no later than this, in milliseconds since the epoch; null for ever. */
  readonly usefulUntil: number | null;
  /** What it was sent for. A test or the answer to a keyword is worth nothing hours later. */
  readonly kind: 'broadcast' | 'direct' | 'reply' | 'answer' | 'test';
  /** Somebody cancelled what it was sent for. */
  readonly cancelled: boolean;
}

/** Messages that failed together come back over this share of their wait. */
const spread = 0.1;

/**
 * When a message is tried again after a receipt reported a failure; null when it is not: the failure is not one that passes, the provider may
 * have sent it all the same (I3), or attempts, deadline or cancellation end it. Each retry row of the error codes says how often.
 */
export function decideRetryAfterReceipt(facts: FailedDelivery): number | null {
  const { code, now } = facts;
  if (code.class !== 'retry' || code.wait === undefined || code.ambiguous) return null;
  if (facts.kind === 'answer' || facts.kind === 'test' || facts.cancelled) return null;
  if (facts.earlierFailures >= (code.afterReceipt ?? 0)) return null;
  const earliest = earliestRetry(code.wait, now);
  // Never earlier than allowed, and never at once: the lane must not have read past it.
  const at = Math.round(earliest + Math.min((earliest - now) * spread, 3_600_000) * facts.random);
  return facts.usefulUntil !== null && at >= facts.usefulUntil ? null : at;
}
