import type { BroadcastEstimate, SkipCount } from '@tidings/core/contract/broadcast-estimate';

/** How many really get it, now or later: who is queued, without those who are left out when their turn comes. */
export function reachedBy({ will_get, hours }: Pick<BroadcastEstimate, 'will_get' | 'hours'>): number {
  return Math.max(0, will_get - hours.left_out.reduce((sum, one) => sum + one.n, 0));
}

/** Everybody who does not get it, by reason, most first; at whatever moment that is decided. */
export function leftOutBy({ skipped, hours }: Pick<BroadcastEstimate, 'skipped' | 'hours'>): readonly SkipCount[] {
  return [...skipped, ...hours.left_out].toSorted((a, b) => b.n - a.n);
}
