import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/**
 * Takes connections whose turn it is to be tested, for this worker only: the next turn is set at once. Spread by a tenth, so that those made
 * together are not always tested together. Sandbox lines are left out. System scope.
 */
export async function takeDueProbes(tx: Tx, everyMinutes: number, limit: number) {
  const { rows } = await sql<{ id: string; workspaceId: string }>`
    update connections c set probe_at = now() + make_interval(secs => ${everyMinutes * 60} * (0.95 + 0.1 * random()))
    from (
      select id from connections where archived_at is null and not sandbox and probe_at <= now()
      order by probe_at limit ${limit} for update skip locked) due
    where c.id = due.id
    returning c.id, c.workspace_id as "workspaceId"`.execute(tx);
  return rows;
}
