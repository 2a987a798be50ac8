-- Several sources may feed one list. Each remembers whom it put there: nobody is taken off by a sheet that did not put them on.
drop index list_sources_list;
create index list_sources_list on list_sources (list_id);

-- Rows of before: the one source of their list counted for all of them.
alter table list_source_rows add column put_on boolean not null default true;
alter table list_source_rows alter column put_on set default false;
