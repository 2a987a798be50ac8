-- Numbers that are used as one: a broadcast may name a pool instead of a sender.
create table if not exists sender_pools (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  channel text not null check (channel in ('sms', 'email', 'voice', 'voicemail')),
  name text not null,
  sandbox boolean not null default false,
  created_at timestamptz not null default now(),
  archived_at timestamptz
);
create unique index if not exists sender_pools_by_name on sender_pools (workspace_id, lower(name)) where archived_at is null;
call close_table('sender_pools');

create table if not exists sender_pool_members (
  workspace_id uuid not null references workspaces on delete cascade,
  pool_id uuid not null references sender_pools on delete cascade,
  sender_id uuid not null references senders on delete cascade,
  primary key (pool_id, sender_id)
);
create index if not exists sender_pool_members_by_sender on sender_pool_members (sender_id);
call close_table('sender_pool_members');

-- The number of a pool that talks with an address, and when they last wrote to it; null while they never have. Written by planning for a
-- hundred thousand people at once, so nothing is checked per row: what the keys would do, the trigger does.
create table if not exists sticky_senders (
  workspace_id uuid not null,
  pool_id uuid not null,
  address text not null,
  sender_id uuid not null,
  wrote_at timestamptz,
  primary key (pool_id, address)
);
call close_table('sticky_senders');

create or replace function forget_sticky_senders() returns trigger language plpgsql as $$
begin
  delete from sticky_senders where pool_id = old.id;
  return old;
end $$;
create or replace trigger forget_sticky_senders before delete on sender_pools for each row execute function forget_sticky_senders();

alter table broadcasts add column if not exists pool_id uuid references sender_pools;
