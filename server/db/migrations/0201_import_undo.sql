-- Imports can be paused, and undone as long as nothing was sent to their people.
alter table imports drop constraint if exists imports_state_check;
alter table imports add constraint imports_state_check
  check (state in ('new', 'ready', 'queued', 'running', 'paused', 'completed', 'cancelled', 'failed', 'undoing', 'undone'));
-- When its last rows were stored, by the database's clock: who was changed later was changed by somebody else.
alter table imports add column if not exists last_stored_at timestamptz;
-- Until when it can be undone; null for those that ran before earlier values were kept, and once these were removed.
alter table imports add column if not exists undo_until timestamptz;
-- How far an undo is: people to look at, those looked at, where it goes on, and what came of it.
alter table imports add column if not exists undo_total int not null default 0, add column if not exists undo_done int not null default 0,
  add column if not exists undo_mark uuid, add column if not exists undo_counts jsonb not null default '{}',
  add column if not exists undo_by jsonb, add column if not exists undone_at timestamptz;
drop index if exists imports_open;
create index imports_open on imports (leased_until) where state in ('queued', 'running', 'undoing');
create index if not exists imports_undoable on imports (undo_until) where undo_until is not null;

-- What an import changed of people who were here before, so that it can be undone. No key to contacts: it would be checked for each of a million
-- rows (see 0031); the trigger below does what it would.
create table if not exists import_changes (
  workspace_id uuid not null references workspaces on delete cascade,
  import_id uuid not null references imports on delete cascade,
  contact_id uuid not null,
  -- Columns that changed, as text, '' for none: what was there, and what the import wrote.
  before jsonb not null default '{}',
  after jsonb not null default '{}',
  -- Addresses, list entries and tags that it added.
  phones text[] not null default '{}',
  emails text[] not null default '{}',
  list_ids uuid[] not null default '{}',
  tag_ids uuid[] not null default '{}',
  -- The consent before, and when the import changed it.
  was_consent text,
  was_purpose text,
  consent_at timestamptz,
  -- The import that had changed them last.
  was_import_id uuid,
  primary key (import_id, contact_id)
);
create index if not exists import_changes_contact on import_changes (contact_id);
call close_table('import_changes');

create or replace function forget_import_changes() returns trigger language plpgsql as $$
begin
  delete from import_changes h using gone where h.contact_id = gone.id;
  return null;
end $$;
drop trigger if exists forget_import_changes on contacts;
create trigger forget_import_changes after delete on contacts referencing old table as gone for each statement execute function forget_import_changes();
