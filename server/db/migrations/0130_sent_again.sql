-- What is sent again belongs to what failed first: whoever got the one does not get the other, and a correction reaches all who got it.
alter table messages
  -- The first message of which this repeats the text to the same person: from the list of failures, or by a broadcast to those missed.
  add column if not exists again_of uuid,
  -- The source whose purpose, hours and state hold for what is sent again from the list of failures. It is not counted there.
  add column if not exists rules_source_id uuid;
-- Neither changes after a message was written.
create index if not exists messages_again on messages (again_of) where again_of is not null;
create index if not exists messages_by_rules on messages (rules_source_id) where rules_source_id is not null;

select set_config('app.scope', 'system', true);
with recursive retries as materialized (
  select id, substring(send_key from 7)::uuid as of from messages where starts_with(send_key, 'retry|')
), up as (
  select id, of from retries
  union all
  select up.id, r.of from up join retries r on r.id = up.of
)
update messages m set again_of = first.id, rules_source_id = first.source_id
from up join messages first on first.id = up.of
where m.id = up.id and not exists (select 1 from retries r where r.id = up.of);
select set_config('app.scope', '', true);
