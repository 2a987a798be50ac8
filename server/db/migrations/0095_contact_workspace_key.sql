-- The key from contacts to workspaces was checked once per person, a seventh of the time of storing one. A trigger checks it once per
-- statement, with the same lock, and takes over what the key did when a workspace is deleted.
alter table contacts drop constraint if exists contacts_workspace_id_fkey;

create function check_contact_workspaces() returns trigger language plpgsql as $$
declare
  wanted int;
begin
  select count(distinct workspace_id) into wanted from after_rows;
  perform 1 from workspaces w where w.id in (select workspace_id from after_rows) for key share;
  if (select count(*) from workspaces w where w.id in (select workspace_id from after_rows)) < wanted then
    raise foreign_key_violation using message = 'a contact needs a workspace that exists', table = 'contacts';
  end if;
  return null;
end $$;
create trigger check_workspaces after insert on contacts
  referencing new table as after_rows for each statement execute function check_contact_workspaces();

create function keep_contact_workspace() returns trigger language plpgsql as $$
begin
  raise foreign_key_violation using message = 'a contact stays in its workspace', table = 'contacts';
end $$;
create trigger keep_workspace before update of workspace_id on contacts
  for each row when (old.workspace_id is distinct from new.workspace_id) execute function keep_contact_workspace();

create function delete_contacts_of_workspace() returns trigger language plpgsql as $$
begin
  delete from contacts where workspace_id = old.id;
  return old;
end $$;
create trigger delete_contacts before delete on workspaces for each row execute function delete_contacts_of_workspace();
