-- Events: what lists of registrations (and later campaigns) are about. Its moments keep wall time and zone.
create table if not exists events (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  name text not null,
  zone text not null,
  -- 2026-05-01T19:00 in its zone, and the same as an instant.
  starts_local text not null,
  starts_at timestamptz not null,
  ends_local text,
  ends_at timestamptz,
  place text,
  capacity int check (capacity > 0),
  note text,
  created_by_name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  archived_at timestamptz
);
create index if not exists events_by_time on events (workspace_id, starts_at, id);
call close_table('events');
