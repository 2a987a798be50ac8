-- Ids: version 7, sortable by time. PostgreSQL 18 brings its own; 15 to 17 get the same from SQL.
create extension if not exists pg_trgm;

do $$
begin
  if current_setting('server_version_num')::int >= 180000 then
    execute 'create or replace function new_id() returns uuid language sql volatile parallel safe as ''select uuidv7()''';
  else
    execute $f$
      create or replace function new_id() returns uuid language sql volatile parallel safe as
      'select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
         placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), ''hex'')::uuid'
    $f$;
  end if;
end $$;

-- The workspace that the transaction works for; null outside of one, so that nothing is seen.
create or replace function current_workspace() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('app.workspace_id', true), '')::uuid $$;

-- Work for the installation as a whole (dispatcher, hooks, sign-in) says so in its transaction; nothing else sees across workspaces.
create or replace function is_system() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('app.scope', true), '') = 'system' $$;

-- Closes a tenant table: every row belongs to a workspace and is seen in that workspace only, by the owner of the table too (I7).
create or replace procedure close_table(name regclass, workspace_column text default 'workspace_id') language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('drop policy if exists workspace on %s', name);
  execute format('create policy workspace on %s using (%I = current_workspace() or is_system()) with check (%I = current_workspace() or is_system())',
    name, workspace_column, workspace_column);
end $$;

create table installation (
  singleton boolean primary key default true check (singleton),
  id uuid not null default new_id(),
  open_signup boolean not null default false,
  created_at timestamptz not null default now()
);
insert into installation default values;

-- Workspaces, and who may do what in them ------------------------------------------------------------------------------
create table workspaces (
  id uuid primary key default new_id(),
  slug text not null unique,
  name text not null,
  country text not null check (country ~ '^[A-Z]{2}$'),
  time_zone text not null,
  mode text not null default 'sandbox' check (mode in ('sandbox', 'live')),
  mode_changed_at timestamptz,
  -- Texts that people get for STOP, START and HELP, and other settings that are read as a whole.
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);
call close_table('workspaces', 'id');

create table api_keys (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  name text not null,
  role text not null check (role in ('owner', 'admin', 'manager', 'agent', 'viewer')),
  -- The first characters, shown so that people recognise a key; the key itself is kept as a hash only.
  prefix text not null,
  hash text not null unique,
  created_by uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index on api_keys (workspace_id, id);
call close_table('api_keys');

-- Who did what: the audit trail, and what the activity feed shows.
create table audit_entries (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  at timestamptz not null default now(),
  actor_kind text not null check (actor_kind in ('user', 'api_key', 'system')),
  actor_id uuid,
  actor_name text not null,
  action text not null,
  object_kind text,
  object_id uuid,
  object_label text,
  details jsonb not null default '{}'
);
create index on audit_entries (workspace_id, id desc);
call close_table('audit_entries');

create table idempotency_keys (
  workspace_id uuid not null references workspaces on delete cascade,
  key text not null,
  endpoint text not null,
  request_hash text not null,
  -- null while the first request is under way
  status int,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (workspace_id, key)
);
create index on idempotency_keys (created_at);
call close_table('idempotency_keys');

-- People ---------------------------------------------------------------------------------------------------------------
create table contacts (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  first_name text,
  last_name text,
  full_name text,
  -- The preferred address of each channel, copied from contact_addresses so that planning and lists need no join.
  phone text,
  email text,
  company text,
  address_line1 text,
  address_line2 text,
  city text,
  region text,
  postal_code text,
  country text,
  language text,
  time_zone text,
  birthday date,
  external_id text,
  notes text,
  -- Values of custom fields by field key.
  custom jsonb not null default '{}',
  sms_consent text not null default 'unknown' check (sms_consent in ('yes', 'no', 'unknown')),
  sms_consent_at timestamptz,
  -- Where the person came from: member, import, inbound, api, sample.
  origin text not null default 'member',
  -- What search looks through: names, company, e-mail and phone digits, lower case.
  search text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
create index contacts_by_workspace on contacts (workspace_id, id) where deleted_at is null;
create index contacts_by_name on contacts (workspace_id, lower(coalesce(last_name, full_name, '')), id) where deleted_at is null;
create unique index contacts_by_external_id on contacts (workspace_id, external_id) where deleted_at is null and external_id is not null;
create index contacts_search on contacts using gin (search gin_trgm_ops) where deleted_at is null;
call close_table('contacts');

create table contact_addresses (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  contact_id uuid not null references contacts on delete cascade,
  kind text not null check (kind in ('phone', 'email')),
  -- E.164, or an e-mail address in lower case.
  value text not null,
  label text,
  preferred boolean not null default false,
  created_at timestamptz not null default now(),
  unique (contact_id, kind, value)
);
create index contact_addresses_by_value on contact_addresses (workspace_id, kind, value, contact_id);
call close_table('contact_addresses');

-- Every grant and withdrawal of consent, with its evidence (BE-5).
create table consent_events (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  contact_id uuid references contacts on delete set null,
  address text,
  channel text not null check (channel in ('sms', 'email', 'voice', 'voicemail')),
  consent text not null check (consent in ('yes', 'no', 'unknown')),
  -- import, form, member, keyword, api, sample
  source text not null,
  wording text,
  evidence jsonb not null default '{}',
  actor_name text,
  at timestamptz not null default now()
);
create index on consent_events (workspace_id, contact_id, id);
call close_table('consent_events');

create table custom_fields (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  key text not null,
  label text not null,
  type text not null check (type in ('text', 'number', 'date', 'boolean', 'choice')),
  choices jsonb not null default '[]',
  position int not null default 0,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  unique (workspace_id, key)
);
call close_table('custom_fields');

create table tags (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  name text not null,
  color text not null default 'gray',
  created_at timestamptz not null default now()
);
create unique index tags_by_name on tags (workspace_id, lower(name));
call close_table('tags');

create table contact_tags (
  workspace_id uuid not null references workspaces on delete cascade,
  contact_id uuid not null references contacts on delete cascade,
  tag_id uuid not null references tags on delete cascade,
  primary key (contact_id, tag_id)
);
create index on contact_tags (tag_id, contact_id);
call close_table('contact_tags');

create table lists (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  name text not null,
  description text,
  created_at timestamptz not null default now(),
  archived_at timestamptz
);
create unique index lists_by_name on lists (workspace_id, lower(name)) where archived_at is null;
call close_table('lists');

create table list_entries (
  workspace_id uuid not null references workspaces on delete cascade,
  list_id uuid not null references lists on delete cascade,
  contact_id uuid not null references contacts on delete cascade,
  details jsonb not null default '{}',
  added_at timestamptz not null default now(),
  primary key (list_id, contact_id)
);
create index on list_entries (contact_id);
call close_table('list_entries');

-- Addresses that are never sent to. They outlive the contact and hold for whoever shares the address.
create table suppressions (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  channel text not null check (channel in ('sms', 'email', 'voice', 'voicemail')),
  address text not null,
  kind text not null check (kind in ('opt_out', 'invalid', 'dead', 'landline', 'unreachable', 'blocked', 'unsupported', 'legal_block', 'complaint', 'bounced', 'manual')),
  reason text,
  -- keyword, delivery_failure, member, import, api
  source text not null,
  evidence jsonb not null default '{}',
  created_by text,
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  removed_by text,
  removed_reason text
);
create unique index suppressions_active on suppressions (workspace_id, address, channel) where removed_at is null;
create index on suppressions (workspace_id, id);
call close_table('suppressions');

-- Providers ------------------------------------------------------------------------------------------------------------
create table connections (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  provider text not null,
  channel text not null check (channel in ('sms', 'email', 'voice', 'voicemail')),
  name text not null,
  -- True for the workspace's own line to the sandbox carrier: all that a workspace in sandbox mode may use.
  sandbox boolean not null default false,
  settings jsonb not null default '{}',
  -- The credentials, sealed (I9).
  secrets bytea,
  status text not null default 'untested' check (status in ('untested', 'working', 'failing')),
  status_words text,
  checked_at timestamptz,
  created_at timestamptz not null default now(),
  archived_at timestamptz
);
create index on connections (workspace_id, id);
create unique index connections_sandbox on connections (workspace_id, channel) where sandbox and archived_at is null;
call close_table('connections');

create table senders (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  connection_id uuid not null references connections on delete cascade,
  channel text not null check (channel in ('sms', 'email', 'voice', 'voicemail')),
  kind text not null check (kind in ('number', 'messaging_service', 'address', 'caller_id')),
  -- What the provider knows it by: an E.164 number, a messaging service's id, an address.
  address text not null,
  name text not null,
  sandbox boolean not null default false,
  -- Segments per second, and how many may go at once after a pause.
  rate_per_second real not null default 1 check (rate_per_second > 0),
  burst int not null default 1 check (burst > 0),
  daily_cap int check (daily_cap > 0),
  is_default boolean not null default false,
  paused_at timestamptz,
  pause_reason text,
  -- Tokens left at refilled_at: the state of the lane, changed with each lease.
  tokens double precision not null default 0,
  refilled_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  archived_at timestamptz
) with (fillfactor = 50);
create unique index senders_by_address on senders (workspace_id, channel, address, connection_id) where archived_at is null;
call close_table('senders');

-- Where each lane's queue was read up to, per priority. Everything before has been leased, or was put back with an earlier mark:
-- the lease never steps over the dead entries of earlier ones, and is as fast at the end of a million as at its start.
create table lane_marks (
  workspace_id uuid not null references workspaces on delete cascade,
  sender_id uuid not null references senders on delete cascade,
  priority smallint not null,
  due_at timestamptz not null default '-infinity',
  message_id uuid not null default '00000000-0000-0000-0000-000000000000',
  primary key (sender_id, priority)
) with (fillfactor = 50);
call close_table('lane_marks');

-- Messages -------------------------------------------------------------------------------------------------------------
create table broadcasts (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  name text not null,
  channel text not null default 'sms' check (channel in ('sms', 'email', 'voice', 'voicemail')),
  -- broadcast: written on the screen or over the API; direct: numbers given by a program; test: to oneself.
  kind text not null default 'broadcast' check (kind in ('broadcast', 'direct', 'test')),
  body text not null default '',
  smart_encoding boolean not null default true,
  one_per_address boolean not null default true,
  -- Who gets it: {"include": [{"kind": "everyone"} | {"kind": "list", "id"} | {"kind": "tag", "id"} | {"kind": "contacts", "ids"} | {"kind": "search", ...}], "exclude": [...]}
  audience jsonb not null default '{"include": [], "exclude": []}',
  sender_id uuid references senders,
  state text not null default 'draft'
    check (state in ('draft', 'scheduled', 'planning', 'sending', 'paused', 'completed', 'cancelled', 'failed')),
  state_reason text,
  -- Wall time and zone as chosen (I8), and the instant they mean.
  scheduled_local text,
  scheduled_zone text,
  scheduled_at timestamptz,
  useless_after timestamptz,
  -- Goes up with every change, so that two people cannot overwrite or send what the other changed.
  version int not null default 1,
  created_by uuid,
  created_by_name text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  started_at timestamptz,
  planned_at timestamptz,
  finished_at timestamptz,
  planned int not null default 0
) with (fillfactor = 70);
create index on broadcasts (workspace_id, id desc);
create index broadcasts_due on broadcasts (scheduled_at) where state = 'scheduled';
create index broadcasts_open on broadcasts (state) where state in ('planning', 'sending', 'paused');
call close_table('broadcasts');

create table conversations (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  contact_id uuid not null references contacts on delete cascade,
  last_message_at timestamptz,
  last_message_preview text,
  last_direction text,
  unread int not null default 0,
  created_at timestamptz not null default now(),
  unique (workspace_id, contact_id)
) with (fillfactor = 70);
create index on conversations (workspace_id, last_message_at desc, id desc);
call close_table('conversations');

-- What messages are sent for: a broadcast, later a reminder's occurrence or a journey's run. The dispatcher knows no more of them than this.
create table message_sources (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  kind text not null check (kind in ('broadcast', 'direct', 'test')),
  state text not null default 'running' check (state in ('running', 'paused', 'cancelled')),
  -- The text with its merge tags; rendered for each person at the moment of the lease.
  template text not null,
  smart_encoding boolean not null default true,
  useless_after timestamptz,
  created_at timestamptz not null default now()
) with (fillfactor = 70);
call close_table('message_sources');

-- Every message of every channel, in and out: the ledger. No index stands on a column that changes, so that updates stay heap-only.
create table messages (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  direction text not null check (direction in ('out', 'in')),
  channel text not null check (channel in ('sms', 'email', 'voice', 'voicemail')),
  contact_id uuid references contacts on delete set null,
  -- The other side's address; ours is our_address.
  address text,
  our_address text,
  sender_id uuid references senders,
  -- broadcast, reply, answer (to STOP, START, HELP), test, direct, inbound
  source text not null,
  source_id uuid,
  -- One send per intention (I1): see core/messaging/send-key.
  send_key text,
  priority smallint not null default 2 check (priority between 0 and 2),
  -- null until rendered, at the moment of its lease
  body text,
  segments smallint,
  encoding text,
  state text not null check (state in ('planned', 'queued', 'leased', 'accepted', 'sent', 'delivered', 'failed', 'skipped', 'expired', 'cancelled', 'unknown', 'received')),
  reason text,
  error_code text,
  provider_id text,
  attempts smallint not null default 0,
  price_micros bigint,
  created_by uuid,
  created_by_name text,
  created_at timestamptz not null default now(),
  useless_after timestamptz,
  accepted_at timestamptz,
  sent_at timestamptz,
  delivered_at timestamptz,
  ended_at timestamptz
) with (fillfactor = 75);
create unique index messages_send_key on messages (send_key) where send_key is not null;
create index messages_by_workspace on messages (workspace_id, id desc);
create index messages_by_source on messages (source_id, id) where source_id is not null;
create index messages_by_contact on messages (contact_id, id desc) where contact_id is not null;
call close_table('messages');

-- What is still to be handed over: one narrow row per queued, leased or unknown message, gone when its outcome is known.
create table outbox (
  message_id uuid primary key references messages on delete cascade,
  workspace_id uuid not null,
  sender_id uuid not null references senders,
  source_id uuid,
  priority smallint not null,
  due_at timestamptz not null default now(),
  status text not null default 'queued' check (status in ('queued', 'leased', 'unknown')),
  attempts smallint not null default 0,
  -- Of the lease: which worker, since when, and the text as it was handed over.
  worker_id uuid,
  leased_at timestamptz,
  body text,
  segments smallint,
  encoding text,
  -- Of an unknown outcome: when the provider's list is asked next.
  check_at timestamptz
) with (fillfactor = 80);
create index outbox_lane on outbox (sender_id, priority, due_at, message_id) where status = 'queued';
create index outbox_leased on outbox (worker_id) where status = 'leased';
create index outbox_unknown on outbox (check_at) where status = 'unknown';
create index outbox_by_source on outbox (source_id) where source_id is not null;
call close_table('outbox');

-- Attempts that did not simply succeed: what was asked, what came back.
create table message_attempts (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  message_id uuid not null references messages on delete cascade,
  attempt smallint not null,
  at timestamptz not null default now(),
  outcome text not null,
  error_code text,
  words text,
  retry_at timestamptz
);
create index on message_attempts (message_id, id);
call close_table('message_attempts');

-- Counters of each source by state and reason, changed in the same statement as the messages (I5): no screen counts a million rows.
create table source_counts (
  workspace_id uuid not null references workspaces on delete cascade,
  source_id uuid not null,
  state text not null,
  reason text not null default '',
  n int not null,
  primary key (source_id, state, reason)
) with (fillfactor = 50);
call close_table('source_counts');

-- The same by hour of creation, for Home and Analytics.
create table hour_counts (
  workspace_id uuid not null references workspaces on delete cascade,
  hour timestamptz not null,
  direction text not null,
  channel text not null,
  state text not null,
  n int not null,
  primary key (workspace_id, hour, direction, channel, state)
) with (fillfactor = 50);
call close_table('hour_counts');

-- Every receipt as it came (I4).
create table receipts (
  id uuid not null default new_id(),
  workspace_id uuid not null,
  connection_id uuid not null,
  message_id uuid,
  provider_id text,
  status text not null,
  error_code text,
  payload jsonb not null,
  received_at timestamptz not null default now()
);
create index on receipts (message_id) where message_id is not null;
create index on receipts (workspace_id, received_at);
call close_table('receipts');

-- Every inbound payload as it came (I6). Unique by the provider's id: the same hook twice is one row.
create table inbound_payloads (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  connection_id uuid not null references connections on delete cascade,
  provider_id text not null,
  payload jsonb not null,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  message_id uuid,
  problem text,
  unique (connection_id, provider_id)
);
create index inbound_waiting on inbound_payloads (received_at) where processed_at is null;
call close_table('inbound_payloads');

-- Processes that are alive: a worker whose heartbeat stops loses its leases.
create table workers (
  id uuid primary key,
  role text not null,
  host text not null,
  pid int not null,
  version text not null,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now()
) with (fillfactor = 50);
