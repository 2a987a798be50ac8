-- Failures of one reason, the latest first: a flood of one does not hide the few of another.
create index if not exists message_failures_by_reason on message_failures (workspace_id, reason, id desc);
