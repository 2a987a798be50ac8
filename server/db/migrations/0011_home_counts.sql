-- How many people a workspace has and how many opted in, without counting them: each statement that changes contacts adds its
-- difference as a row, so that writers never wait for one another; readers add the rows up and fold them into one now and then.
-- No reference to workspaces: the rows that a deleted workspace's contacts leave behind must not stop its deletion.
create table contact_counts (
  workspace_id uuid not null,
  people int not null,
  opted_in int not null
);
create index on contact_counts (workspace_id) include (people, opted_in);
call close_table('contact_counts');

create function count_contacts() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into contact_counts
    select workspace_id, count(*), count(*) filter (where sms_consent = 'yes')
    from after_rows where deleted_at is null group by workspace_id;
  elsif tg_op = 'DELETE' then
    insert into contact_counts
    select workspace_id, -count(*), -count(*) filter (where sms_consent = 'yes')
    from before_rows where deleted_at is null group by workspace_id;
  else
    insert into contact_counts
    select workspace_id, sum(people), sum(opted_in)
    from (
      select workspace_id, 1 as people, (sms_consent = 'yes')::int as opted_in from after_rows where deleted_at is null
      union all
      select workspace_id, -1, -(sms_consent = 'yes')::int from before_rows where deleted_at is null
    ) changes
    group by workspace_id
    having sum(people) <> 0 or sum(opted_in) <> 0;
  end if;
  return null;
end $$;

create trigger count_inserted after insert on contacts
  referencing new table as after_rows for each statement execute function count_contacts();
create trigger count_updated after update on contacts
  referencing old table as before_rows new table as after_rows for each statement execute function count_contacts();
create trigger count_deleted after delete on contacts
  referencing old table as before_rows for each statement execute function count_contacts();

-- Replies that wait for someone.
create index conversations_unread on conversations (workspace_id) where unread > 0;

select set_config('app.scope', 'system', true);
insert into contact_counts
select workspace_id, count(*), count(*) filter (where sms_consent = 'yes') from contacts where deleted_at is null group by workspace_id;
select set_config('app.scope', '', true);
