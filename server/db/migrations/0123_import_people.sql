-- What the result of an import says about consent, in the same words and numbers as its preview: people for whom the file says yes, and no.
alter table imports add column agreed int not null default 0, add column said_no int not null default 0;

-- Imports that ran before: what they recorded.
select set_config('app.scope', 'system', true);
update imports i set agreed = e.agreed, said_no = e.said_no
from (
  select workspace_id, evidence ->> 'import_id' as import_id, count(*) filter (where consent = 'yes') as agreed,
    count(*) filter (where consent = 'no' and evidence -> 'kept_opted_out' is null) as said_no
  from consent_events where source = 'import' and evidence ->> 'import_id' is not null group by 1, 2
) e
where i.workspace_id = e.workspace_id and i.id::text = e.import_id;
select set_config('app.scope', '', true);

-- The people of one import.
create index contacts_by_import on contacts (workspace_id, import_id) where import_id is not null and deleted_at is null;

-- Whoever agreed and has no number: few, and not among those who can be texted.
create index contacts_agreed_without_phone on contacts (workspace_id) where sms_consent = 'yes' and phone is null and deleted_at is null;
