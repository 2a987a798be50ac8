import { currency, keptSamples, medianMicros, type PriceBook, priceBook } from '@tidings/core/messaging/prices';
import type { Tx } from '../../db/database.ts';
import { smsProviders } from '../../providers/sms/registry.ts';
import { findTextProvider, listReportedPrices, lockSamples, type PricesOf, saveSamples } from './prices-store.ts';

/** How long this process keeps a workspace's prices for its leases: a forecast need not be newer, and a lease must not pay for it. */
const keptMs = 60_000;
const mostKept = 2_000;

const kept = new Map<string, { until: number; book: PriceBook }>();

/** The provider whose prices a workspace's forecasts are made with. */
export async function priceProvider(tx: Tx, workspaceId: string, sandbox: boolean): Promise<string> {
  return (await findTextProvider(tx, workspaceId, sandbox)) ?? smsProviders[0]?.id ?? '';
}

/** The prices that hold for a workspace, in its sandbox or live: the provider's table, corrected by what it charged lately. */
export async function readPriceBook(tx: Tx, of: Omit<PricesOf, 'currency'>): Promise<PriceBook> {
  return priceBook(of.provider, await listReportedPrices(tx, { ...of, currency }));
}

/** The same as this process read it within the last minute, without naming the provider, for leases. */
export async function keptPriceBook(tx: Tx, workspaceId: string, sandbox: boolean): Promise<PriceBook> {
  const key = `${workspaceId} ${sandbox}`;
  const known = kept.get(key);
  if (known && known.until > performance.now()) return known.book;
  const book = await readPriceBook(tx, { workspaceId, sandbox, provider: await priceProvider(tx, workspaceId, sandbox) });
  if (kept.size >= mostKept) kept.clear();
  kept.set(key, { until: performance.now() + keptMs, book });
  return book;
}

/** Takes over what the provider charged per segment, oldest first: the middle of the last ones becomes the price of the country. */
export async function learnPrices(tx: Tx, of: PricesOf, byCountry: ReadonlyMap<string, readonly number[]>): Promise<void> {
  for (const [country, charged] of [...byCountry].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const samples = [...(await lockSamples(tx, of, country)), ...charged].slice(-keptSamples);
    const micros = medianMicros(samples);
    if (micros !== undefined) await saveSamples(tx, of, { country, samples, micros });
  }
}
