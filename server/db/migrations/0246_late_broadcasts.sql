-- Since when a scheduled broadcast waits for somebody to say whether it still goes: its time had passed long before anything ran again, and a
-- text for Sunday must not go out on Tuesday by itself. Its state is "paused" meanwhile, with nothing planned.
alter table broadcasts add column if not exists late_since timestamptz;
create index if not exists broadcasts_late on broadcasts (workspace_id) where late_since is not null;
