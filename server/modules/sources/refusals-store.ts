import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { noStands } from '../contacts/refusals-store.ts';

/** Rows of the source that speak no more: those that are gone, and those that are just being taken over. */
export interface Replaced {
  readonly ids: readonly number[];
  readonly hashes: readonly string[];
}

/**
 * Of these people, those whose every no that stands is one that this source brought. A no of another sheet stands until that sheet says yes; so
 * does one that a row still says, of whatever sheet, and one that was taken over from somebody else of the number.
 */
export async function refusedBySource(
  tx: Tx,
  { workspaceId, sourceId }: { readonly workspaceId: string; readonly sourceId: string },
  ids: readonly string[],
  replaced: Replaced,
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select p.id from unnest(${[...new Set(ids)]}::uuid[]) p(id) cross join lateral (
      select bool_or(n.own) as own, bool_or(not n.own and not n.taken_back) as others from (
        select coalesce(s.source_id = ${sourceId}::uuid and not e.evidence ? 'kept_opted_out', false) as own,
          exists (select 1 from list_source_rows r where r.contact_id = p.id and r.source_id = s.source_id and r.consent = 'yes') as taken_back
        from consent_events e left join list_source_syncs s
          on s.workspace_id = ${workspaceId} and s.id = case when e.source = 'sheet' then (e.evidence ->> 'sync_id')::uuid end
        where e.workspace_id = ${workspaceId} and ${noStands('e', sql`p.id`)} and e.contact_id in (
          with recursive person(id) as (
            select p.id union select m.merged_id from contact_merges m join person k on k.id = m.kept_id where m.undone_at is null
          ) select id from person)
      ) n) said
    where said.own and not said.others and not exists (
      select 1 from list_source_rows r where r.workspace_id = ${workspaceId} and r.contact_id = p.id and r.consent = 'no'
        and not (r.source_id = ${sourceId} and (r.id = any(${[...replaced.ids]}::bigint[]) or r.row_hash = any(${[...replaced.hashes]}::text[]))))`.execute(
    tx,
  );
  return new Set(rows.map((row) => row.id));
}
