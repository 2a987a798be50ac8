-- Which import or sync added somebody stands on the contact and is not overwritten any more. Whom it changed stands in import_changes as long as it
-- can be undone, and in import_touches afterwards: nothing more is written per person while an import runs.
create table if not exists import_touches (
  workspace_id uuid not null references workspaces on delete cascade,
  -- Neither has a key: it would be checked for each of a million rows (see 0031); the trigger below does what one to contacts would.
  contact_id uuid not null,
  -- The import, or the sync of a source.
  import_id uuid not null,
  at timestamptz not null,
  primary key (contact_id, import_id)
);
create index if not exists import_touches_import on import_touches (import_id, contact_id);
call close_table('import_touches');

create or replace function forget_import_changes() returns trigger language plpgsql as $$
begin
  delete from import_changes h using gone where h.contact_id = gone.id;
  delete from import_touches t using gone where t.contact_id = gone.id;
  return null;
end $$;

-- Imports of the same person are a chain, of which any link can be taken out: when it first touched the person; when it last wrote the row of the
-- contact, null where it only put them on lists, gave tags or changed details there; and what stood there as that time and as that of consent before.
alter table import_changes add column if not exists at timestamptz not null default now(), add column if not exists wrote_at timestamptz,
  add column if not exists was_updated_at timestamptz, add column if not exists was_consent_at timestamptz;

select set_config('app.scope', 'system', true);
update import_changes h set at = coalesce(i.started_at, i.created_at),
  wrote_at = case when h.before <> '{}' or h.phones <> '{}' or h.emails <> '{}' or h.was_consent is not null then coalesce(i.started_at, i.created_at) end
from imports i where i.id = h.import_id;

-- contacts.import_id was the last import to add or change somebody. As far as is known it becomes the one that added them.
update contacts c set import_id = first.was_import_id
from (
  select distinct on (contact_id) contact_id, was_import_id from import_changes where wrote_at is not null order by contact_id, at, import_id
) first
where c.id = first.contact_id;
create temporary table only_changed on commit drop as
  select c.workspace_id, c.id, c.import_id, s.began from contacts c join (
    select id, coalesce(started_at, created_at) as began from imports
    union all select id, coalesce(started_at, created_at) from list_source_syncs
  ) s on s.id = c.import_id where c.created_at < s.began;
insert into import_touches (workspace_id, contact_id, import_id, at)
  select workspace_id, id, import_id, began from only_changed on conflict do nothing;
update contacts c set import_id = null from only_changed o where c.id = o.id;
select set_config('app.scope', '', true);

alter table import_changes drop column if exists was_import_id;
