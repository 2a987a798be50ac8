import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** So many syncs in a row that nobody watches may fail before somebody is told on every page. Each was tried three times itself. */
export const failedInARow = 3;

/** A source that does not keep its list in step by itself any more. */
export interface TroubledSource {
  readonly id: string;
  readonly name: string;
  readonly list_id: string;
  readonly list_name: string;
  /** It stopped to ask; else it failed again and again. */
  readonly waits: boolean;
  readonly problem: string | null;
  readonly since: Date | null;
}

/**
 * Sources whose sync stopped to ask while nobody was looking (by schedule, before a broadcast), or whose latest syncs all failed, the last of
 * them by itself. Of archived lists nobody is told. Reads some syncs of each active source by its index.
 */
export async function listTroubled(tx: Tx, workspaceId: string): Promise<TroubledSource[]> {
  const { rows } = await sql<TroubledSource>`
    select s.id, s.name, s.list_id, l.name as list_name, y.waits, y.problem, y.since
    from list_sources s join lists l on l.id = s.list_id and l.archived_at is null
    cross join lateral (
      select (array_agg(r.state order by r.id desc))[1] = 'review' as waits, (array_agg(r.problem order by r.id desc))[1] as problem,
        (array_agg(r.by_itself order by r.id desc))[1] as by_itself, count(*) filter (where r.state = 'failed') as failed,
        coalesce((array_agg(r.finished_at order by r.id desc))[1], (array_agg(r.fetched_at order by r.id desc))[1]) as since
      from (
        select id, state, problem, finished_at, fetched_at, trigger in ('schedule', 'broadcast') as by_itself from list_source_syncs
        where source_id = s.id and trigger <> 'read' and state in ('completed', 'failed', 'review') order by id desc limit ${failedInARow}
      ) r
    ) y
    where s.workspace_id = ${workspaceId} and s.state = 'active' and y.by_itself and (y.waits or y.failed = ${failedInARow})
    order by s.id`.execute(tx);
  return rows;
}
