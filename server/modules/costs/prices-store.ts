import type { ReportedPrice } from '@tidings/core/messaging/prices';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Which reported prices: of one workspace's world and provider, in one currency. */
export interface PricesOf {
  readonly workspaceId: string;
  readonly sandbox: boolean;
  readonly provider: string;
  readonly currency: string;
}

/** What the provider charged lately. */
export async function listReportedPrices(tx: Tx, of: PricesOf): Promise<ReportedPrice[]> {
  const { rows } = await sql<ReportedPrice>`
    select country, micros, jsonb_array_length(samples) as samples, reported_at::date::text as "asOf" from reported_prices
    where workspace_id = ${of.workspaceId} and sandbox = ${of.sandbox} and provider = ${of.provider} and currency = ${of.currency}
    order by country`.execute(tx);
  return rows;
}

/** The last prices of a country, oldest first, locked until the transaction ends where there are any. */
export async function lockSamples(tx: Tx, of: PricesOf, country: string): Promise<readonly number[]> {
  const row = await tx
    .selectFrom('reported_prices')
    .select('samples')
    .where('workspace_id', '=', of.workspaceId)
    .where('sandbox', '=', of.sandbox)
    .where('provider', '=', of.provider)
    .where('currency', '=', of.currency)
    .where('country', '=', country)
    .forUpdate()
    .executeTakeFirst();
  return row?.samples ?? [];
}

export async function saveSamples(
  tx: Tx,
  of: PricesOf,
  price: { readonly country: string; readonly samples: readonly number[]; readonly micros: number },
): Promise<void> {
  const values = { samples: JSON.stringify(price.samples), micros: price.micros };
  await tx
    .insertInto('reported_prices')
    .values({
      workspace_id: of.workspaceId,
      sandbox: of.sandbox,
      provider: of.provider,
      currency: of.currency,
      country: price.country,
      ...values,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'sandbox', 'provider', 'currency', 'country'])
        .doUpdateSet({ ...values, reported_at: sql<Date>`now()` }),
    )
    .execute();
}

/** The provider that a workspace sends texts through, in its sandbox or live; undefined while there is none. */
export async function findTextProvider(tx: Tx, workspaceId: string, sandbox: boolean): Promise<string | undefined> {
  const row = await tx
    .selectFrom('connections')
    .select('provider')
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', 'sms')
    .where('sandbox', '=', sandbox)
    .where('archived_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.provider;
}
