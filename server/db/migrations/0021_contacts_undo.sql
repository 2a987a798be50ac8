-- All people deleted by one act come back by its id.
alter table contacts add column deletion_id uuid;
create index contacts_by_deletion on contacts (workspace_id, deletion_id) where deletion_id is not null;

-- A tag that was archived keeps its people, so that archiving can be undone. Its name stays taken: making a tag of that name ends the old one.
alter table tags add column archived_at timestamptz;
