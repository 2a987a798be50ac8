import { countryOf } from '@tidings/core/contacts/country-of';
import { cautiousCost } from '@tidings/core/messaging/cost';
import { currency as ownCurrency } from '@tidings/core/messaging/prices';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import { NoAnswer } from '../../lib/outgoing-http.ts';
import { type ListedSms, ProviderTrouble } from '../../providers/sms/contract.ts';
import { smsProvider } from '../../providers/sms/registry.ts';
import { type OpenConnection, openConnectionFast } from '../connections/open-connection.ts';
import { learnPrices, readPriceBook } from '../costs/price-book.ts';
import { addSpending } from '../costs/spending-store.ts';
import {
  addCharged,
  finishPriceRead,
  keepPriceRead,
  type PricedMessage,
  type PriceRead,
  postponePriceRead,
  takePriceRead,
  watchPrices,
  writePrices,
} from './price-reads-store.ts';

/** How long a connection must have had no receipts: a provider tells prices a little after it tells the outcome. */
const quiet = { sandboxSeconds: 3, liveSeconds: 60 };
/** A provider's list is read again at the earliest after this. */
const againSeconds = { sandbox: 5, live: 300 };
/** A message without a price after this gets none any more, or it was free. */
const hopeMs = 24 * 3_600_000;
const overlapMs = 120_000;
const longestPauseSeconds = 3_600;

/** Makes new connections known to the reading of prices. */
export async function watchNewPrices(ctx: Context): Promise<void> {
  await ctx.db.system(watchPrices);
}

/** Reads what providers charged from their own lists, which alone tell it, and corrects forecasts, limits and prices by it. */
export async function readPrices(ctx: Context, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const run = await ctx.db.system((tx) => takePriceRead(tx, quiet));
    if (!run) return;
    try {
      const connection = await openConnectionFast(ctx, run.connectionId);
      const until = await readList(ctx, run, connection, signal);
      const again = connection.sandbox ? againSeconds.sandbox : againSeconds.live;
      if (until) await ctx.db.system((tx) => finishPriceRead(tx, run, until, again));
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof ProviderTrouble)) throw error;
      const asked = error instanceof ProviderTrouble ? (error.retryAfterMs ?? 0) / 1_000 : 0;
      const seconds = Math.max(asked, Math.min(longestPauseSeconds, 10 * 2 ** Math.min(run.failures, 12)));
      ctx.log.info({ connection_id: run.connectionId, err: error, seconds }, 'prices could not be had; asking again later');
      await ctx.db.system((tx) => postponePriceRead(tx, run, { words: error.message, seconds }));
    }
  }
}

/** Returns from when on to read the next time; undefined when it was broken off. */
async function readList(
  ctx: Context,
  run: PriceRead,
  connection: OpenConnection,
  signal: AbortSignal,
): Promise<Date | undefined> {
  const provider = smsProvider(connection.provider);
  const since = new Date(run.readUntil.getTime() - overlapMs);
  let until = run.now.getTime();
  for (let page: string | undefined, first = true; first || page !== undefined; first = false) {
    if (signal.aborted) return undefined;
    const listed = await provider.listPage(ctx.outgoing, connection, { since, ...(page === undefined ? {} : { page }) });
    const ours = listed.messages.filter((one) => one.direction === 'out' && one.sentAt !== null);
    for (const { price, sentAt, receipt } of ours)
      if (price === null && receipt.state !== 'failed' && sentAt && run.now.getTime() - sentAt.getTime() < hopeMs)
        until = Math.min(until, sentAt.getTime());
    await takePrices(ctx, run, connection, ours);
    page = listed.next;
    await ctx.db.system((tx) => keepPriceRead(tx, run));
  }
  return new Date(until);
}

type Charged = ListedSms & { readonly price: NonNullable<ListedSms['price']> };

async function takePrices(ctx: Context, run: PriceRead, connection: OpenConnection, listed: readonly ListedSms[]): Promise<void> {
  const charged = listed.filter((one): one is Charged => one.price !== null);
  for (const [unit, ours] of Map.groupBy(charged, (one) => one.price.currency)) {
    await ctx.db.workspace(run.workspaceId, async (tx) => {
      const prices = ours.map((one) => ({ providerId: one.providerId, address: one.to, micros: one.price.micros }));
      const priced = await writePrices(tx, run.workspaceId, prices);
      if (priced.length > 0) await account(tx, run.workspaceId, connection, { currency: unit, priced });
    });
  }
}

/** Corrects everything that counted the message by its forecast: its source, its day, and what its country costs from now on. */
async function account(
  tx: Tx,
  workspaceId: string,
  { provider, sandbox }: OpenConnection,
  { currency, priced }: { currency: string; priced: readonly PricedMessage[] },
): Promise<void> {
  const book = await readPriceBook(tx, { workspaceId, sandbox, provider });
  const bySource = Map.groupBy(priced, (one) => one.sourceId);
  await addCharged(
    tx,
    workspaceId,
    currency,
    [...bySource].flatMap(([sourceId, all]) => (sourceId === null ? [] : [{ sourceId, ...chargedOf(all) }])),
  );
  // Limits are in our currency: another one leaves them at the forecast.
  if (currency === ownCurrency) {
    const corrections = priced.map(({ address, segments, micros, day }) => {
      const country = countryOf(address);
      const surcharge = (country === null ? undefined : book.get(country)?.surchargeMicros) ?? 0;
      return {
        workspaceId,
        sandbox,
        day,
        sourceId: null,
        micros: micros + surcharge * segments - cautiousCost(book, country, segments),
      };
    });
    await addSpending(tx, corrections);
  }
  await learnPrices(tx, { workspaceId, sandbox, provider, currency }, perSegment(priced));
  for (const sourceId of bySource.keys())
    if (sourceId !== null) await announce(tx, workspaceId, { topic: 'broadcasts', id: sourceId });
}

function chargedOf(all: readonly PricedMessage[]): { micros: number; priced: number; failed: number } {
  const failed = all.filter((one) => one.state === 'failed').length;
  return { micros: all.reduce((sum, one) => sum + one.micros, 0), priced: all.length - failed, failed };
}

/** What was charged per segment by country, oldest first. What was free teaches nothing. */
function perSegment(priced: readonly PricedMessage[]): Map<string, number[]> {
  const byCountry = new Map<string, number[]>();
  for (const { address, segments, micros } of [...priced].sort((a, b) => (a.messageId < b.messageId ? -1 : 1))) {
    const country = countryOf(address);
    if (country === null || micros <= 0) continue;
    const samples = byCountry.get(country) ?? [];
    samples.push(Math.round(micros / Math.max(1, segments)));
    byCountry.set(country, samples);
  }
  return byCountry;
}
