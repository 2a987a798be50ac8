import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { DuplicateLooksTable } from '../../db/tables/merges.ts';

export type LookRow = Selectable<DuplicateLooksTable>;

/** How long a worker may be silent before another takes its place. A portion takes a second or two. */
const lease = sql<Date>`now() + interval '60 seconds'`;

/** Changes are written by transactions that began earlier than they ended: so far back they are looked at again. */
const overlap = sql`interval '10 minutes'`;

/** People of a workspace who changed after an instant, for as long as the look has not come to them. */
const changed = sql`from contacts c join duplicate_looks l on l.workspace_id = c.workspace_id
  where l.workspace_id = c.workspace_id and c.deleted_at is null and c.updated_at <= l.until
    and (c.updated_at, c.id) > (l.position_at, l.position_id)`;

/** The state of the look in a workspace; undefined where nobody ever looked. `forUpdate` keeps other workers out until the transaction ends. */
export async function findLook(tx: Tx, workspaceId: string, { forUpdate = false } = {}): Promise<LookRow | undefined> {
  const query = tx.selectFrom('duplicate_looks').selectAll().where('workspace_id', '=', workspaceId);
  return (forUpdate ? query.forUpdate() : query).executeTakeFirst();
}

/**
 * Asks for a look at whoever changed since the last one, or at everybody. False when one is under way, unless everybody is asked for and that
 * one is not at everybody: then it begins anew.
 */
export async function queueLook(tx: Tx, workspaceId: string, { everybody }: { readonly everybody: boolean }): Promise<boolean> {
  const first = sql`'00000000-0000-0000-0000-000000000000'::uuid`;
  const { rows } = await sql`
    insert into duplicate_looks as l (workspace_id, state, until, position_at, position_id, leased_until)
    values (${workspaceId}, 'queued', now(), '-infinity', ${first}, ${lease})
    on conflict (workspace_id) do update set state = 'queued', until = now(), position_id = ${first}, done = 0, total = 0, leased_until = ${lease},
      mark = case when ${everybody}::boolean then null else l.mark end,
      position_at = case when ${everybody}::boolean then '-infinity' else coalesce(l.mark - ${overlap}, '-infinity') end
    where l.state = 'idle' or (${everybody}::boolean and l.mark is not null)
    returning 1`.execute(tx);
  return rows.length > 0;
}

/** Begins one that was asked for: counts whom it is to come to. */
export async function startLook(tx: Tx, workspaceId: string): Promise<void> {
  await sql`update duplicate_looks set state = 'running', total = (select count(*) ${changed} and l.workspace_id = ${workspaceId})
    where workspace_id = ${workspaceId}`.execute(tx);
}

/**
 * The next people to look at, in the order of their last change, with that order's place. The place is asked for by itself, not joined: so the index
 * is read from there on, and not everybody who is left, portion after portion.
 */
export async function nextToLookAt(tx: Tx, workspaceId: string, limit: number): Promise<{ id: string; at: string }[]> {
  const look = (column: string) => sql`(select ${sql.ref(column)} from duplicate_looks where workspace_id = ${workspaceId})`;
  const { rows } = await sql<{ id: string; at: string }>`
    select c.id, c.updated_at::text as at from contacts c
    where c.workspace_id = ${workspaceId} and c.deleted_at is null and c.updated_at <= ${look('until')}
      and (c.updated_at, c.id) > (${look('position_at')}, ${look('position_id')})
    order by c.updated_at, c.id limit ${limit}`.execute(tx);
  return rows;
}

/** Moves the mark of a running look on. */
export async function addLookProgress(
  tx: Tx,
  workspaceId: string,
  { done, last }: { readonly done: number; readonly last: { readonly id: string; readonly at: string } },
): Promise<void> {
  await sql`
    update duplicate_looks set done = done + ${done}, total = greatest(total, done + ${done}),
      position_at = ${last.at}::timestamptz, position_id = ${last.id}, leased_until = ${lease}
    where workspace_id = ${workspaceId}`.execute(tx);
}

export async function endLook(tx: Tx, workspaceId: string): Promise<void> {
  await sql`
    update duplicate_looks set state = 'idle', mark = until, looked_at = now(), total = done, leased_until = null
    where workspace_id = ${workspaceId}`.execute(tx);
}

/** Gives the lease back, so that another worker goes on at once. */
export async function releaseLook(tx: Tx, workspaceId: string): Promise<void> {
  await sql`update duplicate_looks set leased_until = now() where workspace_id = ${workspaceId} and state <> 'idle'`.execute(tx);
}

/** Looks in all workspaces whose worker is silent, leased anew for the one who is told. */
export async function takeAbandonedLooks(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ workspace_id: string }>`
    update duplicate_looks set leased_until = ${lease} where workspace_id in (
      select workspace_id from duplicate_looks where state <> 'idle' and leased_until < now() for update skip locked)
    returning workspace_id`.execute(tx);
  return rows.map((row) => row.workspace_id);
}

/**
 * Workspaces in which it is time to look: a file or a sheet was taken in since the last look, or it is night there, the last look is of the day
 * before and somebody changed since.
 */
export async function listDueLooks(tx: Tx, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select w.id from workspaces w left join duplicate_looks l on l.workspace_id = w.id
    where coalesce(l.state, 'idle') = 'idle' and (
      exists (select 1 from imports i where i.workspace_id = w.id and i.finished_at > coalesce(l.mark, '-infinity') and i.created + i.updated > 0)
      or exists (select 1 from list_source_syncs s where s.workspace_id = w.id and s.state = 'completed' and s.added + s.changed > 0
        and s.finished_at > coalesce(l.mark, '-infinity'))
      or (coalesce(l.mark, '-infinity') < ${now}::timestamptz - interval '20 hours'
        and extract(hour from ${now}::timestamptz at time zone w.time_zone) between 1 and 4
        and exists (select 1 from contacts c where c.workspace_id = w.id and c.deleted_at is null
          and c.updated_at > coalesce(l.mark, '-infinity'))))
    order by w.id`.execute(tx);
  return rows.map((row) => row.id);
}
