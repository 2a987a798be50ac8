-- Possible duplicates, kept up to date for whoever changed, with what each suggestion weighs.

-- By what people are found who may be one: written by the look for duplicates from what stands in contacts, for everybody that it has seen.
create table contact_match_keys (
  workspace_id uuid not null references workspaces on delete cascade,
  contact_id uuid primary key references contacts on delete cascade,
  -- All words of the name, folded and sorted: see core/contacts/person-names.
  name_key text,
  -- First letters of first and last name.
  initials text,
  -- What stands before the @ of the preferred e-mail address, without dots and tags.
  mail_key text,
  -- The external id without signs, capitals and leading zeros.
  id_key text
);
create index contact_match_keys_name on contact_match_keys (workspace_id, name_key, contact_id) where name_key is not null;
create index contact_match_keys_mail on contact_match_keys (workspace_id, mail_key, contact_id) where mail_key is not null;
create index contact_match_keys_id on contact_match_keys (workspace_id, id_key, contact_id) where id_key is not null;
call close_table('contact_match_keys');

alter table contact_duplicates add column strength text not null default 'strong' check (strength in ('strong', 'medium', 'weak'));
-- In the order in which they are shown.
create index contact_duplicates_open on contact_duplicates
  (workspace_id, (case strength when 'strong' then 1 when 'medium' then 2 else 3 end), first_id, second_id) where dismissed_at is null;

-- One look at a time for each workspace.
alter table duplicate_looks
  -- When the last one ended; null before the first.
  alter column looked_at drop not null,
  alter column looked_at drop default,
  add column state text not null default 'idle' check (state in ('idle', 'queued', 'running')),
  -- Whoever changed before this has been looked at; null: everybody is to be.
  add column mark timestamptz,
  -- The mark that stands when this look has ended.
  add column until timestamptz,
  -- Whom it has come to, by the time of their last change.
  add column position_at timestamptz,
  add column position_id uuid,
  add column done int not null default 0,
  add column total int not null default 0,
  -- A worker that is silent for so long is replaced.
  add column leased_until timestamptz;

-- After which syncs to look.
create index list_source_syncs_done on list_source_syncs (workspace_id, finished_at) where state = 'completed' and added + changed > 0;
