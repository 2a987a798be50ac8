import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { importsThatChanged } from '../contacts/imported-store.ts';
import { withMerged } from '../contacts/merged-store.ts';

/** Everything that is kept about somebody but their messages, by what it is; times as PostgreSQL writes them in JSON. */
export async function readPerson(tx: Tx, workspaceId: string, id: string, addresses: readonly string[]) {
  const theirs = sql`in (${withMerged(id)})`;
  const of = sql`x.workspace_id = ${workspaceId} and x.contact_id ${theirs}`;
  const hidden = sql`array['workspace_id', 'search', 'sort_name', 'deletion_id', 'import_id']`;
  const at = sql`x.workspace_id = ${workspaceId} and x.address = any(${[...addresses]}::text[])`;
  const list = (rows: ReturnType<typeof sql>) => sql`coalesce((select jsonb_agg(t.row) from (${rows}) t(row)), '[]')`;
  const { rows } = await sql<{ person: Record<string, unknown> }>`
    select jsonb_build_object(
      'details', (select to_jsonb(x) - ${hidden} from contacts x where x.workspace_id = ${workspaceId} and x.id = ${id}),
      'merged_contacts', ${list(sql`select to_jsonb(x) - ${hidden} from contacts x
        where x.workspace_id = ${workspaceId} and x.id ${theirs} and x.id <> ${id} order by x.id`)},
      'notes', ${list(sql`select to_jsonb(x) - array['workspace_id', 'contact_id'] from contact_notes x where ${of} order by x.id`)},
      'addresses', ${list(sql`select jsonb_build_object('kind', x.kind, 'value', x.value, 'label', x.label, 'preferred', x.preferred,
        'since', x.created_at) from contact_addresses x where ${of} order by x.id`)},
      'tags', ${list(sql`select jsonb_build_object('name', g.name) from contact_tags x join tags g on g.id = x.tag_id where ${of} order by g.name`)},
      'lists', ${list(sql`select jsonb_build_object('name', l.name, 'details', x.details, 'added_at', x.added_at)
        from list_entries x join lists l on l.id = x.list_id where ${of} order by l.name`)},
      'consent_history', ${list(sql`select to_jsonb(x) - array['workspace_id', 'contact_id'] from consent_events x where ${of} order by x.id`)},
      'opt_in_requests', ${list(sql`select to_jsonb(x) - array['workspace_id', 'contact_id', 'ask_at', 'priority'] from opt_in_requests x
        where ${of} order by x.id`)},
      'suppressions', ${list(sql`select to_jsonb(x) - array['workspace_id', 'check_id'] from suppressions x where ${at} order by x.id`)},
      'texts_that_may_have_meant_stop', ${list(sql`select to_jsonb(x) - array['workspace_id', 'contact_id'] from opt_out_doubts x
        where ${of} order by x.id`)},
      'number_lookups', ${list(sql`select to_jsonb(x) - 'workspace_id' from number_lookups x where ${at}`)},
      'imports', ${list(sql`select jsonb_build_object('file', i.file_name, 'at', i.created_at, 'by', i.created_by ->> 'name') from imports i
        where i.workspace_id = ${workspaceId} and (i.id in (select c.import_id from contacts c where c.workspace_id = ${workspaceId} and c.id ${theirs})
          or i.id in (select t.import_id from ${importsThatChanged(withMerged(id))} t)) order by i.id`)},
      'changes_of_list_details', ${list(sql`select jsonb_build_object('list', l.name, 'at', x.at, 'by', x.by_name, 'before', x.before, 'after', x.after)
        from list_entry_changes x join lists l on l.id = x.list_id where ${of} order by x.id`)},
      'sources', ${list(sql`select jsonb_build_object('source', s.name, 'list', l.name, 'row', x.line) from list_source_rows x
        join list_sources s on s.id = x.source_id join lists l on l.id = s.list_id where ${of} order by x.id`)},
      'activity', ${list(sql`select jsonb_build_object('at', x.at, 'by', x.actor_name, 'action', x.action, 'details', x.details)
        from audit_entries x where x.workspace_id = ${workspaceId} and x.object_id ${theirs} order by x.id`)}
    ) as person`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('An object has one row.');
  return row.person;
}

/** Somebody's messages both ways, the oldest first, with what became of each; from behind the given one. */
export async function listMessagesOf(tx: Tx, workspaceId: string, id: string, afterId: string | null, limit: number) {
  return tx
    .selectFrom('messages')
    .select([
      'id',
      'created_at as at',
      'direction',
      'channel',
      'address',
      'our_address',
      'source',
      'body as text',
      'state',
      'reason',
      'error_code',
      'accepted_at',
      'sent_at',
      'delivered_at',
      'created_by_name as by',
    ])
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', id)
    .$if(afterId !== null, (query) => query.where('id', '>', afterId ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute();
}
