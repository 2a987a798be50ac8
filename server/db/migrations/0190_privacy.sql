-- What stays of people who were deleted for privacy: for each of their addresses a hash keyed with the installation's secret, so that the
-- number cannot be read from it, but is known again when somebody brings it back. Then an ordinary opt-out takes its place.
create table if not exists erased_addresses (
  workspace_id uuid not null references workspaces on delete cascade,
  channel text not null check (channel in ('sms', 'email', 'voice', 'voicemail')),
  hash bytea not null,
  erased_at timestamptz not null default now(),
  primary key (workspace_id, channel, hash)
);
call close_table('erased_addresses');

-- Deletions for privacy whose last traces are still looked for: a text that was under way, a receipt that comes late. Closed after some days.
create table if not exists erasures (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  -- The id that the contact had; nothing else of them is known.
  contact_id uuid not null,
  -- Their latest messages, of which something may still come.
  message_ids uuid[] not null default '{}',
  erased_at timestamptz not null default now(),
  closed_at timestamptz
);
create index if not exists erasures_open on erasures (erased_at) where closed_at is null;
create index if not exists erasures_of on erasures (workspace_id, id);
call close_table('erasures');
