-- A canary: the first few of a broadcast go out, the rest waits until somebody says go on (BE-4).
alter table broadcasts
  add column canary_size int check (canary_size between 1 and 100000),
  add column canary_released_at timestamptz;
-- How many may be leased in all while it is set, and how many have been. Written by the lease itself, under a lock of this row.
alter table message_sources
  add column canary_limit int,
  add column canary_leased int not null default 0;

-- What people wrote back: the inbound message with the bulk message it most likely answers.
create table replies (
  message_id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  source_id uuid not null,
  answered_message_id uuid not null,
  contact_id uuid,
  opted_out boolean not null default false,
  at timestamptz not null default now()
);
create index replies_by_source on replies (source_id, at desc, message_id);
call close_table('replies');
create table reply_counts (
  source_id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  replies int not null default 0,
  opt_outs int not null default 0
);
call close_table('reply_counts');
