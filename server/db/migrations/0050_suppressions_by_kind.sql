-- The suppression list, by kind and newest first.
create index if not exists suppressions_by_kind on suppressions (workspace_id, kind, id desc) where removed_at is null;
