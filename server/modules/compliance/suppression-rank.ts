import type { SuppressionKind } from '@tidings/core/compliance/suppression';

/** An address has one suppression per channel; of two, the one that is harder to lift stands. */
const rank: Readonly<Record<SuppressionKind, number>> = {
  opt_out: 3,
  legal_block: 2,
  complaint: 2,
  manual: 1,
  invalid: 0,
  dead: 0,
  landline: 0,
  unreachable: 0,
  blocked: 0,
  unsupported: 0,
  bounced: 0,
};

/** Whether a new suppression takes the place of the one that stands. Of equals the first stays: its evidence is the older. */
export function replaces(incoming: SuppressionKind, standing: SuppressionKind): boolean {
  return rank[incoming] > rank[standing];
}

/**
 * What comes back when a person who had opted out writes START: a decision of ours (by hand, legal, complaint, a carrier's block) still
 * holds; a failure of delivery does not, since their text has just shown that the number works.
 */
export function outlivesOptOut(kind: SuppressionKind): boolean {
  return kind === 'legal_block' || kind === 'complaint' || kind === 'manual' || kind === 'blocked';
}
