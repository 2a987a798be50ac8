import { mmsMicros, otherCountryMicros, pricesAsOf, smsSegmentMicros } from './prices.ts';

export interface CostEstimate {
  /** Millionths of a US dollar. */
  readonly micros: number;
  readonly currency: 'USD';
  readonly perUnitMicros: number;
  /** False when the country has no price here and a dear one was assumed. */
  readonly known: boolean;
  /** The date of the price table. */
  readonly asOf: string;
}

/**
 * Estimates what messages cost. Always an estimate: screens say "about".
 *
 * @param input.country ISO 3166 code of the recipient, null when unknown
 * @param input.segments segments in all (of one message or summed over many to this country)
 * @param input.mediaMessages messages with media, which are billed per message and not per segment
 */
export function estimateCost(input: { country: string | null; segments: number; mediaMessages?: number }): CostEstimate {
  const price = input.country === null ? undefined : smsSegmentMicros[input.country];
  const perUnitMicros = price ?? otherCountryMicros;
  const perMedia = (input.country === null ? undefined : mmsMicros[input.country]) ?? perUnitMicros;
  const micros = perUnitMicros * input.segments + perMedia * (input.mediaMessages ?? 0);
  return { micros, currency: 'USD', perUnitMicros, known: price !== undefined, asOf: pricesAsOf };
}

/**
 * For screens: cents from a dollar up, four decimals below a cent's worth of precision.
 *
 * @example formatMicros(12_300) // '$0.0123'
 */
export function formatMicros(micros: number): string {
  const dollars = micros / 1_000_000;
  const digits = micros !== 0 && Math.abs(dollars) < 1 ? 4 : 2;
  const text = Math.abs(dollars).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${micros < 0 ? '-' : ''}$${text}`;
}
