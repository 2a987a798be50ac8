import type { BroadcastState } from '@tidings/core/messaging/broadcast-states';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import { badField } from '../../lib/errors.ts';

/** What is written of an event. */
export interface EventValues {
  readonly name: string;
  readonly zone: string;
  readonly starts_local: string;
  readonly starts_at: string;
  readonly ends_local: string | null;
  readonly ends_at: string | null;
  readonly place: string | null;
  readonly capacity: number | null;
  readonly note: string | null;
}

export interface EventRow extends Omit<EventValues, 'starts_at' | 'ends_at'> {
  readonly id: string;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  /** People on its lists in use, each once. */
  readonly people: number;
  readonly created_by_name: string;
  readonly created_at: Date;
  readonly archived_at: Date | null;
}

const columns = sql`v.id, v.name, v.zone, v.starts_local, v.starts_at, v.ends_local, v.ends_at, v.place, v.capacity, v.note, v.created_by_name,
  v.created_at, v.archived_at,
  (select count(distinct e.contact_id)::int from lists l join list_entries e on e.list_id = l.id join contacts c on c.id = e.contact_id
    where l.event_id = v.id and l.workspace_id = v.workspace_id and l.archived_at is null and c.deleted_at is null) as people`;

export interface EventQuery {
  readonly show: 'coming' | 'past' | 'archived';
  readonly search?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Events to come, the next first; or over, or archived, the latest first. One that goes on is to come. */
export async function listEvents(tx: Tx, workspaceId: string, wish: EventQuery): Promise<Page<EventRow>> {
  const over = sql`coalesce(v.ends_at, v.starts_at) < now()`;
  const conditions: RawBuilder<unknown>[] = [
    sql`v.workspace_id = ${workspaceId}`,
    wish.show === 'archived' ? sql`v.archived_at is not null` : sql`v.archived_at is null`,
  ];
  if (wish.show !== 'archived') conditions.push(wish.show === 'past' ? over : sql`not (${over})`);
  if (wish.search) conditions.push(sql`strpos(search_fold(concat_ws(' ', v.name, v.place)), search_fold(${wish.search})) > 0`);
  const soonest = wish.show === 'coming';
  const after = decodeCursor(wish.cursor, 2);
  if (after) {
    const [at, id] = after;
    if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || typeof id !== 'string' || !/^[0-9a-f-]{36}$/i.test(id))
      throw badField('query.cursor', 'is not a cursor of this list; leave it out to start at the beginning');
    conditions.push(sql`(v.starts_at, v.id) ${soonest ? sql`>` : sql`<`} (${at}::timestamptz, ${id}::uuid)`);
  }
  const order = soonest ? sql`v.starts_at, v.id` : sql`v.starts_at desc, v.id desc`;
  const { rows } = await sql<EventRow>`
    select ${columns} from events v where ${sql.join(conditions, sql` and `)} order by ${order} limit ${wish.limit + 1}`.execute(
    tx,
  );
  return toPage(rows, wish.limit, (row) => [row.starts_at.toISOString(), row.id]);
}

/** An event, archived or not. */
export async function findEvent(tx: Tx, workspaceId: string, id: string): Promise<EventRow | undefined> {
  const { rows } =
    await sql<EventRow>`select ${columns} from events v where v.workspace_id = ${workspaceId} and v.id = ${id}`.execute(tx);
  return rows[0];
}

export async function insertEvent(tx: Tx, workspaceId: string, values: EventValues, by: string): Promise<string> {
  const { id } = await tx
    .insertInto('events')
    .values({ workspace_id: workspaceId, ...values, created_by_name: by })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function changeEvent(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: Partial<EventValues> & { readonly archived_at?: Date | null },
): Promise<void> {
  await tx
    .updateTable('events')
    .set({ ...change, updated_at: sql<Date>`now()` })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

/** People of an event's lists in use by what a detail of their entry says. */
export async function countByDetail(tx: Tx, workspaceId: string, eventId: string, key: string) {
  const { rows } = await sql<{ list_id: string; status: string | null; people: number }>`
    select e.list_id, e.details ->> ${key}::text as status, count(*)::int as people
    from lists l join list_entries e on e.list_id = l.id join contacts c on c.id = e.contact_id
    where l.workspace_id = ${workspaceId} and l.event_id = ${eventId} and l.archived_at is null and c.deleted_at is null
    group by 1, 2 order by 3 desc, 2`.execute(tx);
  return rows;
}

/** Broadcasts to any of these lists that are not over, or were sent within two weeks; those with a time first, soonest first. */
export async function listBroadcastsTo(tx: Tx, workspaceId: string, listIds: readonly string[]) {
  if (listIds.length === 0) return [];
  // Each list may be named by a part, by a filter or by a rule in it.
  const names = listIds.map((id) => sql`b.audience ->> 'include' like ${`%"${id}"%`}`);
  const { rows } = await sql<{ id: string; name: string; state: BroadcastState; at: Date | null }>`
    select b.id, b.name, b.state, coalesce(b.started_at, b.scheduled_at) as at from broadcasts b
    where b.workspace_id = ${workspaceId} and b.kind = 'broadcast' and (${sql.join(names, sql` or `)})
      and (b.finished_at is null or b.finished_at > now() - interval '14 days')
    order by (b.state <> 'scheduled'), coalesce(b.started_at, b.scheduled_at, b.created_at) limit 20`.execute(tx);
  return rows;
}

/** The zone of a workspace. */
export async function zoneOf(tx: Tx, workspaceId: string): Promise<string> {
  const row = await tx.selectFrom('workspaces').select('time_zone').where('id', '=', workspaceId).executeTakeFirstOrThrow();
  return row.time_zone;
}
