import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { formatNumber, plural } from '../../lib/format.ts';

type Cap = NonNullable<BroadcastEstimate['finish']['cap']>;

/** Who may send how many segments a day, and what is left; `anew` is when it counts anew, in words. */
export function capWords({ per_day: perDay, left, numbers, name }: Cap, anew: string): string {
  const segments = `${plural(perDay, 'segment', 'segments')} a day`;
  const rest = left === 0 ? 'none is left' : `${plural(left, 'is', 'are')} left`;
  if (numbers.all === 1) return `The sender may send ${segments}; ${rest}, and it counts anew ${anew}.`;
  const of = `${formatNumber(numbers.all)} numbers of the pool`;
  if (numbers.capped === 1)
    return `Of the ${of} only ${name ?? 'one'} has a daily cap: it may send ${segments}; ${rest}, and it counts anew ${anew}.`;
  const first = `the first of them counts anew ${anew}`;
  if (numbers.capped < numbers.all)
    return `Of the ${of}, ${formatNumber(numbers.capped)} have a daily cap: together these may send ${segments}; ${rest}, and ${first}.`;
  return `The ${of} may together send ${segments}; ${rest}, and ${first}.`;
}
