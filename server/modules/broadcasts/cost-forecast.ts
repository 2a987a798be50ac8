import { countryOf } from '@tidings/core/contacts/country-of';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { type Forecast, forecastCost, formatMicros } from '@tidings/core/messaging/cost';
import { currency, lookupMicros, type PriceBook } from '@tidings/core/messaging/prices';
import type { Tx } from '../../db/database.ts';
import { Refusal } from '../../lib/errors.ts';
import { priceProvider, readPriceBook } from '../costs/price-book.ts';
import { readCostSettings } from '../costs/settings-store.ts';

/** Who gets it, and how long it is. */
interface Asked {
  readonly workspaceId: string;
  readonly sandbox: boolean;
  /** Those who get it, now or later, by the beginning of their number: the number of one of them tells the country. */
  readonly messages: readonly { readonly phone: string | null; readonly n: number }[];
  /** Segments per message, on average. */
  readonly segmentsEach: number;
  /** Numbers of those who get it that have not been looked up. */
  readonly notLookedUp: number;
}

export interface CostForecast {
  readonly forecast: Forecast;
  readonly book: PriceBook;
  readonly provider: string;
  /** Above this a member confirms the sum; null: never. */
  readonly askAbove: number | null;
  /** Numbers that are looked up first, and what that costs; null when lookups are off. */
  readonly lookups: { readonly numbers: number; readonly micros: number | null } | null;
}

/** What a broadcast would cost now, at the prices of the workspace. */
export async function forecastBroadcast(tx: Tx, asked: Asked): Promise<CostForecast> {
  const { workspaceId, sandbox, notLookedUp } = asked;
  const provider = await priceProvider(tx, workspaceId, sandbox);
  const book = await readPriceBook(tx, { workspaceId, sandbox, provider });
  const settings = await readCostSettings(tx, workspaceId);
  const each = lookupMicros(provider);
  return {
    forecast: costOf(book, asked.messages, asked.segmentsEach),
    book,
    provider,
    askAbove: settings.ask_above_micros,
    lookups: settings.lookups ? { numbers: notLookedUp, micros: each === undefined ? null : notLookedUp * each } : null,
  };
}

/** What messages to these people cost, by the country of their numbers. */
export function costOf(book: PriceBook, messages: Asked['messages'], segmentsEach: number): Forecast {
  const byCountry = messages.map(({ phone, n }) => ({ country: phone === null ? null : countryOf(phone), n }));
  return forecastCost(book, byCountry, segmentsEach);
}

/** The same for screens. */
export function presentCost({ forecast, book, askAbove, lookups }: CostForecast): BroadcastEstimate['cost'] {
  const dates = forecast.countries.flatMap(({ country }) => (country === null ? [] : (book.get(country)?.asOf ?? [])));
  return {
    micros: forecast.micros,
    currency,
    words: `about ${formatMicros(forecast.micros)}`,
    known: forecast.unpriced === 0,
    as_of: dates.sort()[0] ?? '',
    unpriced: forecast.unpriced,
    cautious_micros: forecast.cautiousMicros,
    confirm: askAbove !== null && forecast.cautiousMicros > askAbove,
    countries: forecast.countries.map(({ country, messages, segments, micros }) => {
      const price = country === null ? undefined : book.get(country);
      return {
        country,
        messages,
        segments,
        micros: micros ?? null,
        per_segment_micros: price ? price.micros + price.surchargeMicros : null,
        basis: price?.basis ?? null,
      };
    }),
    lookups,
  };
}

/** Refuses a broadcast that is dearer than the workspace lets pass unasked, unless a member accepted the sum (I10). */
export function requireCostAccepted({ forecast, askAbove }: CostForecast, accepted: number | undefined): void {
  const { cautiousMicros } = forecast;
  if (askAbove === null || cautiousMicros <= askAbove || (accepted !== undefined && cautiousMicros <= accepted)) return;
  const sum = formatMicros(cautiousMicros);
  throw new Refusal(
    'cost_not_accepted',
    accepted === undefined
      ? `It would cost up to ${sum}, more than the ${formatMicros(askAbove)} above which this workspace asks. Accept the sum to send it.`
      : `It would cost up to ${sum} now, more than the ${formatMicros(accepted)} that was accepted. Look at the numbers again.`,
    { fields: [{ field: 'body.accept_cost_micros', message: `must be at least ${cautiousMicros}`, at_least: cautiousMicros }] },
  );
}
