import { classifyErrorCode } from './error-codes.ts';
import { type CountedFailure, decideSoftFailures, isSoftFailure } from './soft-failures.ts';
import type { SuppressionKind } from './suppression.ts';

/**
 * What today's classification makes of the past failures of one address:
 * - `change`: it would be suppressed, and is not;
 * - `known`: it is suppressed already;
 * - `delivered_since`, `allowed_since`: a message arrived later, or somebody lifted its suppression later, so the failures say nothing any more;
 * - `too_few`: failures that are counted, and not enough of them.
 */
export type PastOutcome = 'change' | 'known' | 'delivered_since' | 'allowed_since' | 'too_few';

export const pastOutcomes: readonly PastOutcome[] = ['change', 'known', 'delivered_since', 'allowed_since', 'too_few'];

export interface PastFailures {
  /** Failures whose codes matter, in any order. */
  readonly failures: readonly CountedFailure[];
  readonly suppressed: boolean;
  /** Milliseconds since the epoch; null if never. */
  readonly lastDeliveredAt: number | null;
  /** When a suppression of the address was last lifted. */
  readonly lastAllowedAt: number | null;
}

export interface PastJudgement {
  readonly outcome: PastOutcome;
  readonly kind: SuppressionKind;
  /** The code that decides. */
  readonly code: number;
  readonly words: string;
  /** The failures that decide, oldest first. */
  readonly evidence: readonly CountedFailure[];
}

/** Whether past failures with this code are looked at: those that suppress texts at once, and those that are counted. */
export function mattersInThePast(code: number): boolean {
  return suppressesTexts(code) || isSoftFailure(code);
}

/** A code that closes only media or another channel leaves texts alone. */
function suppressesTexts(code: number): boolean {
  const info = classifyErrorCode(code);
  return info.class === 'suppress' && (info.scope === 'all' || info.scope === 'sms');
}

/** Of two codes the one that is harder to lift decides; of equals the later. */
const isOptOut = (code: number): boolean => classifyErrorCode(code).suppressAs === 'opt_out';

/** Judges the failures of one address, by the same rules that hold for a failure of today. Null when none of them matters. */
export function judgePastFailures(past: PastFailures): PastJudgement | null {
  const matters = past.failures.filter((one) => mattersInThePast(one.code)).sort((a, b) => a.at - b.at);
  const hard = matters.filter((one) => suppressesTexts(one.code));
  const decisive = hard.findLast((one) => isOptOut(one.code)) ?? hard.at(-1);
  if (decisive) {
    const info = classifyErrorCode(decisive.code);
    const found = { kind: info.suppressAs ?? 'invalid', code: decisive.code, words: info.words, evidence: [decisive] };
    return { outcome: outcomeOf(past, decisive.at), ...found };
  }
  const last = matters.at(-1);
  if (!last) return null;
  const since = Math.max(past.lastDeliveredAt ?? 0, past.lastAllowedAt ?? 0);
  const { suppress } = decideSoftFailures(matters, since);
  const info = { kind: suppress?.kind ?? ('unreachable' as const), code: last.code };
  if (suppress) return { outcome: outcomeOf(past, last.at), ...info, words: suppress.words, evidence: suppress.evidence };
  const before = decideSoftFailures(matters, null).suppress;
  const outcome =
    before && !past.suppressed ? outcomeOf(past, before.evidence[0]?.at ?? 0) : past.suppressed ? 'known' : 'too_few';
  return { outcome, ...info, words: classifyErrorCode(last.code).words, evidence: before?.evidence ?? matters };
}

function outcomeOf(past: PastFailures, failedAt: number): PastOutcome {
  if (past.suppressed) return 'known';
  if (past.lastDeliveredAt !== null && past.lastDeliveredAt > failedAt) return 'delivered_since';
  if (past.lastAllowedAt !== null && past.lastAllowedAt > failedAt) return 'allowed_since';
  return 'change';
}
