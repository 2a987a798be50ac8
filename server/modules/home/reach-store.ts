import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Up to so many suppressed numbers the people behind them are counted whenever a screen asks: 20 ms on a small machine. */
const mostCountedAtOnce = 1_000;
/** Beyond that a figure is this old at most, in minutes, while somebody asks; workers count it anew. */
const oldestMinutes = 5;
const askedWithinMinutes = 60;

/**
 * How many of those who agreed cannot be texted: they have no number, or it is suppressed. Exact where few numbers are suppressed, else as last
 * counted, some minutes ago; counted here only for the first who asks.
 */
export async function readUnreachable(tx: Tx, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select 1 from suppressions where workspace_id = ${workspaceId} and channel = 'sms' and removed_at is null
      limit ${mostCountedAtOnce + 1}) s`.execute(tx);
  if ((rows[0]?.n ?? 0) <= mostCountedAtOnce) return countUnreachable(tx, workspaceId);
  const kept = await tx
    .selectFrom('reach_counts')
    .select(['unreachable', sql<boolean>`asked_at < now() - make_interval(mins => ${oldestMinutes})`.as('silent')])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  if (!kept) return keepUnreachable(tx, workspaceId);
  if (kept.silent) {
    await sql`update reach_counts set asked_at = now() where workspace_id = ${workspaceId}`.execute(tx);
  }
  return kept.unreachable;
}

/** Counts anew where somebody asked lately and the figure is old. One workspace at a time, by one worker. System scope. False when none is due. */
export async function refreshOne(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select workspace_id as id from reach_counts
    where counted_at < now() - make_interval(mins => ${oldestMinutes}) and asked_at > now() - make_interval(mins => ${askedWithinMinutes})
    order by counted_at limit 1 for update skip locked`.execute(tx);
  const [due] = rows;
  if (due) await keepUnreachable(tx, due.id);
  return due !== undefined;
}

async function keepUnreachable(tx: Tx, workspaceId: string): Promise<number> {
  const unreachable = await countUnreachable(tx, workspaceId);
  await sql`
    insert into reach_counts (workspace_id, unreachable) values (${workspaceId}, ${unreachable})
    on conflict (workspace_id) do update set unreachable = excluded.unreachable, counted_at = now()`.execute(tx);
  return unreachable;
}

/** Counted from the suppressions, which are few beside the people, and from an index of those without a number. */
async function countUnreachable(tx: Tx, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select (
      select count(distinct c.id) from suppressions s
      join contact_addresses a on a.workspace_id = s.workspace_id and a.kind = 'phone' and a.value = s.address
      join contacts c on c.id = a.contact_id
      where s.workspace_id = ${workspaceId} and s.channel = 'sms' and s.removed_at is null
        and c.phone = s.address and c.sms_consent = 'yes' and c.deleted_at is null
    ) + (
      select count(*) from contacts where workspace_id = ${workspaceId} and sms_consent = 'yes' and phone is null and deleted_at is null
    ) as n`.execute(tx);
  return Number(rows[0]?.n ?? 0);
}
