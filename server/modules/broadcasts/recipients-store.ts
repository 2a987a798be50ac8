import type { MessageState } from '@tidings/core/messaging/states';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { searchCondition } from '../contacts/search-store.ts';

export interface RecipientRow {
  readonly message_id: string;
  readonly contact_id: string | null;
  readonly name: string;
  readonly address: string | null;
  readonly state: MessageState;
  readonly reason: string | null;
  readonly error_code: string | null;
  readonly segments: number | null;
  readonly attempts: number;
  readonly waits_until: Date | null;
  readonly wait_reason: string | null;
  readonly accepted_at: Date | null;
  readonly sent_at: Date | null;
  readonly delivered_at: Date | null;
  readonly ended_at: Date | null;
}

export interface RecipientQuery {
  readonly states: readonly string[] | undefined;
  readonly reasons: readonly string[] | undefined;
  readonly search: string | undefined;
  /** Only messages after this one. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** The ledger of one source in the order it was planned; reads the index of the source from the cursor on. */
export async function listRecipientRows(
  tx: Tx,
  workspaceId: string,
  sourceId: string,
  query: RecipientQuery,
): Promise<RecipientRow[]> {
  const conditions: RawBuilder<unknown>[] = [
    sql`m.workspace_id = ${workspaceId}`,
    sql`m.source_id = ${sourceId}`,
    sql`m.direction = 'out'`,
  ];
  if (query.states?.length) conditions.push(sql`m.state = any (${[...query.states]}::text[])`);
  if (query.reasons?.length) conditions.push(sql`m.reason = any (${[...query.reasons]}::text[])`);
  if (query.after !== undefined) conditions.push(sql`m.id > ${query.after}`);
  const search = searchCondition('c', query.search);
  if (search) conditions.push(search);
  const { rows } = await sql<RecipientRow>`
    select m.id as message_id, m.contact_id, m.address, m.state, m.reason, m.error_code, m.segments, m.attempts,
      m.accepted_at, m.sent_at, m.delivered_at, m.ended_at,
      case when m.state = 'queued' then (
        select o.due_at from outbox o where o.message_id = m.id and o.status = 'queued' and o.due_at > now()) end as waits_until,
      case when m.state = 'queued' then (
        select o.wait_reason from outbox o where o.message_id = m.id and o.status = 'queued' and o.due_at > now()) end as wait_reason,
      coalesce(nullif(c.full_name, ''), nullif(trim(concat_ws(' ', c.first_name, c.last_name)), ''), '') as name
    from messages m left join contacts c on c.id = m.contact_id
    where ${sql.join(conditions, sql` and `)}
    order by m.id limit ${query.limit}`.execute(tx);
  return rows;
}
