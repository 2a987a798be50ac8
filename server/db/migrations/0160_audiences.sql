-- Saved audiences: rules under a name, asked afresh whenever they are used.
create table audiences (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  name text not null,
  description text,
  -- AudienceRules of the contract, with the version of their language.
  rules jsonb not null,
  -- Goes up with every change, so that two people cannot overwrite each other, and what was sent can say what it was sent to.
  version int not null default 1,
  -- How many people it had when it was last counted; about, where counting took too long.
  people int,
  people_exact boolean not null default true,
  counted_at timestamptz,
  created_by_name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  archived_at timestamptz
);
create unique index audiences_by_name on audiences (workspace_id, lower(name)) where archived_at is null;
create index audiences_by_workspace on audiences (workspace_id, lower(name), id);
call close_table('audiences');

-- Every version as it was: a broadcast keeps the one that it went out with.
create table audience_versions (
  workspace_id uuid not null references workspaces on delete cascade,
  audience_id uuid not null references audiences on delete cascade,
  version int not null,
  name text not null,
  rules jsonb not null,
  changed_by_name text not null,
  created_at timestamptz not null default now(),
  primary key (audience_id, version)
);
call close_table('audience_versions');

-- Who wrote to us, for "replied" and "never replied": what comes in is rare beside what goes out, which this index leaves alone.
create index if not exists messages_inbound on messages (workspace_id, contact_id, id) where direction = 'in';
