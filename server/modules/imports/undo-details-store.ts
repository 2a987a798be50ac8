import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { changeEntries } from '../contacts/entries-store.ts';
import type { ImportRow } from './store.ts';

/** What an undo gives back of a change: see list_entry_changes. */
const givesBack = sql`coalesce(d.gives_back, d.before)`;

/**
 * Gives the entries of the people of undo_people who are `undone` their earlier details back, each only where it is as the import wrote it. Of a
 * later import's changes what it gives back is mended first, as it must not bring back what is taken away now.
 */
export async function undoDetails(tx: Tx, row: ImportRow): Promise<void> {
  // Several chunks of the import may have changed the same detail: the first tells what was there, the last what it wrote.
  await sql`
    create temp table undo_details on commit drop as
    select d.list_id, d.contact_id, k.key, (array_agg(d.id order by d.id desc))[1] as last,
      (array_agg(${givesBack} -> k.key order by d.id))[1] as was, (array_agg(d.after -> k.key order by d.id desc))[1] as wrote
    from undo_people u join list_entry_changes d on d.origin_id = ${row.id}::uuid and d.contact_id = u.contact_id
      cross join lateral jsonb_object_keys(d.after) k(key)
    where u.undone group by d.list_id, d.contact_id, k.key`.execute(tx);
  await sql`
    with links as (
      select distinct on (x.list_id, x.contact_id, x.key) d.id, x.key, x.was, x.wrote, ${givesBack} -> x.key as found
      from undo_details x join list_entry_changes d on d.contact_id = x.contact_id and d.list_id = x.list_id and d.id > x.last
        and d.origin = 'import' and d.origin_id <> ${row.id}::uuid and d.after ? x.key
      order by x.list_id, x.contact_id, x.key, d.id
    )
    update list_entry_changes d set gives_back = ${givesBack} || m.was
    from (select id, jsonb_object_agg(key, was) as was from links where found = wrote group by id) m where d.id = m.id`.execute(
    tx,
  );
  const by = { origin: 'undo', originId: row.id, byName: row.undo_by?.name ?? row.created_by.name } as const;
  await changeEntries(
    tx,
    row.workspace_id,
    by,
    sql`update list_entries e set details = (e.details || x.back) - x.gone
      from (
        select u.list_id, u.contact_id, coalesce(jsonb_object_agg(u.key, u.was) filter (where u.was <> 'null'), '{}') as back,
          coalesce(array_agg(u.key) filter (where u.was = 'null'), '{}') as gone
        from undo_details u join list_entries o on o.list_id = u.list_id and o.contact_id = u.contact_id
        where coalesce(o.details -> u.key, 'null') = u.wrote group by u.list_id, u.contact_id
      ) x
      where e.list_id = x.list_id and e.contact_id = x.contact_id`,
  );
  await sql`drop table undo_details`.execute(tx);
}
