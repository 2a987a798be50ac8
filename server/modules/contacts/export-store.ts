import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { entryOf } from './entries-store.ts';
import { doNotText } from './list-store.ts';
import type { ContactRecord } from './store.ts';
import type { People } from './target-store.ts';

export interface ExportedContact extends ContactRecord {
  readonly phones: string[] | null;
  readonly emails: string[] | null;
  readonly tag_names: string[] | null;
  readonly list_names: string[] | null;
  readonly do_not_text: { kind: string } | null;
  /** Details in the list that was exported. */
  readonly entry?: Record<string, string | number> | null;
}

/** The next people of an export after an id, in the order in which they were added. */
export async function exportPage(
  tx: Tx,
  people: People,
  after: string | null,
  limit: number,
  listId?: string,
): Promise<readonly ExportedContact[]> {
  const { rows } = await sql<ExportedContact>`
    with page as materialized (
      select p.id from (${people}) p where ${after}::uuid is null or p.id > ${after}::uuid order by p.id limit ${limit}
    )
    select c.*, ${doNotText('c')} as do_not_text,${listId === undefined ? sql`` : sql` ${entryOf('c', listId)} as entry,`}
      (select array_agg(a.value order by a.preferred desc, a.id) from contact_addresses a where a.contact_id = c.id and a.kind = 'phone') as phones,
      (select array_agg(a.value order by a.preferred desc, a.id) from contact_addresses a where a.contact_id = c.id and a.kind = 'email') as emails,
      (select array_agg(t.name order by lower(t.name)) from contact_tags ct join tags t on t.id = ct.tag_id
        where ct.contact_id = c.id and t.archived_at is null) as tag_names,
      (select array_agg(l.name order by lower(l.name)) from list_entries e join lists l on l.id = e.list_id
        where e.contact_id = c.id and l.archived_at is null) as list_names
    from page join contacts c on c.id = page.id order by c.id`.execute(tx);
  return rows;
}
