-- Public sign-up pages, one for a list.
create table if not exists list_forms (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  list_id uuid not null unique references lists on delete cascade,
  -- Of the page's address; unique in the installation.
  slug text not null unique,
  title text not null,
  intro text,
  -- [{"key", "required"}]: details of the person that are asked.
  fields jsonb not null default '[]',
  -- [{"label", "required"}]: questions of its own; the answers are details of the list entry.
  questions jsonb not null default '[]',
  purpose text not null default 'all' check (purpose in ('informational', 'all')),
  -- Beside the box, kept with each consent.
  wording text not null,
  -- Without a tick nobody is put on the list; otherwise they are, without consent.
  consent_required boolean not null default true,
  asks_yes boolean not null default true,
  button text not null,
  thanks text,
  open boolean not null default false,
  closed_words text,
  -- How often it was sent in and taken; says nothing about who was there before.
  taken int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index if not exists list_forms_of on list_forms (workspace_id, id);
call close_table('list_forms');
