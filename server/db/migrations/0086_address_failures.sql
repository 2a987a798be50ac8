-- Failures that say little alone and much together, per address, until they suppress it or something is delivered: see core's soft-failures.
create table if not exists address_failures (
  workspace_id uuid not null references workspaces on delete cascade,
  channel text not null check (channel in ('sms', 'email', 'voice', 'voicemail')),
  address text not null,
  -- What is played on the sandbox phones is counted apart.
  sandbox boolean not null default false,
  -- [{"message_id", "code", "at"}], oldest first; `at` in milliseconds since the epoch
  failures jsonb not null default '[]',
  updated_at timestamptz not null default now(),
  primary key (workspace_id, channel, address, sandbox)
);
call close_table('address_failures');

-- The check of past failures that made a suppression, so that it can be undone as a whole.
alter table suppressions add column if not exists check_id uuid;
create index if not exists suppressions_by_check on suppressions (check_id) where check_id is not null;
