-- PostgreSQL before 18 has no uuidv7(): ids of one millisecond came in no order there, and with them people of one file. Now they carry
-- the microsecond and a counter, as uuidv7() does in its way: an id that was made later is greater.
do $$
begin
  if current_setting('server_version_num')::int < 180000 then
    execute 'create sequence id_order minvalue 0 maxvalue 16383 cycle cache 1';
    execute $f$
      create or replace function new_id() returns uuid language sql volatile parallel unsafe as
      'select encode(
         substring(int8send(us / 1000) from 3) || int2send((28672 + us % 1000 * 4)::int2) || int2send((n - 32768)::int2)
           || substring(uuid_send(gen_random_uuid()) from 11 for 6), ''hex'')::uuid
       from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as us, nextval(''id_order'') as n) made'
    $f$;
  end if;
end $$;
