import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** How long after a text what a person writes counts as an answer to it. */
const answersWithinDays = 14;

export interface NewReply {
  readonly workspaceId: string;
  /** The inbound message. */
  readonly messageId: string;
  readonly contactId: string;
  readonly address: string;
  readonly optedOut: boolean;
  /** When it reached us, whenever it is processed. */
  readonly at: Date;
}

/**
 * Takes an inbound text for an answer to the last bulk message that the address got, if that was lately, and counts it. Purpose: replies on
 * the page of a broadcast. Locks the counter of that one source.
 */
export async function noteReply(tx: Tx, reply: NewReply): Promise<void> {
  const { rows } = await sql<{ sourceId: string }>`
    with answered as (
      select m.id, m.source_id from messages m
      where m.contact_id = ${reply.contactId} and m.workspace_id = ${reply.workspaceId} and m.direction = 'out'
        and m.source_id is not null and m.source in ('broadcast', 'direct') and m.address = ${reply.address}
        and m.state not in ('planned', 'queued', 'skipped', 'expired', 'cancelled', 'failed')
        and m.created_at > now() - make_interval(days => ${answersWithinDays})
      order by m.id desc limit 1
    )
    insert into replies (message_id, workspace_id, source_id, answered_message_id, contact_id, opted_out, at)
    select ${reply.messageId}, ${reply.workspaceId}, source_id, id, ${reply.contactId}, ${reply.optedOut}, ${reply.at} from answered
    on conflict do nothing returning source_id as "sourceId"`.execute(tx);
  const [noted] = rows;
  if (!noted) return;
  await sql`
    insert into reply_counts (source_id, workspace_id, replies, opt_outs)
    values (${noted.sourceId}, ${reply.workspaceId}, 1, ${reply.optedOut ? 1 : 0})
    on conflict (source_id) do update set replies = reply_counts.replies + 1, opt_outs = reply_counts.opt_outs + excluded.opt_outs`.execute(
    tx,
  );
}

/** How many people's texts came back to a source. */
export async function replyCounts(tx: Tx, workspaceId: string, sourceId: string): Promise<{ total: number; opt_outs: number }> {
  const row = await tx
    .selectFrom('reply_counts')
    .select(['replies', 'opt_outs'])
    .where('workspace_id', '=', workspaceId)
    .where('source_id', '=', sourceId)
    .executeTakeFirst();
  return { total: row?.replies ?? 0, opt_outs: row?.opt_outs ?? 0 };
}

export interface ReplyRow {
  readonly message_id: string;
  readonly contact_id: string | null;
  readonly name: string;
  readonly address: string | null;
  readonly body: string;
  readonly opted_out: boolean;
  readonly at: Date;
}

/** What came back to a source, newest first, from a key on. */
export async function listReplyRows(
  tx: Tx,
  workspaceId: string,
  sourceId: string,
  page: { readonly before: { at: string; id: string } | undefined; readonly limit: number },
): Promise<ReplyRow[]> {
  const { before } = page;
  const { rows } = await sql<ReplyRow>`
    select r.message_id, c.id as contact_id, r.opted_out, r.at, m.address, coalesce(m.body, '') as body,
      coalesce(nullif(c.full_name, ''), nullif(concat_ws(' ', c.first_name, c.last_name), ''), m.address, '') as name
    from replies r join messages m on m.id = r.message_id left join contacts c on c.id = r.contact_id
    where r.workspace_id = ${workspaceId} and r.source_id = ${sourceId}
      ${before ? sql`and (r.at, r.message_id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql``}
    order by r.at desc, r.message_id desc limit ${page.limit}`.execute(tx);
  return rows;
}
