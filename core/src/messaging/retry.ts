import type { ReasonCode } from './reasons.ts';

export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  readonly baseMs: number;
  readonly maxMs: number;
}

/** 5 s, 20 s, 80 s, 5 min, 15 min: five more chances in about twenty minutes. */
export const defaultRetryPolicy: RetryPolicy = { maxAttempts: 6, baseMs: 5_000, maxMs: 15 * 60_000 };

/**
 * The pause after a failed attempt: four times longer each time, spread over its upper half so that messages that
 * failed together do not return together. What the provider asked for is a minimum, and may exceed `maxMs`.
 *
 * @param attempt the attempt that failed, from 1
 * @param random a number in [0, 1)
 */
export function backoffMs(input: { attempt: number; random: number; policy?: RetryPolicy; retryAfterMs?: number }): number {
  const { attempt, random, policy = defaultRetryPolicy, retryAfterMs = 0 } = input;
  const ceiling = Math.min(policy.maxMs, policy.baseMs * 4 ** (Math.max(1, attempt) - 1));
  const wait = ceiling / 2 + (ceiling / 2) * random;
  // The spread goes on top of a Retry-After, else everybody would come at exactly that moment.
  return Math.round(Math.max(wait, retryAfterMs > 0 ? retryAfterMs + policy.baseMs * random : 0));
}

export type RetryDecision =
  | { readonly retry: true; readonly at: number; readonly waitMs: number }
  | { readonly retry: false; readonly reason: ReasonCode };

/**
 * Whether and when a message is tried again. `usefulUntil` (milliseconds since the epoch, null for ever) wins over
 * everything: a retry that would come later than that ends the message as expired.
 */
export function decideRetry(input: {
  attempt: number;
  now: number;
  random: number;
  usefulUntil: number | null;
  retryAfterMs?: number;
  policy?: RetryPolicy;
}): RetryDecision {
  const policy = input.policy ?? defaultRetryPolicy;
  if (input.attempt >= policy.maxAttempts) return { retry: false, reason: 'too_many_attempts' };
  const waitMs = backoffMs({ ...input, policy });
  const at = input.now + waitMs;
  if (input.usefulUntil !== null && at >= input.usefulUntil) return { retry: false, reason: 'expired' };
  return { retry: true, at, waitMs };
}
