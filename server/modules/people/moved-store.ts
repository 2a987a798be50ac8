import type { MovedByMerge } from '@tidings/core/contacts/undo-merge';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Tables beside the messages whose rows follow the person, with the key that they are remembered by. */
const following = {
  replies: 'message_id',
  opt_out_doubts: 'id',
  opt_in_requests: 'id',
  list_source_rows: 'id',
  contact_notes: 'id',
} as const;
type Following = keyof typeof following;

/** Makes all messages of one contact another's; answers which. */
export async function moveMessages(tx: Tx, workspaceId: string, from: string, to: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with locked as materialized (
      select id from messages where workspace_id = ${workspaceId} and contact_id = ${from} order by id for update
    )
    update messages m set contact_id = ${to} from locked where m.id = locked.id returning m.id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Gives messages back: those moved then, and those that came since then over numbers that are the other's alone. */
export async function returnMessages(
  tx: Tx,
  workspaceId: string,
  { from, to }: { readonly from: string; readonly to: string },
  moved: { readonly ids: readonly string[]; readonly addresses: readonly string[]; readonly since: Date },
): Promise<void> {
  await sql`
    with locked as materialized (
      select id from messages where workspace_id = ${workspaceId} and contact_id = ${from} and (id = any (${[...moved.ids]}::uuid[])
        or (created_at >= ${moved.since} and address = any (${[...moved.addresses]}::text[])))
      order by id for update
    )
    update messages m set contact_id = ${to} from locked where m.id = locked.id`.execute(tx);
}

/** Makes what hangs on one contact another's. Of two questions for a YES that are open, the merged contact's lapses. */
export async function moveRest(tx: Tx, workspaceId: string, from: string, to: string): Promise<MovedByMerge> {
  await sql`update opt_in_requests set closed_at = now(), outcome = 'lapsed', ask_at = null
    where workspace_id = ${workspaceId} and contact_id = ${from} and closed_at is null and exists (
      select 1 from opt_in_requests o where o.workspace_id = ${workspaceId} and o.contact_id = ${to} and o.closed_at is null)`.execute(
    tx,
  );
  const moved: Record<string, (string | number)[]> = {};
  for (const table of Object.keys(following) as Following[]) {
    const { rows } = await sql<{ id: string | number }>`update ${sql.table(table)} set contact_id = ${to}
      where workspace_id = ${workspaceId} and ${rowsOf(table, from)} returning ${sql.ref(following[table])} as id`.execute(tx);
    moved[table] = rows.map((row) => row.id);
  }
  return moved;
}

/** Replies have no index by contact: they are found by the messages that are theirs. */
const rowsOf = (table: Following, contactId: string) =>
  table === 'replies'
    ? sql`message_id in (select id from messages where contact_id = ${contactId} and direction = 'in')`
    : sql`contact_id = ${contactId}`;

/** Gives it back, with what came since then over numbers that are the other's alone. Call it after returnMessages. */
export async function returnRest(
  tx: Tx,
  workspaceId: string,
  { from, to }: { readonly from: string; readonly to: string },
  moved: MovedByMerge,
  {
    addresses,
    since,
    names,
  }: { readonly addresses: readonly string[]; readonly since: Date; readonly names: Record<'from' | 'to', string> },
): Promise<void> {
  for (const [table, key] of Object.entries(following)) {
    await sql`update ${sql.table(table)} set contact_id = ${to} where workspace_id = ${workspaceId} and contact_id = ${from}
      and ${sql.ref(key)}::text = any (${(moved[table] ?? []).map(String)}::text[])`.execute(tx);
  }
  await sql`update replies r set contact_id = ${to} from messages m where r.message_id = m.id and m.contact_id = ${to}
    and r.workspace_id = ${workspaceId} and r.contact_id = ${from}`.execute(tx);
  // Which of the two a row of a sheet is about that was taken over since then, the next sync finds out: to it the row is new. The name tells
  // until then.
  await sql`update list_source_rows r set row_hash = 'again ' || r.id,
      contact_id = case when r.name_key = lower(${names.to}) and r.name_key <> lower(${names.from}) then ${to}::uuid else r.contact_id end
    where r.workspace_id = ${workspaceId} and r.contact_id = ${from}
    and exists (select 1 from list_source_syncs s where s.id = r.sync_id and (s.finished_at is null or s.finished_at > ${since}))`.execute(
    tx,
  );
  await sql`update opt_out_doubts set contact_id = ${to} where workspace_id = ${workspaceId} and contact_id = ${from}
    and address = any (${[...addresses]}::text[])`.execute(tx);
  await sql`update opt_in_requests set contact_id = ${to} where workspace_id = ${workspaceId} and contact_id = ${from}
    and closed_at is null and address = any (${[...addresses]}::text[]) and not exists (
      select 1 from opt_in_requests o where o.workspace_id = ${workspaceId} and o.contact_id = ${to} and o.closed_at is null)`.execute(
    tx,
  );
}

/** Puts the conversation of one contact into that of another. */
export async function moveConversation(tx: Tx, workspaceId: string, from: string, to: string): Promise<void> {
  await sql`
    with gone as (delete from conversations where workspace_id = ${workspaceId} and contact_id = ${from} returning *)
    insert into conversations as v (workspace_id, contact_id, last_message_at, last_message_preview, last_direction, unread)
    select workspace_id, ${to}::uuid, last_message_at, last_message_preview, last_direction, unread from gone
    on conflict (workspace_id, contact_id) do update set
      last_message_preview = case when excluded.last_message_at >= coalesce(v.last_message_at, '-infinity') then excluded.last_message_preview else v.last_message_preview end,
      last_direction = case when excluded.last_message_at >= coalesce(v.last_message_at, '-infinity') then excluded.last_direction else v.last_direction end,
      last_message_at = greatest(v.last_message_at, excluded.last_message_at), unread = v.unread + excluded.unread`.execute(tx);
}

/** Makes the conversation of a contact from its messages: what was written to us, and what members answered. Nothing unread is lost. */
export async function rebuildConversation(tx: Tx, workspaceId: string, id: string, unread: number): Promise<void> {
  await sql`delete from conversations where workspace_id = ${workspaceId} and contact_id = ${id}`.execute(tx);
  await sql`
    insert into conversations (workspace_id, contact_id, last_message_at, last_message_preview, last_direction, unread)
    select workspace_id, contact_id, created_at, left(regexp_replace(coalesce(body, ''), '\\s+', ' ', 'g'), 140), direction,
      case when direction = 'in' then ${unread}::int else 0 end
    from messages where workspace_id = ${workspaceId} and contact_id = ${id} and (direction = 'in' or source = 'reply')
    order by id desc limit 1`.execute(tx);
}

export async function unreadOf(tx: Tx, workspaceId: string, id: string): Promise<number> {
  const row = await tx
    .selectFrom('conversations')
    .select('unread')
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', id)
    .executeTakeFirst();
  return row?.unread ?? 0;
}

export async function countMessages(tx: Tx, workspaceId: string, id: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from messages where workspace_id = ${workspaceId} and contact_id = ${id}`.execute(tx);
  return rows[0]?.n ?? 0;
}

/**
 * Messages of one broadcast to both: of each pair the one that is not to be sent, as the other has it, may have it or is about to get it (I1).
 * Where both wait, the kept contact's goes. Call it while leases are held.
 */
export async function listDoubles(tx: Tx, workspaceId: string, keptId: string, mergedId: string): Promise<string[]> {
  const of = (
    id: string,
  ) => sql`select m.id, coalesce(m.rules_source_id, m.source_id) as source_id, coalesce(o.status = 'queued', false) as waits,
      m.state not in ('skipped', 'failed', 'expired', 'cancelled') as goes
    from messages m left join outbox o on o.message_id = m.id
    where m.workspace_id = ${workspaceId} and m.contact_id = ${id} and m.direction = 'out' and m.source in ('broadcast', 'retry')`;
  const { rows } = await sql<{ id: string }>`
    select distinct case when b.waits and a.goes then b.id else a.id end as id
    from (${of(keptId)}) a join (${of(mergedId)}) b on b.source_id = a.source_id
    where (b.waits and a.goes) or (a.waits and b.goes) order by 1`.execute(tx);
  return rows.map((row) => row.id);
}
