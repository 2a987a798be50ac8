-- What the queue screen, health and metrics read: processes that live, what each sender did by the minute, and what failed.

-- A process says more than that it lives: what it is doing, and since when it is stopping. One that ends in order removes its row.
alter table workers add column if not exists doing text not null default '';
alter table workers add column if not exists draining_at timestamptz;
-- Where its own health and metrics are answered; null when it listens nowhere.
alter table workers add column if not exists listens_at text;

-- What each sender did in each minute, written in the transactions that write results and receipts: one row per sender and minute.
create table if not exists minute_counts (
  workspace_id uuid not null references workspaces on delete cascade,
  sender_id uuid not null references senders on delete cascade,
  minute timestamptz not null,
  -- The provider took it.
  handed_over int not null default 0,
  delivered int not null default 0,
  -- Ended as failed, at the hand-over or by a receipt.
  failed int not null default 0,
  unknown int not null default 0,
  -- Tried again later because the provider was busy, or because it had a problem or could not be reached.
  busy int not null default 0,
  troubled int not null default 0,
  -- Of those handed over: milliseconds from the moment they were due, in sum and of the longest.
  waited_ms bigint not null default 0,
  longest_ms int not null default 0,
  primary key (sender_id, minute)
) with (fillfactor = 50);
-- Only ever appended to: the last hour of a workspace, and what is to be forgotten.
create index if not exists minute_counts_by_workspace on minute_counts (workspace_id, minute);
call close_table('minute_counts');

-- Failures as they happened: a narrow row each, so that the screen finds the latest among a million messages that arrived.
create table if not exists message_failures (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  message_id uuid not null,
  sender_id uuid,
  at timestamptz not null default now(),
  reason text,
  error_code text
);
create index if not exists message_failures_latest on message_failures (workspace_id, id desc);
call close_table('message_failures');

-- Who paused a sender: a member, the operator, Tidings for too many failures, or Tidings because the provider refuses the account.
alter table senders add column if not exists paused_by text check (paused_by in ('member', 'operator', 'failures', 'account'));
select set_config('app.scope', 'system', true);
update senders set paused_by = 'member' where paused_at is not null and paused_by is null;
select set_config('app.scope', '', true);
-- Failures before this moment no longer count toward pausing it by itself.
alter table senders add column if not exists watched_from timestamptz;

-- When the provider is asked next whether a connection works. Not at once: whoever makes one tests it.
alter table connections add column if not exists probe_at timestamptz not null default now() + interval '15 minutes';
