/** When Tidings pauses a sender by itself. */
export interface AutoPauseRule {
  readonly enabled: boolean;
  /** How far back failures are looked at, in minutes. */
  readonly windowMinutes: number;
  /** Share of attempts that must have failed, from 0 to 1. */
  readonly share: number;
  /** So many must have failed at least: two of three say nothing. */
  readonly minimum: number;
}

/**
 * Half of at least fifty within ten minutes. Below that, carriers and wrong numbers produce failures that no pause would mend; above it
 * something is broken, and each further text costs money and the sender's reputation.
 */
export const defaultAutoPause: AutoPauseRule = { enabled: true, windowMinutes: 10, share: 0.5, minimum: 50 };

/** What a sender did within the window. */
export interface SenderRecord {
  /** Handed over to the provider. */
  readonly handedOver: number;
  /** Failed, at the hand-over or later by a receipt. */
  readonly failed: number;
  /** Of those failed, how many the provider never took. */
  readonly refused: number;
  /** The provider never answered. */
  readonly unknown: number;
  /** The provider had a problem or could not be reached, and the message goes back to the queue. Being busy is no failure. */
  readonly troubled: number;
}

export type AutoPauseDecision =
  | { readonly pause: false }
  | { readonly pause: true; readonly failures: number; readonly attempts: number; readonly words: string };

/** Whether a sender is paused for what it did within the window. */
export function decideAutoPause(record: SenderRecord, rule: AutoPauseRule): AutoPauseDecision {
  const failures = record.failed + record.unknown + record.troubled;
  // Receipts of what was handed over before the window may bring more failures than attempts.
  const attempts = Math.max(record.handedOver + record.refused + record.unknown + record.troubled, failures);
  if (!rule.enabled || failures < rule.minimum || failures < rule.share * attempts) return { pause: false };
  const percent = Math.round((100 * failures) / attempts);
  const minutes = rule.windowMinutes === 1 ? 'the last minute' : `the last ${rule.windowMinutes} minutes`;
  return { pause: true, failures, attempts, words: `${failures} of ${attempts} attempts failed in ${minutes} (${percent}%).` };
}
