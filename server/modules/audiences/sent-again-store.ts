import { missedReasons, missedStates, reachedStates, repairedReasons } from '@tidings/core/messaging/follow-up';
import { reachedReasons } from '@tidings/core/messaging/may-have-arrived';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/**
 * Lets one at a time decide in a workspace who gets something again: the list of failures, and the planning of a broadcast to those missed.
 * Whoever comes second sees what the first wrote down, so both pressed at once send once (I1). Take it before all other locks and before the
 * statement that decides. Held until the transaction ends.
 */
export async function lockSendingAgain(tx: Tx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(7065, hashtext(${workspaceId}))`.execute(tx);
}

/**
 * The first of the messages to one person that repeat each other, of message `m`. Not coalesce: under row-level security PostgreSQL would not
 * look it up in the index.
 */
const first = sql`case when m.again_of is null then m.id else m.again_of end`;

/** That broadcast `b` goes to those missed of another, whomever else it goes to. */
const toThoseMissed = (broadcastId: RawBuilder<unknown>) =>
  sql`b.audience @> jsonb_build_object('include', jsonb_build_array(jsonb_build_object('kind', 'missed', 'broadcast_id', ${broadcastId})))`;

/** That somebody has the message under an alias, or may have it. */
export const hasIt = (
  alias: string,
): RawBuilder<boolean> => sql<boolean>`(${sql.ref(`${alias}.state`)} = any(${[...reachedStates]}::text[])
  or ${sql.ref(`${alias}.state`)} = 'failed' and ${sql.ref(`${alias}.reason`)} = any(${[...reachedReasons]}::text[]))`;

/** The same, or a worker has it in hand: it may have gone out already. A correction must reach them all. */
const mayHaveIt = (
  alias: string,
): RawBuilder<boolean> => sql<boolean>`(${hasIt(alias)} or ${sql.ref(`${alias}.state`)} in ('queued', 'leased')
  and exists (select 1 from outbox o where o.message_id = ${sql.ref(`${alias}.id`)} and o.status <> 'queued'))`;

/** Of message `m`: whoever it was for has it, or may have it, from it or since. */
export const reachedSince = (): RawBuilder<boolean> =>
  sql<boolean>`(${mayHaveIt('m')} or exists (${sameAgain(sql`again.id > m.id and ${mayHaveIt('again')}`)}))`;

/**
 * Other messages with the text of `m` to the same person, as a query for `exists`, each of which is called `again`: from the list of failures,
 * or by a broadcast to those missed, however many times over. `pick`: what is asked of each, for other uses.
 */
export function sameAgain(condition: RawBuilder<unknown>, pick: RawBuilder<unknown> = sql`1`): RawBuilder<unknown> {
  return sql`select ${pick} from (
      select again.id, again.state, again.reason, again.address from messages again
      where again.again_of = ${first} and again.workspace_id = m.workspace_id and again.id <> m.id
      union all
      select again.id, again.state, again.reason, again.address from messages again
      where again.id = m.again_of and again.workspace_id = m.workspace_id
      union all
      select again.id, again.state, again.reason, again.address from messages again join broadcasts b on b.id = again.source_id
      where again.contact_id = m.contact_id and again.workspace_id = m.workspace_id and again.id > m.id and again.direction = 'out'
        and ${toThoseMissed(sql`coalesce(m.source_id, m.rules_source_id)`)}) again
    where ${condition}`;
}

/** Of `again`: somebody has it, may have it, or is about to get it. */
export const stillGoes = sql`(again.state <> all(${[...missedStates]}::text[]) or ${hasIt('again')})`;

/** That a person got one of these broadcasts, or the same text since, and where: `contact_id` and the latest `address`, one row each. */
export function reachedAt(workspaceId: string, broadcastIds: readonly string[]): RawBuilder<unknown> {
  const since = sql`again.id > m.id and ${mayHaveIt('again')}`;
  return sql`select distinct on (m.contact_id) m.contact_id,
      case when ${mayHaveIt('m')} then m.address else (${sameAgain(since, sql`again.address`)} order by again.id desc limit 1) end as address
    from messages m
    where m.workspace_id = ${workspaceId} and m.source_id = any(${[...broadcastIds]}::uuid[]) and m.direction = 'out' and m.source <> 'test'
      and m.contact_id is not null and ${reachedSince()}
    order by m.contact_id, m.id desc`;
}

/** The reasons for which a plan to those missed goes to somebody. */
export const reasonsToRepeat = (repaired: boolean): readonly string[] => (repaired ? repairedReasons : missedReasons);

/** The message of each person that a plan to those missed repeats, as a column: `contact` is theirs. Null for who was not missed. */
export function repeatedBy(
  workspaceId: string,
  broadcastIds: readonly string[],
  contact: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`(select ${first} from messages m
    where m.contact_id = ${contact} and m.workspace_id = ${workspaceId} and m.source_id = any(${[...broadcastIds]}::uuid[])
      and m.direction = 'out' and m.source <> 'test' and m.state = any(${[...missedStates]}::text[])
      and m.reason = any(${[...missedReasons, ...repairedReasons]}::text[])
    order by m.id desc limit 1)`;
}
