-- The ids of people who are there, findable by this index alone. With a plain column the planner also considers the other indexes that begin with
-- the workspace; of a workspace that its statistics do not know yet it expects a handful of people, and reads all of them for each id.
drop index contacts_by_external_id;
create unique index contacts_by_external_id on contacts (workspace_id, (case when deleted_at is null then external_id end))
  where external_id is not null;
