import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export interface BroadcastKey {
  readonly id: string;
  readonly workspace_id: string;
}

/** What a broadcast says while it waits because it is late. */
const lateWords = 'Nothing ran at its time. It waits for somebody to say whether it still goes.';

/**
 * Scheduled broadcasts whose time has come become "planning"; those that were due before `lateBefore` wait as "paused", to be asked about.
 * System scope. Rows that another process is picking up are skipped, so each is picked up once, and a process that dies has changed nothing.
 */
export async function startDue(tx: Tx, now: Date, lateBefore: Date): Promise<BroadcastKey[]> {
  const late = sql`scheduled_at < ${lateBefore}`;
  const { rows } = await sql<BroadcastKey>`
    update broadcasts b set updated_at = now(), version = version + 1, state = case when ${late} then 'paused' else 'planning' end,
      started_at = case when ${late} then null else now() end, late_since = case when ${late} then now() end,
      state_reason = case when ${late} then ${lateWords} end
    from (select id from broadcasts where state = 'scheduled' and scheduled_at <= ${now} order by scheduled_at limit 20 for update skip locked) due
    where b.id = due.id and b.state = 'scheduled'
    returning b.id, b.workspace_id`.execute(tx);
  return rows;
}

/** A broadcast that waits because it is late. */
export interface LateBroadcast {
  readonly id: string;
  readonly name: string;
  /** The wall time and zone that were chosen. */
  readonly local: string | null;
  readonly zone: string | null;
  readonly since: Date;
}

/** Broadcasts of a workspace that wait for somebody to say whether they still go, the one that was due first before the others. */
export async function listLate(tx: Tx, workspaceId: string): Promise<LateBroadcast[]> {
  const { rows } = await sql<LateBroadcast>`
    select id, name, scheduled_local as local, scheduled_zone as zone, late_since as since from broadcasts
    where workspace_id = ${workspaceId} and late_since is not null and state = 'paused' order by scheduled_at, id limit 20`.execute(
    tx,
  );
  return rows;
}

/** Broadcasts to be planned now, oldest first; not those whose numbers are being looked up. System scope. */
export async function listToPlan(tx: Tx): Promise<BroadcastKey[]> {
  const { rows } = await sql<BroadcastKey>`
    select id, workspace_id from broadcasts b
    where state = 'planning' and (plan_after is null or plan_after <= now())
      and not exists (select 1 from lookup_runs r where r.broadcast_id = b.id and r.finished_at is null)
    order by started_at limit 20`.execute(tx);
  return rows;
}

/**
 * Takes the right to plan one broadcast until the transaction ends; false when another process has it. Unlike a row lock it
 * leaves the row free, so that pause and cancel need not wait for a plan of a hundred thousand; it ends with its process.
 */
export async function tryPlanLock(tx: Tx, broadcastId: string): Promise<boolean> {
  const { rows } = await sql<{
    taken: boolean;
  }>`select pg_try_advisory_xact_lock(7064, hashtext(${broadcastId})) as taken`.execute(tx);
  return rows[0]?.taken === true;
}

/** Notes that planning broke, and when to try again. Returns how often it did. */
export async function notePlanFailure(tx: Tx, workspaceId: string, id: string): Promise<number> {
  const { rows } = await sql<{ plan_attempts: number }>`
    update broadcasts set plan_attempts = plan_attempts + 1, plan_after = now() + make_interval(secs => power(2, least(plan_attempts, 6)))
    where workspace_id = ${workspaceId} and id = ${id} and state = 'planning' returning plan_attempts`.execute(tx);
  return rows[0]?.plan_attempts ?? 0;
}

/** Broadcasts in "sending" of which nothing waits any more become "completed". System scope. */
export async function completeFinished(tx: Tx): Promise<BroadcastKey[]> {
  const { rows } = await sql<BroadcastKey>`
    update broadcasts b set state = 'completed', finished_at = now(), updated_at = now(), version = version + 1
    from (
      select id from broadcasts x where x.state = 'sending' and not exists (select 1 from outbox o where o.source_id = x.id)
      limit 100 for update skip locked) done
    where b.id = done.id and b.state = 'sending'
    returning b.id, b.workspace_id`.execute(tx);
  return rows;
}

/**
 * Completed broadcasts of which something waits again, since a receipt reported a failure that passes, go on sending: so pause and cancel reach
 * it. A provider reports failures within a few days at most. System scope.
 */
export async function reopenRetried(tx: Tx): Promise<BroadcastKey[]> {
  const { rows } = await sql<BroadcastKey>`
    update broadcasts b set state = 'sending', finished_at = null, updated_at = now(), version = version + 1
    from (
      select id from broadcasts x where x.state = 'completed' and x.finished_at > now() - interval '7 days'
        and exists (select 1 from outbox o where o.source_id = x.id)
      limit 100 for update skip locked) again
    where b.id = again.id and b.state = 'completed'
    returning b.id, b.workspace_id`.execute(tx);
  return rows;
}

/** Cancelled broadcasts whose messages are not all out of the queue. System scope. */
export async function listCancelling(tx: Tx): Promise<BroadcastKey[]> {
  const { rows } = await sql<BroadcastKey>`
    select id, workspace_id from broadcasts where state = 'cancelled' and finished_at is null order by id limit 20`.execute(tx);
  return rows;
}

/** Notes the end of a cancellation. */
export async function endCancelling(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await sql`update broadcasts set finished_at = now(), updated_at = now()
    where workspace_id = ${workspaceId} and id = ${id} and state = 'cancelled' and finished_at is null`.execute(tx);
}

/**
 * Notes how much each broadcast in "sending" has handed over by now, and forgets what is older than 15 seconds. System
 * scope. Several workers may call it: a sample younger than 0.8 seconds stays.
 */
export async function sampleRates(tx: Tx): Promise<void> {
  await sql`
    insert into broadcast_rates as r (broadcast_id, workspace_id, sampled_at, samples)
    select b.id, b.workspace_id, now(), jsonb_build_array(jsonb_build_array(floor(extract(epoch from now()) * 1000), handed_over))
    from broadcasts b
    cross join lateral (
      select coalesce(sum(n), 0) as handed_over from source_counts c
      where c.source_id = b.id and c.state in ('accepted', 'sent', 'delivered', 'failed', 'unknown')) counted
    where b.state = 'sending'
    order by b.id
    on conflict (broadcast_id) do update set sampled_at = excluded.sampled_at,
      samples = coalesce((select jsonb_agg(one order by (one ->> 0)::numeric) from jsonb_array_elements(r.samples) one
        where (one ->> 0)::numeric > extract(epoch from now()) * 1000 - 15000), '[]') || excluded.samples
    where r.sampled_at < now() - interval '800 milliseconds'`.execute(tx);
}

/** The samples of one broadcast, oldest first: milliseconds since the epoch, and what was handed over by then. */
export async function rateSamples(tx: Tx, workspaceId: string, id: string): Promise<readonly (readonly [number, number])[]> {
  const row = await tx
    .selectFrom('broadcast_rates')
    .select('samples')
    .where('workspace_id', '=', workspaceId)
    .where('broadcast_id', '=', id)
    .executeTakeFirst();
  return row?.samples ?? [];
}
