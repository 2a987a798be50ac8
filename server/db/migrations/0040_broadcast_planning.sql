-- A broadcast whose planning broke is tried again with growing pauses, and given up with words rather than tried for ever.
alter table broadcasts add column if not exists plan_attempts int not null default 0;
alter table broadcasts add column if not exists plan_after timestamptz;

-- Cancelled ones whose messages have not all been taken out of the queue yet.
create index if not exists broadcasts_cancelling on broadcasts (id) where state = 'cancelled' and finished_at is null;
create index if not exists broadcasts_by_kind on broadcasts (workspace_id, kind, id desc);

-- What was handed over when, over the last seconds: the rate that the screen shows, without counting messages.
create table if not exists broadcast_rates (
  broadcast_id uuid primary key references broadcasts on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  sampled_at timestamptz not null,
  -- [[milliseconds since the epoch, handed over], ...], oldest first
  samples jsonb not null default '[]'
) with (fillfactor = 50);
call close_table('broadcast_rates');
