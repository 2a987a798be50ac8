-- Acts on many people that run in the background: tags, lists, consent, deleting, bringing back.
create table bulk_actions (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  kind text not null check (kind in ('add_tag', 'remove_tag', 'add_to_list', 'remove_from_list', 'set_consent', 'delete', 'restore')),
  -- What is done to whom: BulkWork of server/modules/contacts/bulk-work.ts.
  work jsonb not null,
  -- The tag or list as it was called, or the answer to consent.
  label text,
  state text not null default 'queued' check (state in ('queued', 'running', 'completed', 'cancelled', 'failed')),
  -- What went wrong, in words.
  problem text,
  matched int not null default 0,
  done int not null default 0,
  changed int not null default 0,
  conflicting int not null default 0,
  -- Where it goes on: people up to this id are done. Moves in the transaction that changes them, so that none is left out.
  position uuid,
  -- The worker that runs it renews this with every portion; one that died is relieved after it.
  leased_until timestamptz,
  created_by jsonb not null default '{}',
  created_at timestamptz not null default now(),
  finished_at timestamptz
) with (fillfactor = 50);
create index on bulk_actions (workspace_id, id desc);
create index bulk_actions_open on bulk_actions (leased_until) where state in ('queued', 'running');
call close_table('bulk_actions');

-- Deleted people, the latest first, in pages: those of one bulk deletion share their instant.
drop index contacts_deleted;
create index contacts_deleted on contacts (workspace_id, deleted_at, id) where deleted_at is not null;
