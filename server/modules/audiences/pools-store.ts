import type { Pool } from '@tidings/core/audience/pools';
import type { TagList } from '@tidings/core/messaging/entry-tags';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { AudienceContacts } from './store.ts';

/** A list that an audience names: as a pool, and with the details that texts to it may use. */
export interface ChosenList extends Pool {
  readonly fields: TagList['fields'];
}

/** These lists in use, in the order of their ids given; those that are gone are left out. */
export async function listChosen(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<ChosenList[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<ChosenList>`
    select l.id as list_id, l.name, l.purpose,
      (select jsonb_build_object('id', v.id, 'name', v.name) from events v where v.id = l.event_id and v.workspace_id = l.workspace_id) as event,
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
