-- Past failures looked at with today's classification: first only looked at, then applied, then undone if somebody says so. Portion by
-- portion, each in one transaction with its progress, so that it goes on after a crash where it was.
create table if not exists failure_checks (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  state text not null default 'looking' check (state in ('looking', 'judging', 'ready', 'applying', 'done', 'undoing', 'undone')),
  -- The last message looked at, and the last one to look at: what fails later is classified when it fails.
  after_id uuid not null default '00000000-0000-0000-0000-000000000000',
  until_id uuid not null,
  looked int not null default 0,
  about int not null default 0,
  to_change int not null default 0,
  applied int not null default 0,
  undone int not null default 0,
  created_by_name text not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index if not exists failure_checks_latest on failure_checks (workspace_id, id desc);
create unique index if not exists failure_checks_busy on failure_checks (workspace_id)
  where state in ('looking', 'judging', 'applying', 'undoing');
call close_table('failure_checks');

-- What was found, by address.
create table if not exists failure_findings (
  check_id uuid not null references failure_checks on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  channel text not null check (channel in ('sms', 'email', 'voice', 'voicemail')),
  address text not null,
  sandbox boolean not null,
  -- [{"message_id", "code", "at"}]
  failures jsonb not null,
  outcome text check (outcome in ('change', 'known', 'delivered_since', 'allowed_since', 'too_few')),
  kind text,
  error_code int,
  -- Of what was applied: the suppression, and whose consent was what before.
  suppression_id uuid,
  consents jsonb,
  undone_at timestamptz,
  primary key (check_id, channel, address, sandbox)
);
call close_table('failure_findings');
