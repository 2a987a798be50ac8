import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { tookOver } from '../messages/again-store.ts';

/** Failures of the last day for one reason. */
export interface FailureRow {
  readonly reason: string | null;
  readonly codes: string[];
  readonly n: number;
  readonly lastAt: Date;
  /** Not sent again yet, with a text that could be. */
  readonly open: number;
}

/** What failed within the last 24 hours and is still failed, by reason, the most frequent first. Reads the narrow rows of failures only. */
export async function listFailures(tx: Tx, workspaceId: string): Promise<FailureRow[]> {
  const { rows } = await sql<FailureRow>`
    with failed as (
      select distinct on (m.id) m.id, m.reason, m.error_code, f.at, m.body is not null and m.source not in ('answer', 'opt_in') and s.id is not null
        and not exists (select 1 from messages again where again.send_key = 'retry|' || m.id)
        and not exists (${tookOver}) as open
      from message_failures f
      join messages m on m.id = f.message_id and m.workspace_id = f.workspace_id and m.state = 'failed'
      left join senders s on s.id = m.sender_id and s.archived_at is null
      where f.workspace_id = ${workspaceId} and f.at > now() - interval '24 hours'
      order by m.id, f.at desc
    )
    select reason, count(*)::int as n, max(at) as "lastAt", count(*) filter (where open)::int as open,
      coalesce(array_agg(distinct error_code) filter (where error_code is not null), '{}') as codes
    from failed group by reason order by n desc`.execute(tx);
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
