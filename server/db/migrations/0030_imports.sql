-- Importing people from files.
create table imports (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  file_name text not null,
  state text not null default 'new' check (state in ('new', 'ready', 'queued', 'running', 'completed', 'cancelled', 'failed')),
  -- What went wrong, in words, when it failed or was given up.
  problem text,
  -- The upload that counts; pieces of an earlier or broken one are removed.
  file_id uuid,
  size bigint not null default 0,
  -- Encoding, delimiter, header, columns with samples and guesses: see analysis.ts.
  shape jsonb,
  -- What the person chose: ImportMapping of the contract.
  mapping jsonb,
  rows_total int not null default 0,
  -- Where the run continues: rows before this one are done. Moves in the transaction that stores them, so that none is done twice.
  rows_read int not null default 0,
  created int not null default 0,
  updated int not null default 0,
  unchanged int not null default 0,
  skipped int not null default 0,
  duplicates int not null default 0,
  rejected int not null default 0,
  warned int not null default 0,
  kept_opted_out int not null default 0,
  consents int not null default 0,
  -- The worker that runs it renews this with every chunk; one that died is relieved after it.
  leased_until timestamptz,
  created_by jsonb not null default '{}',
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
) with (fillfactor = 50);
create index on imports (workspace_id, id desc);
create index imports_open on imports (leased_until) where state in ('queued', 'running');
create index imports_waiting on imports (created_at) where state in ('new', 'ready');
call close_table('imports');

-- The uploaded file in pieces, so that any worker can read it. Removed when the import ends.
create table import_pieces (
  workspace_id uuid not null references workspaces on delete cascade,
  import_id uuid not null references imports on delete cascade,
  file_id uuid not null,
  position int not null,
  content bytea not null,
  primary key (import_id, file_id, position)
);
-- Compressing would cost more time than the disk it saves for a day.
alter table import_pieces alter column content set storage external;
call close_table('import_pieces');

-- Rows that were not imported, or only in part, as they stood in the file, with reasons.
create table import_problems (
  workspace_id uuid not null references workspaces on delete cascade,
  import_id uuid not null references imports on delete cascade,
  line int not null,
  rejected boolean not null,
  cells text[] not null,
  reasons text[] not null,
  primary key (import_id, line)
);
call close_table('import_problems');

-- The import that made a person or changed them last.
alter table contacts add column import_id uuid;
