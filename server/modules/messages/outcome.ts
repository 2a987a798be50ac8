import { classifyErrorCode, type ErrorCodeInfo } from '@tidings/core/compliance/error-codes';
import type { ReasonCode } from '@tidings/core/messaging/reasons';
import { decideRetry, defaultRetryPolicy } from '@tidings/core/messaging/retry';
import type { SendResult } from '../../providers/sms/contract.ts';

/** What is to be done about the result of one attempt. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly providerId: string }
  | { readonly kind: 'unknown'; readonly words: string }
  | { readonly kind: 'retry'; readonly at: Date; readonly code: number | undefined; readonly words: string }
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
      return again(result.code, result.words, 'provider_busy', facts, result.retryAfterMs);
    case 'not_sent':
      return again(undefined, result.words, 'provider_error', facts);
    case 'refused':
      return refused(result.code, result.words, facts);
  }
}

function refused(code: number | undefined, words: string, facts: AttemptFacts): Outcome {
  const ended = { kind: 'ended', to: 'failed', code, words, suppress: undefined, pauseSender: false } as const;
  if (code === undefined) return { ...ended, reason: 'provider_refused' };
  const info = classifyErrorCode(code);
  if (info.class === 'retry') {
    if (info.ambiguous) return { kind: 'unknown', words };
    return again(code, words, info.reason, facts, info.wait?.kind === 'after' ? info.wait.ms : undefined);
  }
  return {
    ...ended,
    reason: info.reason,
    suppress: info.class === 'suppress' ? info : undefined,
    pauseSender: info.class === 'fix_account',
  };
}

function again(code: number | undefined, words: string, reason: ReasonCode, facts: AttemptFacts, retryAfterMs?: number): Outcome {
  const decision = decideRetry({
    attempt: facts.attempt,
    now: facts.now.getTime(),
    random: facts.random,
    usefulUntil: facts.usefulUntil?.getTime() ?? null,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    // A busy provider is asked again soon; the lane's rate already spreads the load.
    policy:
      reason === 'provider_busy' && code !== 21611 && code !== 30001
        ? { ...defaultRetryPolicy, baseMs: 1_000, maxAttempts: 12 }
        : defaultRetryPolicy,
  });
  if (decision.retry) return { kind: 'retry', at: new Date(decision.at), code, words };
  const expired = decision.reason === 'expired';
  return {
    kind: 'ended',
    to: expired ? 'expired' : 'failed',
    reason: expired ? 'expired' : reason,
    code,
    words,
    suppress: undefined,
    pauseSender: false,
  };
}
