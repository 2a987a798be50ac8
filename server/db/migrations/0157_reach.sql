-- How many of those who agreed cannot be texted, as last counted: where many numbers are suppressed, counting them takes too long for a screen.
create table if not exists reach_counts (
  workspace_id uuid primary key references workspaces on delete cascade,
  unreachable int not null,
  counted_at timestamptz not null default now(),
  -- When a screen last wanted to know: nobody counts for a workspace that nobody opens.
  asked_at timestamptz not null default now()
) with (fillfactor = 50);
call close_table('reach_counts');
create index if not exists reach_counts_asked on reach_counts (counted_at);
