import type { PriceEntry, PriceTable } from './data/price-entry.ts';
import { twilioLookup } from './data/twilio-lookup.ts';
import { twilioSms } from './data/twilio-sms.ts';

/** Every price table: one line per provider and channel. */
const tables: readonly PriceTable[] = [twilioSms, twilioLookup];

/** The currency of the tables, of forecasts and of limits. */
export const currency = 'USD';

/** What a country without a price counts as where money is limited: on the dear side, so that a brake never holds too late. */
export const cautiousSegmentMicros = 150_000;

/** How a price is known, the best first: what the provider charged lately, its public list, or a rough memory of it. */
export type PriceBasis = 'reported' | PriceEntry['sureness'];

/** What one segment to a country costs. */
export interface SegmentPrice {
  /** Millionths of a US dollar: what the provider asks. */
  readonly micros: number;
  /** What the carriers add, 0 where nothing is known of it. */
  readonly surchargeMicros: number;
  readonly basis: PriceBasis;
  /** Day of the table, or of the last report. */
  readonly asOf: string;
}

/** What a provider charged a workspace lately in one country: the median of the last messages. */
export interface ReportedPrice {
  readonly country: string;
  /** Per segment, without what carriers add. */
  readonly micros: number;
  /** How many messages it is the median of. */
  readonly samples: number;
  readonly asOf: string;
}

/** The prices that hold for one workspace. */
export type PriceBook = ReadonlyMap<string, SegmentPrice>;

/** The tables of a provider, corrected by what it charged this workspace. A country that is in neither has no price. */
export function priceBook(provider: string, reported: readonly ReportedPrice[] = []): PriceBook {
  const table = tables.find((one) => one.provider === provider && one.channel === 'sms');
  const book = new Map<string, SegmentPrice>();
  for (const { country, micros, surchargeMicros = 0, sureness } of table?.entries ?? [])
    book.set(country, { micros, surchargeMicros, basis: sureness, asOf: table?.asOf ?? '' });
  for (const { country, micros, asOf } of reported)
    book.set(country, { micros, surchargeMicros: book.get(country)?.surchargeMicros ?? 0, basis: 'reported', asOf });
  return book;
}

/** What looking up one number costs at a provider, in millionths of a US dollar; undefined when it is not known. */
export function lookupMicros(provider: string): number | undefined {
  return tables.find((one) => one.provider === provider && one.channel === 'lookup')?.entries[0]?.micros;
}

/** Prices per segment that are looked at for a median: enough for one odd message not to matter. */
export const keptSamples = 50;

/** The middle of the last prices; of an even number the dearer of the two in the middle, so that a forecast does not promise too little. */
export function medianMicros(samples: readonly number[]): number | undefined {
  return [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)];
}
