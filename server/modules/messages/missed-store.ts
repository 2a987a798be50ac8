import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** The states of messages that missed_messages holds: each in an index of its own, however few it is among millions. */
export const missedStates: readonly string[] = ['failed', 'skipped', 'expired', 'cancelled', 'unknown'];

/** Whether every one of the states is kept there. */
export function areMissed(states: readonly string[]): boolean {
  return states.length > 0 && states.every((state) => missedStates.includes(state));
}

/** Missed messages of one source with the given pairs of state and reason, in the order of their ids, after one of them. */
export async function missedOfSource(
  tx: Tx,
  workspaceId: string,
  sourceId: string,
  pairs: readonly { readonly state: string; readonly reason: string }[],
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select x.message_id as id
    from unnest(${pairs.map((one) => one.state)}::text[], ${pairs.map((one) => one.reason)}::text[]) as p(state, reason)
    cross join lateral (
      select k.message_id from missed_messages k
      where k.workspace_id = ${workspaceId} and k.source_id = ${sourceId} and k.state = p.state and k.reason = p.reason
        ${page.after === undefined ? sql`` : sql`and k.message_id > ${page.after}`}
      order by k.message_id limit ${page.limit}) x
    order by 1 limit ${page.limit}`.execute(tx);
  return rows.map((row) => row.id);
}

/** Missed messages of a workspace, or of one of its sources, in the given states, newest first, before one of them. */
export async function latestMissed(
  tx: Tx,
  workspaceId: string,
  of: { readonly states: readonly string[]; readonly sourceId: string | undefined },
  page: { readonly before: string | undefined; readonly limit: number },
): Promise<string[]> {
  const rest = sql`${page.before === undefined ? sql`` : sql`and k.message_id < ${page.before}`} order by k.message_id desc limit ${page.limit}`;
  const states = [...of.states];
  // The counters know which reasons there are, so that each is read from its place in the index.
  const each =
    of.sourceId === undefined
      ? sql`unnest(${states}::text[]) as p(state) cross join lateral (
          select k.message_id from missed_messages k where k.workspace_id = ${workspaceId} and k.state = p.state ${rest}) x`
      : sql`source_counts p cross join lateral (
          select k.message_id from missed_messages k where k.source_id = p.source_id and k.state = p.state and k.reason = p.reason ${rest}) x
        where p.workspace_id = ${workspaceId} and p.source_id = ${of.sourceId} and p.n > 0 and p.state = any(${states}::text[])`;
  const { rows } = await sql<{ id: string }>`
    select x.message_id as id from ${each} order by 1 desc limit ${page.limit}`.execute(tx);
  return rows.map((row) => row.id);
}
