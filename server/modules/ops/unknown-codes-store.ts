import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** A provider's code with the failures that it ended. */
export interface CodeRow {
  readonly code: string;
  /** `mostCodesCounted` of all codes together at most. */
  readonly n: number;
  readonly firstAt: Date;
}

/** So many failures, the latest, are looked at: each page of the workspace asks. */
export const mostCodesCounted = 1_000;

/**
 * What the provider refused within the last 24 hours, by its code, the most frequent first. Read by the index of failures by reason. Codes that
 * are known here may be among them.
 */
export async function listRefusedCodes(tx: Tx, workspaceId: string): Promise<CodeRow[]> {
  const { rows } = await sql<CodeRow>`
    select f.error_code as code, count(*)::int as n, min(f.at) as "firstAt" from (
      select error_code, at from message_failures
      where workspace_id = ${workspaceId} and reason = 'provider_refused' and id >= first_id_at(now() - interval '24 hours')
        and at > now() - interval '24 hours'
      order by id desc limit ${mostCodesCounted}) f
    where f.error_code is not null
    group by 1 order by 2 desc, 1`.execute(tx);
  return rows;
}

/** Codes that somebody of the workspace has looked at. */
export async function listSeenCodes(tx: Tx, workspaceId: string): Promise<string[]> {
  const row = await tx.selectFrom('workspaces').select('settings').where('id', '=', workspaceId).executeTakeFirst();
  const seen = row?.settings['seen_codes'];
  return Array.isArray(seen) ? seen.map(String) : [];
}

/** Notes that somebody has looked at codes. */
export async function addSeenCodes(tx: Tx, workspaceId: string, codes: readonly string[]): Promise<void> {
  await sql`update workspaces set settings = settings || jsonb_build_object('seen_codes', (
      select to_jsonb(array_agg(distinct code)) from (
        select jsonb_array_elements_text(coalesce(settings -> 'seen_codes', '[]'::jsonb)) as code
        union all select unnest(${[...codes]}::text[])) c))
    where id = ${workspaceId}`.execute(tx);
}
