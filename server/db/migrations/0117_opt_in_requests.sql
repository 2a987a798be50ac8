-- Double opt-in: grants of consent that wait until the person says YES from their phone. Kept as evidence when they are over.
create table if not exists opt_in_requests (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  contact_id uuid not null references contacts on delete cascade,
  -- The phone that is asked, E.164.
  address text not null,
  purpose text not null default 'all' check (purpose in ('informational', 'all')),
  -- Who says that they agreed, with the words and the evidence that a grant would have had: member, api, import.
  source text not null,
  wording text,
  evidence jsonb not null default '{}',
  actor_name text,
  created_at timestamptz not null default now(),
  -- Of the question, as of any message: 1 for single people, 2 for those of an import.
  priority smallint not null default 1 check (priority between 1 and 2),
  -- When to ask; null when that was done, or cannot be (problem says why).
  ask_at timestamptz default now(),
  problem text,
  asked_at timestamptz,
  asked_words text,
  -- Asked on a sandbox phone: a YES counts there only.
  asked_sandbox boolean not null default false,
  message_id uuid,
  -- When a sandbox phone said YES.
  played_at timestamptz,
  expires_at timestamptz not null,
  closed_at timestamptz,
  outcome text check (outcome in ('granted', 'withdrawn', 'lapsed')),
  check ((closed_at is null) = (outcome is null))
);
create unique index if not exists opt_in_requests_open on opt_in_requests (workspace_id, contact_id) where closed_at is null;
create index if not exists opt_in_requests_by_address on opt_in_requests (workspace_id, address) where closed_at is null;
create index if not exists opt_in_requests_by_contact on opt_in_requests (contact_id, id desc);
create index if not exists opt_in_requests_to_ask on opt_in_requests (ask_at) where closed_at is null and ask_at is not null;
create index if not exists opt_in_requests_to_lapse on opt_in_requests (expires_at) where closed_at is null;
call close_table('opt_in_requests');

-- How often and when each phone was asked: at most once in 24 hours, and three times ever, whoever shares it.
create table if not exists opt_in_asks (
  workspace_id uuid not null references workspaces on delete cascade,
  address text not null,
  sandbox boolean not null,
  times int not null default 1,
  last_at timestamptz not null default now(),
  primary key (workspace_id, address, sandbox)
);
call close_table('opt_in_asks');
