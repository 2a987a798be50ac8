-- Words that people text to get on a list: "text GALA to ...".
create table if not exists join_keywords (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  list_id uuid not null references lists on delete cascade,
  -- As written, and as compared: upper case without accents and punctuation.
  word text not null,
  folded text not null,
  purpose text not null default 'all' check (purpose in ('informational', 'all')),
  -- What stands beside the word where it is published, kept with each consent.
  wording text not null,
  reply text not null,
  -- Their consent counts only once they also said YES.
  asks_yes boolean not null default false,
  -- Off: the word is an ordinary text.
  open boolean not null default true,
  joined int not null default 0,
  created_at timestamptz not null default now(),
  archived_at timestamptz
);
create unique index if not exists join_keywords_by_word on join_keywords (workspace_id, folded) where archived_at is null;
create index if not exists join_keywords_by_list on join_keywords (list_id);
call close_table('join_keywords');
