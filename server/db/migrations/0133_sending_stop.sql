-- The stop that members and the operator can press (I10): while one is set, no lease takes anything.
alter table workspaces
  add column sending_stopped_at timestamptz,
  -- The name of who stopped it, as it was then.
  add column sending_stopped_by text,
  add column sending_stopped_reason text;
alter table installation
  add column sending_stopped_at timestamptz,
  add column sending_stopped_by text,
  add column sending_stopped_reason text;

-- What each worker asks several times a second: the few that are stopped.
create index workspaces_sending_stopped on workspaces (id) where sending_stopped_at is not null;
