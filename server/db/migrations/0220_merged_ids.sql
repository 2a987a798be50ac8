-- External ids that a merge took out of use: a file that still knows somebody by one means the contact that was kept.
alter table contact_merges add column kept_external_id text, add column merged_external_id text;

select set_config('app.scope', 'system', true);
update contact_merges m set
  kept_external_id = nullif(m.record -> 'before' -> 'columns' ->> 'external_id', m.record -> 'after' -> 'columns' ->> 'external_id'),
  merged_external_id = nullif(c.external_id, m.record -> 'after' -> 'columns' ->> 'external_id')
from contacts c where c.id = m.merged_id and m.undone_at is null;
select set_config('app.scope', '', true);

create index contact_merges_kept_external_id on contact_merges (workspace_id, kept_external_id) where undone_at is null;
create index contact_merges_merged_external_id on contact_merges (workspace_id, merged_external_id) where undone_at is null;
