import type { Canary } from '@tidings/core/compliance/decision';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { lowerMarksOfSource } from './lane-marks-store.ts';

/**
 * The canaries among these sources, locked until the lease commits: several lanes may lease of one source at once, and the first few are
 * counted over all of them.
 */
export async function lockCanaries(tx: Tx, sourceIds: readonly string[]): Promise<Map<string, Canary>> {
  if (sourceIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; limit: number; leased: number }>`
    select id, canary_limit as "limit", canary_leased as leased from message_sources
    where id = any(${[...sourceIds]}::uuid[]) and canary_limit is not null order by id for update`.execute(tx);
  return new Map(rows.map(({ id, limit, leased }) => [id, { limit, leased }]));
}

/** Notes how many of each source have been leased by now. */
export async function saveCanaries(tx: Tx, canaries: ReadonlyMap<string, Canary>): Promise<void> {
  if (canaries.size === 0) return;
  const entries = [...canaries];
  await sql`
    update message_sources s set canary_leased = i.leased
    from unnest(${entries.map(([id]) => id)}::uuid[], ${entries.map(([, { leased }]) => leased)}::int[]) as i(id, leased)
    where s.id = i.id`.execute(tx);
}

/** The canary of a source; undefined once everybody may get it. */
export async function findCanary(tx: Tx, workspaceId: string, sourceId: string): Promise<Canary | undefined> {
  const { rows } = await sql<Canary>`
    select canary_limit as "limit", canary_leased as leased from message_sources
    where workspace_id = ${workspaceId} and id = ${sourceId} and canary_limit is not null`.execute(tx);
  return rows[0];
}

/**
 * Lets everybody after the first few get it. Its lanes read their queues again from the beginning, as they stepped over what waited. The
 * marks are locked before the source, as a lease does.
 */
export async function liftCanary(tx: Tx, workspaceId: string, sourceId: string): Promise<void> {
  await lowerMarksOfSource(tx, workspaceId, sourceId);
  await sql`update message_sources set canary_limit = null where workspace_id = ${workspaceId} and id = ${sourceId}`.execute(tx);
}
