-- What each lease decided and on which facts: the answer to "why did, or didn't, Maria get it?" (BE-2). One row per lease, whatever its
-- size: facts that all its messages share stand once. Found by the sender and the time, so that nothing more is indexed per message.
create table leases (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  sender_id uuid not null,
  worker_id text not null,
  at timestamptz not null default clock_timestamp(),
  message_ids uuid[] not null,
  -- {"common": facts, "each": [facts that differ, one per message]}
  facts jsonb not null
);
create index leases_by_sender on leases (sender_id, at);
create index leases_by_time on leases using brin (at);
call close_table('leases');
