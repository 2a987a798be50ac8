import type { Pool, StatusCount } from '@tidings/core/audience/pools';
import type { PartedLists, Strangers } from '@tidings/core/audience/strangers';
import type { Audience } from '@tidings/core/contract/audience';
import { statusKey } from '@tidings/core/contract/list-fields';
import type { TagList } from '@tidings/core/messaging/entry-tags';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { AudienceContacts } from './store.ts';

/** A list that an audience names: as a pool, and with the details that texts to it may use. */
export interface ChosenList extends Pool {
  readonly fields: TagList['fields'];
}

const poolColumns = sql`l.id as list_id, l.name, l.purpose,
  (select jsonb_build_object('id', v.id, 'name', v.name) from events v where v.id = l.event_id and v.workspace_id = l.workspace_id) as event`;

/** Every list in use, as a pool. */
export async function listPools(tx: Tx, workspaceId: string): Promise<Pool[]> {
  const { rows } = await sql<Pool>`
    select ${poolColumns} from lists l where l.workspace_id = ${workspaceId} and l.archived_at is null order by l.id`.execute(tx);
  return rows;
}

/** These lists in use, in the order of their ids given; those that are gone are left out. */
export async function listChosen(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<ChosenList[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<ChosenList>`
    select ${poolColumns},
      (select coalesce(jsonb_agg(jsonb_build_object('key', f.key, 'label', f.label, 'choices', f.choices) order by f.position, f.id), '[]')
        from list_fields f where f.list_id = l.id and f.workspace_id = l.workspace_id and f.archived_at is null) as fields
    from lists l where l.workspace_id = ${workspaceId} and l.archived_at is null and l.id = any (${[...ids]}::uuid[])
    order by array_position(${[...ids]}::uuid[], l.id)`.execute(tx);
  return rows;
}

/** Another list beside those that an audience names, with how many of its people are in the audience and how many are not. */
export interface OtherList {
  readonly list_id: string;
  readonly name: string;
  readonly left_out: number;
  readonly among: number;
}

/** The largest lists in use that are not among these, those first that belong to no event: the pools most easily taken by mistake. */
export async function listOthers(
  tx: Tx,
  workspaceId: string,
  people: AudienceContacts,
  chosenIds: readonly string[],
  limit: number,
): Promise<OtherList[]> {
  const { rows } = await sql<OtherList>`
    with meant as materialized (${people}),
    others as materialized (
      select l.id, l.name, l.event_id, s.n from lists l cross join lateral (
        select count(*) as n from list_entries e where e.list_id = l.id and e.workspace_id = l.workspace_id) s
      where l.workspace_id = ${workspaceId} and l.archived_at is null and l.id <> all (${[...chosenIds]}::uuid[]) and s.n > 0
      order by (l.event_id is not null), s.n desc, l.id limit ${limit}
    )
    select o.id as list_id, o.name, count(*) filter (where m.id is null)::int as left_out, count(m.id)::int as among
    from others o join list_entries e on e.list_id = o.id join contacts c on c.id = e.contact_id and c.deleted_at is null
      left join meant m on m.id = e.contact_id
    group by o.id, o.name, o.event_id, o.n order by (o.event_id is not null), o.n desc, o.id`.execute(tx);
  return rows;
}

/**
 * How these people stand to the event of a list, most of one status first; the words of a choice as they are written there, empty for those of
 * whom nothing is noted. Those who are not on the list are not counted.
 *
 * @param most so many statuses at most
 */
export async function countStatuses(
  tx: Tx,
  workspaceId: string,
  people: AudienceContacts,
  listId: string,
  most: number,
): Promise<StatusCount[]> {
  const { rows } = await sql<StatusCount>`
    select status, count(*)::int as n from (
      select coalesce(e.details ->> ${statusKey}, '') as status from list_entries e join (${people}) p on p.id = e.contact_id
      where e.workspace_id = ${workspaceId} and e.list_id = ${listId}) each
    group by status order by (status = ''), n desc, status limit ${most}`.execute(tx);
  return rows;
}

/** People who are on one of the strange lists and on none of the message's own: see core's partLists. */
function onlyOn(workspaceId: string, { own, strange }: PartedLists, columns: RawBuilder<unknown>): RawBuilder<{ id: string }> {
  const lists = strange.flatMap(({ listIds }) => listIds);
  const keys = strange.flatMap(({ key, listIds }) => listIds.map(() => key));
  return sql`
    select ${columns} from unnest(${lists}::uuid[], ${keys}::text[]) as s(list_id, key)
    join list_entries e on e.list_id = s.list_id and e.workspace_id = ${workspaceId}
    where not exists (
      select 1 from list_entries o where o.contact_id = e.contact_id and o.workspace_id = ${workspaceId} and o.list_id = any (${[...own]}::uuid[]))`;
}

/** The strangers of a message as ids; undefined where no list is strange to it. */
export function strangerIds(workspaceId: string, parted: PartedLists): AudienceContacts | undefined {
  return parted.strange.length === 0 ? undefined : onlyOn(workspaceId, parted, sql`e.contact_id as id`);
}

/** How many of these people are strangers to a message, and in which pools. One statement over the entries of the strange lists. */
export async function countStrangers(
  tx: Tx,
  workspaceId: string,
  people: AudienceContacts,
  parted: PartedLists,
): Promise<Strangers> {
  if (parted.strange.length === 0) return { n: 0, pools: [] };
  const { rows } = await sql<{ key: string | null; n: number }>`
    with strangers as materialized (${onlyOn(workspaceId, parted, sql`e.contact_id, s.key`)}),
    reached as materialized (select id from (${people}) p)
    select key, count(distinct contact_id)::int as n from strangers join reached on reached.id = contact_id
    group by grouping sets ((key), ()) order by n desc, key`.execute(tx);
  const pools = parted.strange.flatMap((pool) => {
    const n = rows.find((row) => row.key === pool.key)?.n ?? 0;
    return n === 0 ? [] : [{ pool, n }];
  });
  return { n: rows.find((row) => row.key === null)?.n ?? 0, pools: pools.toSorted((a, b) => b.n - a.n) };
}

/** Whom an earlier broadcast meant, and what was said yes to for it. */
export async function findFollowed(
  tx: Tx,
  workspaceId: string,
  broadcastId: string,
): Promise<{ readonly audience: Audience; readonly accepted: readonly string[] } | undefined> {
  const row = await tx
    .selectFrom('broadcasts')
    .select(['audience', 'across_purposes'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', broadcastId)
    .executeTakeFirst();
  return row && { audience: row.audience as Audience, accepted: row.across_purposes ?? [] };
}
