import { breaksSender, classifyErrorCode, type ErrorCodeInfo } from '@tidings/core/compliance/error-codes';
import { earliestRetry } from '@tidings/core/compliance/retry-wait';
import type { ReasonCode } from '@tidings/core/messaging/reasons';
import { decideRetry, defaultRetryPolicy, type RetryPolicy } from '@tidings/core/messaging/retry';
import type { ProviderAnswer, SendResult } from '../../providers/sms/contract.ts';

/** What is kept of the answer to one attempt: what the provider said where that is not the plain success, or that it was not even asked. */
export type KeptAnswer = ProviderAnswer | { readonly begun: false };

/** What is to be done about the result of one attempt. */
export type Outcome = { readonly answer?: KeptAnswer | undefined } & Fate;

type Fate =
  | { readonly kind: 'accepted'; readonly providerId: string }
  | { readonly kind: 'unknown'; readonly words: string }
  | {
      readonly kind: 'retry';
      readonly at: Date;
      readonly code: number | undefined;
      readonly words: string;
      /** Why nobody has it; undefined when it was our own doing. */
      readonly reason?: ReasonCode;
      /** How many attempts there may be in all. */
      readonly attemptsAllowed?: number;
    }
  | {
      readonly kind: 'ended';
      readonly to: 'failed' | 'expired';
      readonly reason: ReasonCode;
      readonly code: number | undefined;
      readonly words: string;
      /** Set when the code asks to suppress the address. */
      readonly suppress: ErrorCodeInfo | undefined;
      /** True when everything from this sender would fail: the sender is paused and staff are told. */
      readonly pauseSender: boolean;
    };

export interface AttemptFacts {
  readonly attempt: number;
  readonly now: Date;
  /** A number in [0, 1). */
  readonly random: number;
  readonly usefulUntil: Date | null;
}

/** Decides what follows from a provider's answer. Pure: the dispatcher carries it out. */
export function decideOutcome(result: SendResult, facts: AttemptFacts): Outcome {
  switch (result.kind) {
    case 'accepted':
      return result;
    case 'unknown':
      return result;
    case 'busy':
      return again({ ...result, reason: 'provider_busy', policy: busyPolicy }, facts);
    case 'not_sent':
      return again({ code: undefined, words: result.words, reason: 'provider_error', policy: unreachablePolicy }, facts);
    case 'refused':
      return refused(result, facts);
  }
}

function refused({ code, words, answer }: Refused, facts: AttemptFacts): Outcome {
  const ended = { kind: 'ended', to: 'failed', code, words, suppress: undefined, pauseSender: false, answer } as const;
  if (code === undefined) return { ...ended, reason: 'provider_refused' };
  const info = classifyErrorCode(code);
  if (info.class === 'retry') {
    if (info.ambiguous) return { kind: 'unknown', words, answer };
    return again({ code, words, answer, reason: info.reason, ...waitOf(info, facts.now.getTime()) }, facts);
  }
  return {
    ...ended,
    reason: info.reason,
    suppress: info.class === 'suppress' ? info : undefined,
    pauseSender: breaksSender(info),
  };
}

type Refused = Extract<SendResult, { kind: 'refused' }>;

/** A busy provider is asked again soon; the lane's rate already spreads the load. */
const busyPolicy: RetryPolicy = { ...defaultRetryPolicy, baseMs: 1_000, maxAttempts: 12 };

/** A provider that cannot be reached has nothing: 5 s, 20 s, 80 s, 5 min, 20 min, then every half hour, about five hours in all. */
const unreachablePolicy: RetryPolicy = { maxAttempts: 18, baseMs: 5_000, maxMs: 30 * 60_000 };

/** How long and how often, as the code's row says. */
function waitOf({ wait }: ErrorCodeInfo, now: number): { policy: RetryPolicy; retryAfterMs?: number } {
  if (!wait) return { policy: defaultRetryPolicy };
  const policy = wait.kind === 'after' ? { ...defaultRetryPolicy, maxAttempts: wait.attempts + 1 } : defaultRetryPolicy;
  return { policy, retryAfterMs: earliestRetry(wait, now) - now };
}

interface Passing {
  readonly code: number | undefined;
  readonly words: string;
  /** What it ends with when it does not pass. */
  readonly reason: ReasonCode;
  readonly policy: RetryPolicy;
  readonly retryAfterMs?: number | undefined;
  readonly answer?: ProviderAnswer | undefined;
}

function again({ code, words, reason, policy, retryAfterMs, answer }: Passing, facts: AttemptFacts): Outcome {
  const decision = decideRetry({
    attempt: facts.attempt,
    now: facts.now.getTime(),
    random: facts.random,
    usefulUntil: facts.usefulUntil?.getTime() ?? null,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    policy,
  });
  if (decision.retry)
    return { kind: 'retry', at: new Date(decision.at), code, words, reason, attemptsAllowed: policy.maxAttempts, answer };
  const expired = decision.reason === 'expired';
  return {
    kind: 'ended',
    to: expired ? 'expired' : 'failed',
    reason: expired ? 'expired' : reason,
    code,
    words,
    suppress: undefined,
    pauseSender: false,
    answer,
  };
}
