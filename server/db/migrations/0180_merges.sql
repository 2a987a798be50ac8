-- One person who stood there twice. The merged contact stays as it was, deleted, so that the merge can be undone; what it had is added to the
-- contact that is kept. `record` says what was added and changed there: see core/contacts/undo-merge.
create table contact_merges (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  kept_id uuid not null references contacts on delete cascade,
  merged_id uuid not null references contacts on delete cascade,
  record jsonb not null,
  -- Messages that became the kept contact's.
  message_ids uuid[] not null default '{}',
  merged_by_name text not null,
  at timestamptz not null default now(),
  undone_at timestamptz,
  undone_by_name text
);
create unique index contact_merges_standing on contact_merges (merged_id) where undone_at is null;
create index contact_merges_merged on contact_merges (merged_id);
create index contact_merges_kept on contact_merges (kept_id, id desc);
call close_table('contact_merges');

-- Pairs that may be one person, as last looked for; what was dismissed stays dismissed.
create table contact_duplicates (
  workspace_id uuid not null references workspaces on delete cascade,
  first_id uuid not null references contacts on delete cascade,
  second_id uuid not null references contacts on delete cascade,
  reasons text[] not null,
  found_at timestamptz not null default now(),
  dismissed_at timestamptz,
  dismissed_by_name text,
  primary key (workspace_id, first_id, second_id)
);
create index contact_duplicates_first on contact_duplicates (first_id);
create index contact_duplicates_second on contact_duplicates (second_id);
call close_table('contact_duplicates');

create table duplicate_looks (
  workspace_id uuid primary key references workspaces on delete cascade,
  looked_at timestamptz not null default now()
);
call close_table('duplicate_looks');

-- Ids in other spellings ("A-100", "a 100"), for as long as they are there.
create function plain_external_id(id text) returns text language sql immutable parallel safe as
$$ select nullif(ltrim(lower(regexp_replace(id, '[^[:alnum:]]', '', 'g')), '0'), '') $$;

-- What members noted about a person, one at a time.
create table contact_notes (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  contact_id uuid not null references contacts on delete cascade,
  body text not null,
  author_name text not null,
  created_at timestamptz not null default now()
);
create index contact_notes_of on contact_notes (contact_id, id desc);
call close_table('contact_notes');

-- What was done to one person, for their timeline.
create index audit_entries_of_contact on audit_entries (workspace_id, object_id, id desc) where object_kind = 'contact';
