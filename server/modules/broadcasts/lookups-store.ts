import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { decideNow, type People } from '../messages/decide-recipients-store.ts';

interface LookupWish {
  /** How long an answer is good. */
  readonly days: number;
  readonly purpose: MessagePurpose;
  /** The broadcasts that it corrects: see decidedRecipients. */
  readonly corrects: readonly string[];
}

/** Numbers of those who would get it that have no answer which is still good. */
async function notLookedUp(tx: Tx, workspaceId: string, people: People, { days, purpose, corrects }: LookupWish) {
  return sql<{ address: string }>`
    select distinct d.address from (${await decideNow(tx, workspaceId, people, { onePerAddress: true, purpose, corrects })}) d
    where d.reason is null and not exists (
      select 1 from number_lookups l where l.workspace_id = ${workspaceId} and l.address = d.address
        and l.looked_up_at > now() - make_interval(days => ${days}))`;
}

export async function countNotLookedUp(tx: Tx, workspaceId: string, people: People, wish: LookupWish): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (${await notLookedUp(tx, workspaceId, people, wish)}) x`.execute(tx);
  return rows[0]?.n ?? 0;
}

/** The next of them, in one order, after an address. */
export async function listNotLookedUp(
  tx: Tx,
  workspaceId: string,
  people: People,
  wish: LookupWish & { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ address: string }>`
    select address from (${await notLookedUp(tx, workspaceId, people, wish)}) x
    where address > ${wish.after} order by address limit ${wish.limit}`.execute(tx);
  return rows.map((row) => row.address);
}

/** A broadcast whose numbers are being looked up. */
export interface LookupRun {
  readonly broadcastId: string;
  readonly workspaceId: string;
  readonly total: number;
  readonly startedAt: Date;
}

/** Begins looking up for a broadcast; false when that was begun before. */
export async function insertRun(tx: Tx, workspaceId: string, broadcastId: string, total: number): Promise<boolean> {
  const row = await tx
    .insertInto('lookup_runs')
    .values({ broadcast_id: broadcastId, workspace_id: workspaceId, total })
    .onConflict((conflict) => conflict.doNothing())
    .returning('total')
    .executeTakeFirst();
  return row !== undefined;
}

export async function findRun(tx: Tx, workspaceId: string, broadcastId: string) {
  return tx
    .selectFrom('lookup_runs')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('broadcast_id', '=', broadcastId)
    .executeTakeFirst();
}

/** How long a worker is believed to be at it after it last said so, in seconds. */
const takenSeconds = 60;

/** Takes a run that nobody is at; undefined when there is none. System scope. */
export async function takeRun(tx: Tx): Promise<LookupRun | undefined> {
  const { rows } = await sql<LookupRun>`
    with free as (
      select broadcast_id from lookup_runs where finished_at is null and (taken_until is null or taken_until < now())
      order by started_at limit 1 for update skip locked
    )
    update lookup_runs r set taken_until = now() + make_interval(secs => ${takenSeconds}) from free where r.broadcast_id = free.broadcast_id
    returning r.broadcast_id as "broadcastId", r.workspace_id as "workspaceId", r.total, r.started_at as "startedAt"`.execute(tx);
  return rows[0];
}

/** Notes what was looked up since, and that this worker is still at it. */
export async function advanceRun(
  tx: Tx,
  run: LookupRun,
  found: { readonly done: number; readonly failed: number; readonly landlines: number; readonly micros: number },
): Promise<void> {
  await sql`
    update lookup_runs set done = done + ${found.done}, failed = failed + ${found.failed}, landlines = landlines + ${found.landlines},
      cost_micros = cost_micros + ${found.micros}, taken_until = now() + make_interval(secs => ${takenSeconds})
    where workspace_id = ${run.workspaceId} and broadcast_id = ${run.broadcastId}`.execute(tx);
}

/** Ends a run: the broadcast goes on. `trouble` says what kept it from asking for all. */
export async function finishRun(tx: Tx, run: LookupRun, trouble: string | null): Promise<void> {
  await sql`
    update lookup_runs set finished_at = coalesce(finished_at, now()), trouble = ${trouble}, taken_until = null
    where workspace_id = ${run.workspaceId} and broadcast_id = ${run.broadcastId}`.execute(tx);
}
