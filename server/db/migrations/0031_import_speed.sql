-- Half of the database's time for an import went into checking keys, one row at a time: six checks per person, measured with
-- `npm run bench -- import`. Addresses and consents are only ever written for a contact that the same transaction made or found in its own
-- workspace (row-level security refuses any other), so the check finds nothing; what the keys did when a contact or workspace is deleted
-- these triggers do, once per statement. The key from contacts to workspaces stays.
alter table contact_addresses drop constraint contact_addresses_workspace_id_fkey, drop constraint contact_addresses_contact_id_fkey;
alter table consent_events drop constraint consent_events_workspace_id_fkey, drop constraint consent_events_contact_id_fkey;

create or replace function forget_contact_details() returns trigger language plpgsql as $$
begin
  delete from contact_addresses a using gone where a.contact_id = gone.id;
  -- Evidence of consent outlives the person's record.
  update consent_events e set contact_id = null from gone where e.workspace_id = gone.workspace_id and e.contact_id = gone.id;
  return null;
end $$;
create trigger forget_details after delete on contacts referencing old table as gone for each statement execute function forget_contact_details();

create or replace function delete_consents_of_workspace() returns trigger language plpgsql as $$
begin
  delete from consent_events where workspace_id = old.id;
  return old;
end $$;
create trigger delete_consents before delete on workspaces for each row execute function delete_consents_of_workspace();
