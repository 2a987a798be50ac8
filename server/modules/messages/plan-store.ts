import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { repeatedBy } from '../audiences/sent-again-store.ts';
import { decideNow, type People } from './decide-recipients-store.ts';
import { keepPlaced, type PlanPool, placedRecipients } from './sticky-store.ts';

/** What is planned: one text to a set of people through one sender, or through the numbers of a pool. */
export interface Plan {
  readonly sourceId: string;
  readonly workspaceId: string;
  readonly kind: 'broadcast' | 'direct';
  readonly priority: 1 | 2;
  /** Null for a pool. */
  readonly senderId: string | null;
  readonly pool?: PlanPool | undefined;
  readonly onePerAddress: boolean;
  /** What it is for: see decidedRecipients. */
  readonly purpose: MessagePurpose;
  /** `people` names the address of each: see decidedRecipients. */
  readonly addressed?: boolean;
  /** The broadcasts whose missed get it: their messages belong to those that failed. The caller holds lockSendingAgain. */
  readonly repeats?: readonly string[] | undefined;
  /** The broadcasts that it corrects: see decidedRecipients. */
  readonly corrects?: readonly string[] | undefined;
  /** People whom it is not for: see decidedRecipients. */
  readonly apart?: People | undefined;
  readonly uselessAfter: Date | null;
  readonly createdBy: string | null;
  readonly createdByName: string | null;
}

export interface PlannedCount {
  readonly state: 'queued' | 'skipped';
  readonly reason: string;
  readonly n: number;
}

/**
 * Writes the ledger: one message per person, queued or skipped with its reason (I5), and an outbox entry for each queued
 * one, in one statement whatever their number. The unique send key is the last guard of I1: what is there already is
 * left alone. Returns what was written by state and reason; the caller lowers the lane's mark, and counts it.
 */
export async function insertPlanned(tx: Tx, plan: Plan, people: People): Promise<PlannedCount[]> {
  const decided = await decideNow(tx, plan.workspaceId, people, plan);
  const { pool } = plan;
  const placed = pool ? sql`, placed as materialized (${placedRecipients(pool, sql`select * from decided`)})` : sql``;
  const sender = pool ? sql`sender_id` : sql`${plan.senderId}::uuid`;
  const repeats = plan.repeats?.length ? repeatedBy(plan.workspaceId, plan.repeats, sql`contact_id`) : undefined;
  const { rows } = await sql<PlannedCount>`
    with decided as (${decided})${placed},
    written as (
      insert into messages (workspace_id, direction, channel, contact_id, address, sender_id, source, source_id, send_key, priority,
        state, reason, useless_after, ended_at, created_by, created_by_name${repeats ? sql`, again_of` : sql``})
      select ${plan.workspaceId}, 'out', 'sms', contact_id, address, ${sender}, ${plan.kind}, ${plan.sourceId},
        case when reason is null then ${sendKeySql(plan)} end, ${plan.priority},
        case when reason is null then 'queued' else 'skipped' end, reason, ${plan.uselessAfter},
        case when reason is not null then now() end, ${plan.createdBy}, ${plan.createdByName}${repeats ? sql`, ${repeats}` : sql``}
      from ${pool ? sql`placed` : sql`decided`} order by contact_id
      on conflict (send_key) where send_key is not null do nothing
      returning id, state, reason${pool ? sql`, sender_id` : sql``}
    ),
    queued as (
      insert into outbox (message_id, workspace_id, sender_id, source_id, priority, due_at)
      select id, ${plan.workspaceId}, ${sender}, ${plan.sourceId}, ${plan.priority}, now() from written where state = 'queued'
    )${pool ? sql`, kept as (${keepPlaced(plan.workspaceId, pool)})` : sql``}
    select state, coalesce(reason, '') as reason, count(*)::int as n from written group by 1, 2`.execute(tx);
  return rows;
}

/** The send key in SQL: exactly core's `sendKey` with occurrence 0 and step 0. Skipped messages have none, so they never collide. */
function sendKeySql({ kind, sourceId, onePerAddress }: Plan): RawBuilder<string> {
  const recipient = onePerAddress ? sql`address` : sql`contact_id::text || '@' || address`;
  return sql`concat_ws('|', ${kind}::text, ${sourceId}::text, '0', '0', ${recipient}, 'sms')`;
}

/** Adds what was planned to the counters of the source and of the hour. Rows in one order, so that two writers cannot deadlock. */
export async function countPlanned(tx: Tx, plan: Plan, counts: readonly PlannedCount[]): Promise<void> {
  if (counts.length === 0) return;
  const values = sql`unnest(${counts.map((one) => one.state)}::text[], ${counts.map((one) => one.reason)}::text[],
    ${counts.map((one) => one.n)}::int[]) as planned (state, reason, n)`;
  await sql`
    insert into source_counts (workspace_id, source_id, state, reason, n)
    select ${plan.workspaceId}, ${plan.sourceId}, state, reason, n from ${values} order by state, reason
    on conflict (source_id, state, reason) do update set n = source_counts.n + excluded.n`.execute(tx);
  await sql`
    insert into hour_counts (workspace_id, hour, direction, channel, state, n)
    select ${plan.workspaceId}, date_trunc('hour', now(), 'UTC'), 'out', 'sms', state, sum(n)::int from ${values} group by state order by state
    on conflict (workspace_id, hour, direction, channel, state) do update set n = hour_counts.n + excluded.n`.execute(tx);
}

/** The moment that `now()` means in this transaction: what the new outbox entries are due at, never rounded up. */
export async function transactionTime(tx: Tx): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select date_trunc('milliseconds', now()) as at`.execute(tx);
  return rows[0]?.at ?? new Date(0);
}
