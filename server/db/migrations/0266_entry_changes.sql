-- What was changed in the details of an entry that was there: by whom, when and from what to what. Taking up an entry with its first details is none.
create table if not exists list_entry_changes (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  list_id uuid not null references lists on delete cascade,
  contact_id uuid not null references contacts on delete cascade,
  at timestamptz not null default now(),
  origin text not null check (origin in ('member', 'api', 'form', 'import', 'sheet', 'undo')),
  -- The import, or the sync of a source.
  origin_id uuid,
  by_name text not null,
  -- The details that differ; null for one that was not there, or is not any more.
  before jsonb not null,
  after jsonb not null,
  -- Of an import: what undoing it gives back, once an earlier one was undone; null for what stood there before.
  gives_back jsonb
);
create index if not exists list_entry_changes_contact on list_entry_changes (contact_id, id);
create index if not exists list_entry_changes_origin on list_entry_changes (origin_id, contact_id) where origin_id is not null;
create index if not exists list_entry_changes_list on list_entry_changes (list_id);
call close_table('list_entry_changes');
-- How many details of entries a sync changed.
alter table list_source_syncs add column if not exists details int not null default 0;
