-- What a lookup said about a number, and when. The newest answer stands.
create table if not exists number_lookups (
  workspace_id uuid not null references workspaces on delete cascade,
  address text not null,
  provider text not null,
  line_type text not null,
  carrier text,
  looked_up_at timestamptz not null default now(),
  primary key (workspace_id, address)
);
call close_table('number_lookups');

-- Numbers of a broadcast that are looked up before it is planned. It goes on when this has finished, however that ended.
create table if not exists lookup_runs (
  broadcast_id uuid primary key references broadcasts on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  total int not null,
  done int not null default 0,
  failed int not null default 0,
  landlines int not null default 0,
  cost_micros bigint not null default 0,
  -- What kept it from asking for all.
  trouble text,
  started_at timestamptz not null default now(),
  -- A worker is at it, and is believed to live until then.
  taken_until timestamptz,
  finished_at timestamptz
) with (fillfactor = 50);
create index if not exists lookup_runs_open on lookup_runs (started_at) where finished_at is null;
call close_table('lookup_runs');
