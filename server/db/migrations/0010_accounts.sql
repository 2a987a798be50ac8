-- People who sign in. An account belongs to the installation, not to a workspace: one person may be a member of several.
create table users (
  id uuid primary key default new_id(),
  name text not null,
  -- In lower case.
  email text not null unique check (email = lower(email)),
  password_hash text not null,
  -- Runs the installation: the first person to sign up.
  operator boolean not null default false,
  -- Somebody else chose the password; nothing but changing it is allowed until then.
  password_change_required boolean not null default false,
  created_at timestamptz not null default now(),
  password_changed_at timestamptz not null default now(),
  last_seen_at timestamptz
);

-- Who is signed in where. The token itself is only in the browser's cookie, here is its hash.
create table sessions (
  id uuid primary key default new_id(),
  token_hash text not null unique,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- Ends here however busy it is.
  expires_at timestamptz not null,
  ip text,
  user_agent text
);
create index on sessions (user_id);
create index on sessions (expires_at);

create table members (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('owner', 'admin', 'manager', 'agent', 'viewer')),
  joined_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
create index on members (user_id);
call close_table('members');

create table invitations (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  email text not null check (email = lower(email)),
  role text not null check (role in ('owner', 'admin', 'manager', 'agent', 'viewer')),
  token_hash text not null unique,
  invited_by uuid,
  invited_by_name text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid references users on delete set null,
  revoked_at timestamptz
);
create index on invitations (workspace_id, id);
-- One open invitation per person: inviting again replaces the link.
create unique index invitations_open on invitations (workspace_id, email) where accepted_at is null and revoked_at is null;
call close_table('invitations');

-- Attempts and requests counted across processes; the shape is rate-limiter-flexible's. Losing it in a crash only forgives.
create unlogged table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
) with (fillfactor = 50);
create index on rate_limits (expire);
