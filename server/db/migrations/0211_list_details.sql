-- What the people of a list are there for; null where nobody said. A list may be for one event: its registered people.
alter table lists add column if not exists purpose text
  constraint lists_purpose check (purpose in ('marketing', 'informational', 'patient'));
alter table lists add column if not exists event_id uuid references events on delete set null;
create index if not exists lists_by_event on lists (event_id) where event_id is not null;

-- The details that each entry of a list may have, apart from the fields of the person: status, ticket, table.
create table if not exists list_fields (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  list_id uuid not null references lists on delete cascade,
  -- As list_entries.details keeps it; never changes.
  key text not null,
  label text not null,
  type text not null check (type in ('text', 'number', 'date', 'choice')),
  choices jsonb not null default '[]',
  position int not null default 0,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  unique (list_id, key)
);
create index if not exists list_fields_of on list_fields (workspace_id, id);
call close_table('list_fields');

-- Details were free until now, answers of sign-up pages under their question among them: each becomes a text field of its list.
select set_config('app.scope', 'system', true);
create temporary table former_details on commit drop as
  select d.workspace_id, d.list_id, d.name,
    case when slug ~ '[a-z]' then case when slug ~ '^[a-z]' then slug else 'f_' || slug end else 'detail' end
      || case when n > 1 then '_' || n else '' end as key, at
  from (
    select x.*, row_number() over (partition by list_id, slug order by name) as n, row_number() over (partition by list_id order by name) as at
    from (
      select distinct e.workspace_id, e.list_id, k.name,
        left(trim(both '_' from regexp_replace(lower(k.name), '[^a-z0-9]+', '_', 'g')), 50) as slug
      from list_entries e cross join lateral jsonb_object_keys(e.details) as k(name)
    ) x
  ) d;
insert into list_fields (workspace_id, list_id, key, label, type, position)
  select workspace_id, list_id, key, left(name, 60), 'text', at from former_details on conflict do nothing;
update list_entries e set details = (
    select jsonb_object_agg(f.key, e.details -> f.name) from former_details f where f.list_id = e.list_id and e.details ? f.name)
  where e.details <> '{}' and exists (select 1 from former_details f where f.list_id = e.list_id and e.details ? f.name);
select set_config('app.scope', '', true);

-- Which lists fill the {{ entry.… }} tags of a text, first of all first, and which details of each; null where it has none.
alter table message_sources add column if not exists entry_lists jsonb;
-- The pools that somebody said yes to sending across; see core's pools.
alter table broadcasts add column if not exists across_purposes jsonb;

alter table bulk_actions drop constraint if exists bulk_actions_kind_check;
alter table bulk_actions add constraint bulk_actions_kind_check check (kind in
  ('add_tag', 'remove_tag', 'add_to_list', 'remove_from_list', 'set_list_details', 'set_consent', 'delete', 'restore'));
