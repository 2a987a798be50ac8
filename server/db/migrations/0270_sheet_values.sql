-- What each row of a sheet said when it was last taken over: a field that the sheet changes or empties follows here, as long as nobody changed it
-- here since. Null for rows of before, until the next sync reads them again, and for sources that do not update people.
alter table list_source_rows add column if not exists said jsonb;

-- How many cells of each column were filled at the last completed sync, by the column's name: a column that is suddenly empty is asked about.
alter table list_sources add column if not exists filled jsonb;

alter table list_source_syncs add column if not exists kept_here int not null default 0;
-- The columns that are suddenly empty, by their names.
alter table list_source_syncs add column if not exists emptied jsonb;
alter table list_source_syncs drop constraint if exists list_source_syncs_review_check;
alter table list_source_syncs add constraint list_source_syncs_review_check check (review in ('first', 'empty', 'shrunk', 'withdrawn', 'emptied'));
alter table list_source_changes drop constraint if exists list_source_changes_kind_check;
alter table list_source_changes add constraint list_source_changes_kind_check
  check (kind in ('added', 'changed', 'kept_here', 'gone', 'opted_in', 'opted_out', 'kept_opted_out', 'rejected'));

-- What a row said of somebody goes with them.
create or replace function forget_source_people() returns trigger language plpgsql as $$
begin
  delete from list_source_changes c using gone where c.contact_id = gone.id;
  update list_source_rows r set contact_id = null, name_key = null, said = null from gone where r.contact_id = gone.id;
  return null;
end $$;
