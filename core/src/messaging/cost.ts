import { cautiousSegmentMicros, type PriceBook } from './prices.ts';

/**
 * What a text costs: segments × (price of the country + what its carriers add), in millionths of a US dollar. Undefined when the country has
 * no price: never taken for nothing.
 *
 * @param country ISO 3166 code of the recipient, null when the number tells none
 */
export function textCost(book: PriceBook, country: string | null, segments: number): number | undefined {
  const price = country === null ? undefined : book.get(country);
  return price && (price.micros + price.surchargeMicros) * segments;
}

/** The same where money is limited: an unknown price counts as a dear one. */
export function cautiousCost(book: PriceBook, country: string | null, segments: number): number {
  return textCost(book, country, segments) ?? cautiousSegmentMicros * segments;
}

/** The part of a forecast that goes to one country. */
export interface CountryCost {
  /** Null when the numbers tell no country. */
  readonly country: string | null;
  readonly messages: number;
  readonly segments: number;
  /** Undefined when the country has no price. */
  readonly micros: number | undefined;
}

export interface Forecast {
  readonly countries: readonly CountryCost[];
  /** The sum of what is known. */
  readonly micros: number;
  /** Messages to countries without a price. */
  readonly unpriced: number;
  /** With unknown prices counted as dear ones: what limits are compared with. */
  readonly cautiousMicros: number;
}

/**
 * Forecasts what messages to several countries cost when each has the same number of segments on average. The dearest country first.
 *
 * @param messages how many go to which country; the same country may stand there several times
 */
export function forecastCost(
  book: PriceBook,
  messages: readonly { readonly country: string | null; readonly n: number }[],
  segmentsPerMessage: number,
): Forecast {
  const counted = new Map<string | null, number>();
  for (const { country, n } of messages) counted.set(country, (counted.get(country) ?? 0) + n);
  const countries = [...counted]
    .filter(([, n]) => n > 0)
    .map(([country, n]): CountryCost => {
      const segments = Math.round(segmentsPerMessage * n);
      return { country, messages: n, segments, micros: textCost(book, country, segments) };
    })
    .sort((a, b) => (b.micros ?? Number.MAX_SAFE_INTEGER) - (a.micros ?? Number.MAX_SAFE_INTEGER) || b.messages - a.messages);
  return {
    countries,
    micros: countries.reduce((sum, one) => sum + (one.micros ?? 0), 0),
    unpriced: countries.reduce((sum, one) => sum + (one.micros === undefined ? one.messages : 0), 0),
    cautiousMicros: countries.reduce((sum, one) => sum + cautiousCost(book, one.country, one.segments), 0),
  };
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

/**
 * A price as a provider writes it, in millionths: exact, without floating point. Undefined when it is no price.
 *
 * @example priceMicros('-0.00830') // 8300, since a provider writes what it takes with a minus
 */
export function priceMicros(text: string): number | undefined {
  const match = /^-?(\d{1,9})(?:\.(\d{1,12}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, whole = '', part = ''] = match;
  return Number(whole) * 1_000_000 + Number(part.padEnd(6, '0').slice(0, 6)) + (Number(part[6] ?? 0) >= 5 ? 1 : 0);
}
