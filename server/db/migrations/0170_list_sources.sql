-- Sources that keep a list in step: a Google Sheet in one of three ways, or a CSV file at an address.
create table list_sources (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  list_id uuid not null references lists on delete cascade,
  name text not null,
  kind text not null check (kind in ('apps_script', 'published_csv', 'sheets_api', 'csv_url')),
  -- Enough of the address to recognise it; whoever has a published address can read the sheet, so the whole of it is sealed.
  address_hint text not null,
  -- Sealed: the address, and the key of the service account.
  secrets bytea,
  -- The tab of the spreadsheet; null for the first.
  tab text,
  -- Whom the sheet must be shared with.
  account_email text,
  -- new: never read; read: its columns are known; mapped: chosen, the first sync is not approved; active: kept in step.
  state text not null default 'new' check (state in ('new', 'read', 'mapped', 'active')),
  -- As found when it was last looked at for its mapping: columns with samples and guesses, first rows, notices.
  columns jsonb,
  sample_rows jsonb,
  notices jsonb,
  -- ImportMapping of the contract; its columns are found again by their names.
  mapping jsonb,
  -- Counts changes of the mapping: all rows are read anew after one.
  mapping_version int not null default 0,
  schedule jsonb not null default '{"kind": "manual"}',
  next_sync_at timestamptz,
  on_removed text not null default 'leave' check (on_removed in ('leave', 'take_off')),
  stop_below_percent int not null default 10 check (stop_below_percent between 0 and 90),
  -- Before a broadcast it is synced when it is older than this; null for never.
  fresh_minutes int default 60 check (fresh_minutes between 0 and 10080),
  -- Of the last completed sync.
  rows_total int,
  rows_yes int,
  last_synced_at timestamptz,
  created_by_name text not null,
  created_at timestamptz not null default now()
);
create unique index list_sources_list on list_sources (list_id);
create index list_sources_of on list_sources (workspace_id, id);
create index list_sources_due on list_sources (next_sync_at) where next_sync_at is not null;
call close_table('list_sources');

-- Each time a source was read.
create table list_source_syncs (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  source_id uuid not null references list_sources on delete cascade,
  -- read: only to see its columns.
  trigger text not null check (trigger in ('read', 'first', 'button', 'schedule', 'broadcast')),
  state text not null default 'queued' check (state in ('queued', 'running', 'review', 'completed', 'failed', 'discarded')),
  stage text check (stage in ('fetching', 'comparing', 'applying')),
  -- Why a person is asked before anything changes.
  review text check (review in ('first', 'empty', 'shrunk', 'withdrawn')),
  approved_by text,
  problem_code text,
  problem text,
  attempts int not null default 0,
  -- When it is tried again by itself.
  retry_at timestamptz,
  -- Rows that have not changed are read again, too.
  whole boolean not null default false,
  rows_total int,
  rows_yes int,
  added int not null default 0,
  changed int not null default 0,
  unchanged int not null default 0,
  gone int not null default 0,
  opted_in int not null default 0,
  opted_out int not null default 0,
  kept_opted_out int not null default 0,
  rejected int not null default 0,
  -- Rows that changed something.
  touched int not null default 0,
  -- How the stored content is read: see content.ts.
  shape jsonb,
  -- The worker that is at it, and until when it is believed to live.
  run_id uuid,
  leased_until timestamptz,
  requested_by jsonb not null default '{}',
  created_at timestamptz not null default now(),
  started_at timestamptz,
  -- When the content came: how old the list is after this sync.
  fetched_at timestamptz,
  finished_at timestamptz
) with (fillfactor = 50);
-- One at a time for each source.
create unique index list_source_syncs_open on list_source_syncs (source_id) where state in ('queued', 'running', 'review');
create index list_source_syncs_of on list_source_syncs (source_id, id desc);
create index list_source_syncs_waiting on list_source_syncs (leased_until) where state in ('queued', 'running');
call close_table('list_source_syncs');

-- What was read, in pieces, so that any worker can go on with it. Removed when the sync ends.
create table list_source_pieces (
  workspace_id uuid not null references workspaces on delete cascade,
  sync_id uuid not null references list_source_syncs on delete cascade,
  position int not null,
  content bytea not null,
  primary key (sync_id, position)
);
alter table list_source_pieces alter column content set storage external;
call close_table('list_source_pieces');

-- The rows of a source as they were last taken over: one that is there unchanged does nothing, one that is not there any more is gone. No key to
-- workspaces or contacts: checking it for each of a hundred thousand rows would double the cost (see 0031); both come by way of the source.
create table list_source_rows (
  id bigint generated always as identity primary key,
  workspace_id uuid not null,
  source_id uuid not null references list_sources on delete cascade,
  contact_id uuid,
  row_hash text not null,
  line int not null,
  name_key text,
  -- What the row says of consent.
  consent text check (consent in ('yes', 'no')),
  sync_id uuid not null
);
create unique index list_source_rows_hash on list_source_rows (source_id, row_hash);
create index list_source_rows_contact on list_source_rows (contact_id);
call close_table('list_source_rows');

-- What a sync changed, or would change while it waits for a yes.
create table list_source_changes (
  id bigint generated always as identity primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  sync_id uuid not null references list_source_syncs on delete cascade,
  kind text not null check (kind in ('added', 'changed', 'gone', 'opted_in', 'opted_out', 'kept_opted_out', 'rejected')),
  contact_id uuid,
  name text not null,
  line int,
  details jsonb not null default '{}'
);
create index list_source_changes_of on list_source_changes (sync_id, kind, id);
create index list_source_changes_contact on list_source_changes (contact_id) where contact_id is not null;
call close_table('list_source_changes');

-- Whoever is deleted for good is forgotten here, too; that their row was read stays, so that the sheet does not bring them back unchanged.
create or replace function forget_source_people() returns trigger language plpgsql as $$
begin
  delete from list_source_changes c using gone where c.contact_id = gone.id;
  update list_source_rows r set contact_id = null, name_key = null from gone where r.contact_id = gone.id;
  return null;
end $$;
create trigger forget_source_people after delete on contacts referencing old table as gone for each statement execute function forget_source_people();

-- Broadcasts that wait until the sources of their lists were synced.
create table broadcast_source_holds (
  broadcast_id uuid primary key references broadcasts on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  since timestamptz not null default now(),
  -- Somebody said to send without.
  released_at timestamptz,
  released_by text
);
call close_table('broadcast_source_holds');
