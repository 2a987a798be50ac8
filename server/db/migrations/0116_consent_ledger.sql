-- The ledger of consent is evidence: it is only ever added to. What may change or remove a line: deleting a contact or a workspace (their
-- triggers take the name off the line, or the lines with the workspace), and a deletion for privacy, which says so for its own transaction:
--   select set_config('tidings.privacy_deletion', 'on', true);
create or replace function keep_consent_events() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() > 1 or current_setting('tidings.privacy_deletion', true) = 'on' then
    return null;
  end if;
  raise exception 'consent_events is only ever added to' using errcode = 'insufficient_privilege';
end $$;
drop trigger if exists keep_consent_events on consent_events;
create trigger keep_consent_events before update or delete on consent_events for each statement execute function keep_consent_events();
drop trigger if exists keep_all_consent_events on consent_events;
create trigger keep_all_consent_events before truncate on consent_events for each statement execute function keep_consent_events();
