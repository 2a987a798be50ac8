import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Makes every connection known whose provider tells prices. What is older than it is none of ours. */
export async function watchPrices(tx: Tx): Promise<void> {
  await sql`
    insert into price_reads (connection_id, workspace_id, read_until)
    select id, workspace_id, created_at from connections c
    where channel = 'sms' and not exists (select 1 from price_reads r where r.connection_id = c.id)
    on conflict do nothing`.execute(tx);
}

/** A connection whose provider's list is to be read for prices. Times are the database's. */
export interface PriceRead {
  readonly connectionId: string;
  readonly workspaceId: string;
  readonly readUntil: Date;
  readonly failures: number;
  readonly now: Date;
}

/** How long a worker is believed to be at it after it last said so, in seconds. */
const takenSeconds = 60;

/**
 * Takes a connection that had receipts since it was last read and is quiet now, so that the reading does not compete with the sending; one that
 * never falls quiet is read all the same after ten minutes. Undefined when there is none. System scope.
 */
export async function takePriceRead(tx: Tx, quiet: { readonly sandboxSeconds: number; readonly liveSeconds: number }) {
  const { rows } = await sql<PriceRead>`
    with due as (
      select r.connection_id from price_reads r join connections c on c.id = r.connection_id
      cross join lateral (select make_interval(secs => case when c.sandbox then ${quiet.sandboxSeconds}::float8 else ${quiet.liveSeconds}::float8 end) as quiet) q
      where r.due_at <= now() and (r.taken_until is null or r.taken_until < now())
        and (c.archived_at is null or c.archived_at > now() - interval '3 days')
        and exists (select 1 from receipts p where p.workspace_id = r.workspace_id and p.received_at > r.read_until and p.connection_id = r.connection_id)
        and (r.read_until < now() - interval '10 minutes' or not exists (
          select 1 from receipts p where p.workspace_id = r.workspace_id and p.received_at > now() - q.quiet and p.connection_id = r.connection_id))
      order by r.due_at limit 1 for update of r skip locked
    )
    update price_reads r set taken_until = now() + make_interval(secs => ${takenSeconds}) from due where r.connection_id = due.connection_id
    returning r.connection_id as "connectionId", r.workspace_id as "workspaceId", r.read_until as "readUntil", r.failures, now() as now`.execute(
    tx,
  );
  return rows[0];
}

/** Says that this worker is still at it. */
export async function keepPriceRead(tx: Tx, { connectionId }: PriceRead): Promise<void> {
  await sql`
    update price_reads set taken_until = now() + make_interval(secs => ${takenSeconds}) where connection_id = ${connectionId}`.execute(
    tx,
  );
}

/** Ends a reading; it begins at `until` the next time, no sooner than after some seconds. */
export async function finishPriceRead(tx: Tx, { connectionId }: PriceRead, until: Date, againSeconds: number): Promise<void> {
  await sql`
    update price_reads set read_until = greatest(read_until, ${until}), ran_at = now(), failures = 0, trouble = null, taken_until = null,
      due_at = now() + make_interval(secs => ${againSeconds})
    where connection_id = ${connectionId}`.execute(tx);
}

export async function postponePriceRead(
  tx: Tx,
  { connectionId }: PriceRead,
  again: { words: string; seconds: number },
): Promise<void> {
  await sql`
    update price_reads set failures = failures + 1, trouble = ${again.words.replaceAll('\0', '').slice(0, 300)}, taken_until = null,
      due_at = now() + make_interval(secs => ${again.seconds})
    where connection_id = ${connectionId}`.execute(tx);
}

/** A price from the provider's list. */
export interface ListedPrice {
  readonly providerId: string;
  readonly address: string;
  readonly micros: number;
}

/** A message whose price became known. */
export interface PricedMessage {
  readonly messageId: string;
  readonly sourceId: string | null;
  readonly address: string;
  readonly state: string;
  readonly segments: number;
  readonly micros: number;
  /** The day it was handed over on, in the workspace's zone. */
  readonly day: string;
}

/** Messages that were planned longer ago than this are not looked for. */
const longestDays = 8;

/**
 * Writes prices to messages that have none yet, and returns those. Found through the contacts of their addresses, since nothing that changes per
 * message has an index: the price is written to the row itself, which stays a heap-only update. Locks the messages in the order of their ids.
 */
export async function writePrices(tx: Tx, workspaceId: string, prices: readonly ListedPrice[]): Promise<PricedMessage[]> {
  if (prices.length === 0) return [];
  const { rows } = await sql<PricedMessage>`
    with listed as materialized (
      select * from unnest(${prices.map((one) => one.providerId)}::text[], ${prices.map((one) => one.address)}::text[],
        ${prices.map((one) => one.micros)}::bigint[]) as l(provider_id, address, micros)
    ), found as materialized (
      select m.id, l.micros
      from listed l
      join contact_addresses a on a.workspace_id = ${workspaceId} and a.kind = 'phone' and a.value = l.address
      join messages m on m.contact_id = a.contact_id and m.workspace_id = ${workspaceId}
        and m.id >= first_id_at(now() - make_interval(days => ${longestDays})) and m.provider_id = l.provider_id
      where m.direction = 'out' and m.price_micros is null
      order by m.id for update of m
    )
    update messages m set price_micros = f.micros
    from found f, workspaces w
    where m.id = f.id and w.id = ${workspaceId}
    returning m.id as "messageId", m.source_id as "sourceId", m.address, m.state, coalesce(m.segments, 1)::int as segments, f.micros,
      (coalesce(m.accepted_at, m.created_at) at time zone w.time_zone)::date::text as day`.execute(tx);
  return rows;
}

/** Adds what was charged to the sources, in one order. */
export async function addCharged(
  tx: Tx,
  workspaceId: string,
  currency: string,
  rows: readonly { readonly sourceId: string; readonly micros: number; readonly priced: number; readonly failed: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  const sorted = [...rows].sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1));
  await sql`
    insert into source_costs (workspace_id, source_id, currency, actual_micros, priced, priced_failed)
    select ${workspaceId}, source, ${currency}, micros, priced, failed
    from unnest(${sorted.map((row) => row.sourceId)}::uuid[], ${sorted.map((row) => row.micros)}::bigint[],
      ${sorted.map((row) => row.priced)}::int[], ${sorted.map((row) => row.failed)}::int[]) as t(source, micros, priced, failed)
    on conflict (source_id, currency) do update set actual_micros = source_costs.actual_micros + excluded.actual_micros,
      priced = source_costs.priced + excluded.priced, priced_failed = source_costs.priced_failed + excluded.priced_failed`.execute(
    tx,
  );
}
