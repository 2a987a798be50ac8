-- How files with the same header were read last: the next one opens with it.
create table if not exists import_mappings (
  workspace_id uuid not null references workspaces on delete cascade,
  -- A hash of the names of all columns, in whatever order they stand.
  header_key text not null,
  -- The names in their order then, and ImportMapping of the contract without lists, tags and how the people agreed.
  names jsonb not null,
  mapping jsonb not null,
  file_name text not null,
  used_by text not null,
  used_at timestamptz not null default now(),
  primary key (workspace_id, header_key)
);
call close_table('import_mappings');

-- What was found there when the file was read: {"mapping", "file_name", "by", "at"}.
alter table imports add column if not exists recalled jsonb;
