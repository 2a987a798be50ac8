import type { BroadcastState } from '@tidings/core/messaging/broadcast-states';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** So many differences are added up at each reading before they are folded into one. */
const foldAbove = 200;

/** People and opted-in people of the workspace, from the differences that triggers keep (migration 0011): never counts contacts. */
export async function countPeople(tx: Tx, workspaceId: string): Promise<{ people: number; opted_in: number }> {
  const { rows } = await sql<{ people: number; opted_in: number; differences: number }>`
    select coalesce(sum(people), 0) as people, coalesce(sum(opted_in), 0) as opted_in, count(*) as differences
    from contact_counts where workspace_id = ${workspaceId}`.execute(tx);
  const counts = rows[0] ?? { people: 0, opted_in: 0, differences: 0 };
  if (counts.differences > foldAbove) await foldCounts(tx, workspaceId);
  return { people: counts.people, opted_in: counts.opted_in };
}

/** Puts one row in the place of many. Rows that another reader is folding are skipped, so that no difference is lost or counted twice. */
async function foldCounts(tx: Tx, workspaceId: string): Promise<void> {
  await sql`
    with folding as (
      select ctid from contact_counts where workspace_id = ${workspaceId} for update skip locked
    ), gone as (
      delete from contact_counts where workspace_id = ${workspaceId} and ctid = any (array(select ctid from folding))
      returning people, opted_in
    )
    insert into contact_counts select ${workspaceId}, sum(people), sum(opted_in) from gone having count(*) > 0`.execute(tx);
}

/** Messages since the instant, by day of the zone. */
export async function countDays(tx: Tx, workspaceId: string, since: Date, timeZone: string) {
  const { rows } = await sql<{ date: string; sent: number; failed: number; received: number }>`
    select to_char(hour at time zone ${timeZone}, 'YYYY-MM-DD') as date,
      coalesce(sum(n) filter (where direction = 'out' and state in ('accepted', 'sent', 'delivered')), 0) as sent,
      coalesce(sum(n) filter (where direction = 'out' and state = 'failed'), 0) as failed,
      coalesce(sum(n) filter (where direction = 'in'), 0) as received
    from hour_counts where workspace_id = ${workspaceId} and hour >= ${since}
    group by 1`.execute(tx);
  return rows;
}

interface State {
  readonly waiting: number;
  readonly has_broadcast: boolean;
  /** A connection to a real provider that was tested and works. */
  readonly has_provider: boolean;
  /** One that was tested and does not. */
  readonly provider_fails: boolean;
  readonly has_company: boolean;
}

/** Conversations with something unread, and which of the first steps are done. */
export async function readState(tx: Tx, workspaceId: string) {
  const { rows } = await sql<State>`
    select
      (select count(*) from conversations where workspace_id = ${workspaceId} and unread > 0) as waiting,
      exists (select 1 from broadcasts where workspace_id = ${workspaceId} and kind = 'broadcast' and state <> 'draft') as has_broadcast,
      exists (select 1 from connections where workspace_id = ${workspaceId} and not sandbox and archived_at is null
        and status = 'working') as has_provider,
      exists (select 1 from connections where workspace_id = ${workspaceId} and not sandbox and archived_at is null
        and status = 'failing') as provider_fails,
      (select count(*) from members where workspace_id = ${workspaceId}) > 1
        or exists (select 1 from invitations where workspace_id = ${workspaceId} and revoked_at is null) as has_company
  `.execute(tx);
  return rows[0] ?? { waiting: 0, has_broadcast: false, has_provider: false, provider_fails: false, has_company: false };
}

/** The latest broadcasts with what became of their messages, from the counters. */
export async function listRecentBroadcasts(tx: Tx, workspaceId: string, limit: number) {
  const { rows } = await sql<{
    id: string;
    name: string;
    state: BroadcastState;
    at: Date;
    planned: number;
    delivered: number;
    sent: number;
    failed: number;
    open: number;
    unknown: number;
  }>`
    select b.id, b.name, b.state, coalesce(b.started_at, b.scheduled_at, b.updated_at) as at, b.planned,
      coalesce(c.delivered, 0) as delivered, coalesce(c.sent, 0) as sent, coalesce(c.failed, 0) as failed,
      coalesce(c.open, 0) as open, coalesce(c.unknown, 0) as unknown
    from (
      select * from broadcasts where workspace_id = ${workspaceId} and kind = 'broadcast' order by id desc limit ${limit}
    ) b
    left join lateral (
      select sum(n) filter (where state = 'delivered') as delivered,
        sum(n) filter (where state in ('accepted', 'sent', 'delivered')) as sent,
        sum(n) filter (where state = 'failed') as failed,
        sum(n) filter (where state in ('planned', 'queued', 'leased')) as open,
        sum(n) filter (where state = 'unknown') as unknown
      from source_counts where source_id = b.id and workspace_id = ${workspaceId}
    ) c on true
    order by b.id desc`.execute(tx);
  return rows;
}
