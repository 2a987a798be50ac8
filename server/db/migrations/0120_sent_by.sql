-- Who sent a broadcast or let it go out at a time, who need not be who wrote its draft. Of those sent before, the activity tells it.
alter table broadcasts add column if not exists sent_by uuid;
alter table broadcasts add column if not exists sent_by_name text;
select set_config('app.scope', 'system', true);
update broadcasts b set sent_by = e.actor_id, sent_by_name = e.actor_name
from (
  select distinct on (object_id) object_id, actor_id, actor_name from audit_entries
  where action in ('broadcast_sent', 'broadcast_scheduled', 'messages_sent_directly') and object_kind = 'broadcast'
  order by object_id, id desc) e
where e.object_id = b.id and b.state <> 'draft' and b.sent_by_name is null;
select set_config('app.scope', '', true);
