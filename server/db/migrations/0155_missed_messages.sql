-- The few among millions: messages that did not arrive, or of which nobody knows, kept apart in a narrow table, so that a page of them is read
-- from an index. On messages itself no index may stand on what changes per message: its updates would stop being heap-only, at every send.
create table if not exists missed_messages (
  workspace_id uuid not null,
  -- Nil for what belongs to no source.
  source_id uuid not null,
  state text not null,
  reason text not null,
  message_id uuid not null,
  primary key (source_id, state, reason, message_id)
);
create index if not exists missed_messages_by_state on missed_messages (workspace_id, state, message_id);
call close_table('missed_messages');

-- Follows the messages row by row, for those few only: the condition is all that a message that arrives costs.
create or replace function keep_missed_message() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    delete from missed_messages where source_id = coalesce(old.source_id, '00000000-0000-0000-0000-000000000000') and state = old.state
      and reason = coalesce(old.reason, '') and message_id = old.id;
  end if;
  if tg_op <> 'DELETE' and new.state in ('failed', 'skipped', 'expired', 'cancelled', 'unknown') then
    insert into missed_messages (workspace_id, source_id, state, reason, message_id)
    values (new.workspace_id, coalesce(new.source_id, '00000000-0000-0000-0000-000000000000'), new.state, coalesce(new.reason, ''), new.id)
    on conflict do nothing;
  end if;
  return null;
end $$;
create or replace trigger keep_missed_inserted after insert on messages for each row
  when (new.state in ('failed', 'skipped', 'expired', 'cancelled', 'unknown')) execute function keep_missed_message();
create or replace trigger keep_missed_updated after update on messages for each row
  when ((new.state is distinct from old.state or new.reason is distinct from old.reason)
    and (new.state in ('failed', 'skipped', 'expired', 'cancelled', 'unknown') or old.state in ('failed', 'skipped', 'expired', 'cancelled', 'unknown')))
  execute function keep_missed_message();
create or replace trigger keep_missed_deleted after delete on messages for each row
  when (old.state in ('failed', 'skipped', 'expired', 'cancelled', 'unknown')) execute function keep_missed_message();

select set_config('app.scope', 'system', true);
insert into missed_messages (workspace_id, source_id, state, reason, message_id)
select workspace_id, coalesce(source_id, '00000000-0000-0000-0000-000000000000'), state, coalesce(reason, ''), id from messages
where state in ('failed', 'skipped', 'expired', 'cancelled', 'unknown')
on conflict do nothing;
select set_config('app.scope', '', true);

-- What of a source still waits, in the order of its ledger.
drop index if exists outbox_by_source;
create index outbox_by_source on outbox (source_id, message_id) where source_id is not null;

-- Conversations: what people write, replies and answers, between millions of a broadcast. A source never changes.
create index if not exists messages_of_conversations on messages (workspace_id, id desc) where source_id is null;
