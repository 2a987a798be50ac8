-- Of those failed, how many the provider never took: an attempt each, where one that failed by a receipt was counted as handed over before.
alter table minute_counts add column if not exists refused int not null default 0;
-- The latest attempts of a workspace that did not simply succeed.
create index if not exists message_attempts_latest on message_attempts (workspace_id, id desc);
