-- Nothing is lost (I6): what a provider knows of us is fetched from its own list after any outage, and now and then in any case.

-- When some web process last was able to take hooks. A pause in it is a gap of everybody's.
create table if not exists hook_watch (
  singleton boolean primary key default true check (singleton),
  seen_at timestamptz not null default now()
);
insert into hook_watch default values on conflict do nothing;

-- Per connection: until when all receipts and texts are known to have been compared with the provider's list.
create table if not exists catch_ups (
  connection_id uuid primary key references connections on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  complete_until timestamptz not null,
  -- The beginning of the gap that is to be fetched, and how many were noticed so far: a run ends only the gap that it knew of.
  gap_from timestamptz,
  gaps int not null default 0,
  due_at timestamptz not null default now(),
  -- A worker is at it, and is believed to live until then.
  taken_until timestamptz,
  failures int not null default 0,
  trouble text,
  ran_at timestamptz,
  -- What was found so far that had never come by itself.
  texts int not null default 0,
  receipts int not null default 0
) with (fillfactor = 50);
create index if not exists catch_ups_due on catch_ups (due_at);
call close_table('catch_ups');

-- Before this version nothing was compared: the last day is.
insert into catch_ups (connection_id, workspace_id, complete_until)
select id, workspace_id, greatest(created_at, now() - interval '1 day') from connections where channel = 'sms'
on conflict do nothing;

-- The smallest id of version 7 that can have been made at a moment: messages of a period are found by their ids.
create or replace function first_id_at(at timestamptz) returns uuid language sql immutable parallel safe as
$$ select (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid $$;
