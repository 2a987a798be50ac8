import type { SpendingPeriod } from '@tidings/core/messaging/spending';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** What a message of a lease is expected to cost, or what that turned out wrong by. */
export interface Spending {
  readonly workspaceId: string;
  readonly sandbox: boolean;
  readonly day: string;
  readonly sourceId: string | null;
  /** For the day and its limits: an unknown price counts as a dear one. */
  readonly micros: number;
  /** For the source: only what is known; left out it is nothing. */
  readonly knownMicros?: number | undefined;
}

/**
 * Adds to what was spent, by day and by source; negative to take it back. The last thing a transaction locks, in one order: whoever
 * holds messages and counters may take these, never the other way.
 */
export async function addSpending(tx: Tx, spendings: readonly Spending[]): Promise<void> {
  const bySource = new Map<string, { workspaceId: string; sourceId: string; micros: number }>();
  const byDay = new Map<string, { workspaceId: string; sandbox: boolean; day: string; micros: number }>();
  for (const { workspaceId, sandbox, day, sourceId, micros, knownMicros = 0 } of spendings) {
    if (sourceId !== null && knownMicros !== 0)
      bySource.set(sourceId, { workspaceId, sourceId, micros: knownMicros + (bySource.get(sourceId)?.micros ?? 0) });
    if (micros === 0) continue;
    const key = `${workspaceId} ${sandbox} ${day}`;
    byDay.set(key, { workspaceId, sandbox, day, micros: micros + (byDay.get(key)?.micros ?? 0) });
  }
  await addToSources(tx, inOrder(bySource));
  await addToDays(tx, inOrder(byDay));
}

const inOrder = <T>(map: Map<string, T>): T[] => [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);

async function addToSources(tx: Tx, rows: readonly { workspaceId: string; sourceId: string; micros: number }[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into source_costs (workspace_id, source_id, currency, expected_micros)
    select workspace, source, 'USD', micros from unnest(${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.sourceId)}::uuid[],
      ${rows.map((row) => row.micros)}::bigint[]) as t(workspace, source, micros)
    on conflict (source_id, currency) do update set expected_micros = source_costs.expected_micros + excluded.expected_micros`.execute(
    tx,
  );
}

async function addToDays(
  tx: Tx,
  rows: readonly { workspaceId: string; sandbox: boolean; day: string; micros: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into spend_days (workspace_id, sandbox, day, micros)
    select * from unnest(${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.sandbox)}::boolean[],
      ${rows.map((row) => row.day)}::date[], ${rows.map((row) => row.micros)}::bigint[])
    on conflict (workspace_id, sandbox, day) do update set micros = spend_days.micros + excluded.micros`.execute(tx);
}

export interface SpendHoldRow {
  readonly workspace_id: string;
  readonly sandbox: boolean;
  readonly period: SpendingPeriod;
  readonly needed_micros: number;
  readonly since: Date;
}

/** Notes that bulk waits for a limit; true when that is new. */
export async function insertHold(
  tx: Tx,
  hold: { workspaceId: string; sandbox: boolean; period: SpendingPeriod; neededMicros: number },
): Promise<boolean> {
  const row = await tx
    .insertInto('spend_holds')
    .values({
      workspace_id: hold.workspaceId,
      sandbox: hold.sandbox,
      period: hold.period,
      needed_micros: hold.neededMicros,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('since')
    .executeTakeFirst();
  return row !== undefined;
}

/** Workspaces whose bulk waits for a limit. System scope. */
export async function listHolds(tx: Tx): Promise<SpendHoldRow[]> {
  return tx.selectFrom('spend_holds').selectAll().limit(1_000).execute();
}

export async function findHold(tx: Tx, workspaceId: string, sandbox: boolean): Promise<SpendHoldRow | undefined> {
  return tx
    .selectFrom('spend_holds')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('sandbox', '=', sandbox)
    .executeTakeFirst();
}

/** Ends a hold; false when somebody else just did. */
export async function deleteHold(tx: Tx, workspaceId: string, sandbox: boolean): Promise<boolean> {
  const row = await tx
    .deleteFrom('spend_holds')
    .where('workspace_id', '=', workspaceId)
    .where('sandbox', '=', sandbox)
    .returning('since')
    .executeTakeFirst();
  return row !== undefined;
}

/** What the messages of sources were expected to cost and what was charged, one row per currency. */
export async function sourceCosts(tx: Tx, workspaceId: string, sourceId: string) {
  return tx
    .selectFrom('source_costs')
    .select(['currency', 'expected_micros', 'actual_micros', 'priced', 'priced_failed'])
    .where('workspace_id', '=', workspaceId)
    .where('source_id', '=', sourceId)
    .orderBy('currency')
    .execute();
}
