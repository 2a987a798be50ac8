import { mostCounted } from '@tidings/core/contract/queue';
import { reasonCodes } from '@tidings/core/messaging/reasons';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { worthRepeating } from '../messages/again.ts';
import { tookOver } from '../messages/again-store.ts';

/** Failures of the last day for one reason. */
export interface FailureRow {
  readonly reason: string | null;
  readonly codes: string[];
  /** `mostCounted + 1` or little less: more than that. */
  readonly n: number;
  readonly lastAt: Date;
  /** Of the latest thousand: not sent again yet, with a text that could be. */
  readonly open: number;
}

/** So many of each reason, the latest, are looked at one by one: as many as one press sends again. */
const lookedAt = 1_000;

/**
 * What failed within the last 24 hours and is still failed, by reason, the most frequent first. Counted from the narrow rows of failures, up to
 * a bound for each reason, and less those among the latest that are not failed any more; which could be sent again is found among the latest.
 */
export async function listFailures(tx: Tx, workspaceId: string): Promise<FailureRow[]> {
  const latest = (condition: RawBuilder<unknown>) => sql`
    select f.message_id, f.at, row_number() over (order by f.id desc) as place from message_failures f
    where f.workspace_id = ${workspaceId} and ${condition} and f.id >= first_id_at(now() - interval '24 hours')
      and f.at > now() - interval '24 hours'
    order by f.id desc limit ${mostCounted + 1}`;
  const { rows } = await sql<FailureRow>`
    with failed as materialized (
      select r.reason, x.* from unnest(${[...reasonCodes]}::text[]) as r(reason) cross join lateral (${latest(sql`f.reason = r.reason`)}) x
      union all select null, x.* from (${latest(sql`f.reason is null`)}) x
    ), still as (
      select distinct on (m.id) f.reason, m.error_code,
        case when f.reason = any(${[...worthRepeating]}::text[]) and m.body is not null and m.source not in ('answer', 'opt_in') and s.id is not null
          then not exists (select 1 from messages again where again.send_key = 'retry|' || m.id) and not exists (${tookOver}) else false end as open
      from failed f
      join messages m on m.id = f.message_id and m.workspace_id = ${workspaceId} and m.state = 'failed' and m.reason is not distinct from f.reason
      left join senders s on s.id = m.sender_id and s.archived_at is null
      where f.place <= ${lookedAt}
      order by m.id
    ), seen as (
      select reason, count(*)::int as n, count(*) filter (where open)::int as open,
        coalesce(array_agg(distinct error_code) filter (where error_code is not null), '{}') as codes
      from still group by reason
    ), counted as (
      select reason, count(*)::int as n, count(*) filter (where place <= ${lookedAt})::int as looked_at, max(at) as last_at from failed group by reason
    )
    select c.reason, c.n - c.looked_at + s.n as n, c.last_at as "lastAt", s.open, s.codes
    from counted c join seen s on s.reason is not distinct from c.reason order by n desc`.execute(tx);
  return rows;
}

/** Something that went wrong with one message. */
export interface ErrorRow {
  readonly at: Date;
  readonly messageId: string;
  readonly outcome: 'retry' | 'unknown' | 'failed';
  readonly contactId: string | null;
  readonly contactName: string | null;
  readonly address: string | null;
  readonly reason: string | null;
  readonly words: string | null;
  readonly errorCode: string | null;
  readonly retryAt: Date | null;
}

/** The latest attempts that did not succeed and the latest failures, of the last seven days, the newest first. */
export async function listErrors(tx: Tx, workspaceId: string, limit: number): Promise<ErrorRow[]> {
  const { rows } = await sql<ErrorRow>`
    with latest as (
      (select at, message_id, case when outcome = 'unknown' then 'unknown' else 'retry' end as outcome, words, error_code, retry_at
        from message_attempts
        where workspace_id = ${workspaceId} and outcome in ('retry', 'unknown') and at > now() - interval '7 days'
        order by id desc limit ${limit})
      union all
      (select at, message_id, 'failed', null, error_code, null from message_failures
        where workspace_id = ${workspaceId} and at > now() - interval '7 days' order by id desc limit ${limit})
      order by at desc limit ${limit}
    )
    select l.at, l.message_id as "messageId", l.outcome, m.contact_id as "contactId",
      coalesce(nullif(c.full_name, ''), nullif(trim(concat_ws(' ', c.first_name, c.last_name)), '')) as "contactName",
      m.address, case when l.outcome = 'failed' then m.reason end as reason, l.words, l.error_code as "errorCode", l.retry_at as "retryAt"
    from latest l join messages m on m.id = l.message_id and m.workspace_id = ${workspaceId}
    left join contacts c on c.id = m.contact_id
    order by l.at desc`.execute(tx);
  return rows;
}
