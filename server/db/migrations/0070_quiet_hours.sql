-- What one broadcast says of its hours, where it differs from its workspace: HoursOverride of core/contract/quiet-hours.
alter table broadcasts add column if not exists quiet_hours jsonb;
alter table message_sources add column if not exists quiet_hours jsonb;

-- Why a queued message is due later: a reason code. Null for one that waits for its turn, or for its next attempt.
alter table outbox add column if not exists wait_reason text;

-- How many messages of a source were put off until when, and why: what screens show of them, so that none counts the queue. Only added to: a row
-- says who waits as long as its time has not come, and means nothing afterwards.
create table if not exists source_waits (
  workspace_id uuid not null references workspaces on delete cascade,
  source_id uuid not null,
  reason text not null,
  until timestamptz not null,
  -- The wall time at the place of these people, '' where it differs among them.
  local text not null default '',
  n int not null,
  primary key (source_id, reason, until, local)
) with (fillfactor = 50);
create index if not exists source_waits_by_workspace on source_waits (workspace_id, until);
call close_table('source_waits');
