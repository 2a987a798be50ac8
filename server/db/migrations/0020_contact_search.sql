-- What search compares: lower case, accents taken off, so that "jose" finds José and "OYVIND" finds Øyvind.
create or replace function search_fold(value text) returns text language sql immutable parallel safe as $$
  select case
    when value is null then ''
    when value !~ '[^ -~]' then lower(value)
    else translate(lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g')), 'øłđðħıœæßþ', 'olddhioasp')
  end
$$;

-- The text of contacts.search. Set-based writers pass all phones (E.164) and e-mail addresses of the person.
-- Names and company are cut: nobody searches for the thousandth character, and the index stays small.
create or replace function contact_search_text(
  first_name text, last_name text, full_name text, company text, emails text[], phones text[]
) returns text language sql immutable parallel safe as $$
  select trim(both ' ' from concat_ws(' ',
    search_fold(left(coalesce(first_name, '') || ' ' || coalesce(last_name, ''), 200)),
    -- The full name once more only where it says something else than first and last.
    case when full_name is distinct from trim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))
      then search_fold(left(full_name, 200)) end,
    search_fold(left(company, 200)),
    lower(array_to_string(emails, ' ')),
    -- "+1202…" as digits; other signs never stand in E.164.
    replace(array_to_string(phones, ' '), '+', '')))
$$;

-- Sorting by name reads this column straight from its index; an expression could not be compared before row-level security has filtered.
alter table contacts add column sort_name text generated always as
  (left(lower(coalesce(nullif(last_name, ''), nullif(full_name, ''), first_name, '')), 100)) stored;
drop index contacts_by_name;
create index contacts_by_name on contacts (workspace_id, sort_name, id) where deleted_at is null;
create index contacts_by_update on contacts (workspace_id, updated_at, id) where deleted_at is null;
-- Deleted people, for restoring and for the purge.
create index contacts_deleted on contacts (workspace_id, deleted_at) where deleted_at is not null;
