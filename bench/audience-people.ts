import { sql } from 'kysely';
import type { Context } from '../server/context.ts';
import { newId } from '../server/lib/clock.ts';

/** What the filters of the bench refer to. */
export interface BenchPeople {
  readonly workspaceId: string;
  readonly smallTag: string;
  readonly largeTag: string;
  readonly list: string;
  readonly broadcastId: string;
}

/**
 * People as a large workspace has them: names, cities, languages, zones, birthdays, custom fields, tags, lists, opt-outs, and the messages
 * of two broadcasts (one to half of them two months ago, one to a third ten days ago) with some replies. Made in the database, by the set.
 */
export async function makePeople(ctx: Context, people: number): Promise<BenchPeople> {
  const [id, smallTag, largeTag, list, broadcastId] = [newId(), newId(), newId(), newId(), newId()];
  await ctx.db.system(async (tx) => {
    await tx
      .insertInto('workspaces')
      .values({ id, slug: 'bench', name: 'Bench', country: 'US', time_zone: 'America/New_York' })
      .execute();
    await sql`insert into custom_fields (workspace_id, key, label, type, choices) values
      (${id}, 'shoe_size', 'Shoe size', 'number', '[]'), (${id}, 'team', 'Team', 'choice', '["Red", "Blue", "Green"]'),
      (${id}, 'baptised_on', 'Baptised on', 'date', '[]'), (${id}, 'volunteer', 'Volunteer', 'boolean', '[]')`.execute(tx);
    await insertContacts(tx, id, people);
    await sql`insert into contact_addresses (workspace_id, contact_id, kind, value, preferred)
      select workspace_id, id, 'phone', phone, true from contacts where workspace_id = ${id}`.execute(tx);
    await insertGroups(tx, { workspaceId: id, smallTag, largeTag, list });
    await sql`insert into suppressions (workspace_id, channel, address, kind, source)
      select workspace_id, 'sms', phone, 'opt_out', 'keyword' from contacts where workspace_id = ${id} and mod(hashtext(id::text), 50) = 0`.execute(
      tx,
    );
    await insertMessages(tx, id, broadcastId);
  });
  await ctx.db.pool.query('vacuum analyze');
  return { workspaceId: id, smallTag, largeTag, list, broadcastId };
}

/** Spreads numbers over all seven digits, each once: it shares no factor with ten. Area code 200 belongs to nobody. */
const step = 7_368_787;

/** The number of the person made as the n-th. */
export const phoneOf = (n: number): string => `+1200${String((n * step) % 10_000_000).padStart(7, '0')}`;

type Tx = Parameters<Parameters<Context['db']['system']>[0]>[0];

async function insertContacts(tx: Tx, workspaceId: string, people: number): Promise<void> {
  await sql`
    insert into contacts (workspace_id, first_name, last_name, full_name, phone, email, company, city, country, language, time_zone,
      birthday, custom, sms_consent, origin, search, created_at)
    select ${workspaceId}, first, last, first || ' ' || last, phone, email, company, city, 'US', language, zone, birthday, custom, consent,
      case when i % 3 = 0 then 'member' else 'import' end,
      contact_search_text(first, last, first || ' ' || last, company, array[email], array[phone]),
      now() - make_interval(days => 900 - (i * 900::bigint / ${people})::int)
    from (
      select i,
        (array['Ana','Ben','Chloe','David','Elena','Farid','Grace','Hugo','Ines','Jonas','Katja','Liam','Maria','Noor','Omar','Priya','Quinn','Rosa','Sam','Tariq','Uma','Viktor','Wen','Ximena','Yusuf','Zoe'])[1 + i % 26] as first,
        (array['Alvarez','Brown','Chen','Diaz','Evans','Fischer','Garcia','Hansen','Ivanova','Johnson','Kim','Lopez','Miller','Nguyen','Okafor','Patel'])[1 + i / 26 % 16] || ' ' || chr(65 + (i / 416 % 26)::int) || to_hex(i) as last,
        '+1200' || lpad((i * ${step}::bigint % 10000000)::text, 7, '0') as phone, 'person' || i || '@example.org' as email,
        case when i % 4 = 0 then 'Company ' || i % 2000 end as company,
        (array['Springfield','Riverton','Lakeside','Fairview','Georgetown','Clinton','Salem','Madison','Arlington','Ashland'])[1 + (i * 7919::bigint % 97)::int % 10] as city,
        (array['en','en','en','es','fr'])[1 + i % 5] as language,
        (array['America/New_York','America/Chicago','America/Los_Angeles',null,null])[1 + i % 5] as zone,
        case when i % 3 > 0 then date '1945-01-01' + (i * 104729::bigint % 22000)::int end as birthday,
        jsonb_build_object('shoe_size', 35 + i % 13, 'team', (array['Red','Blue','Green'])[1 + i % 3], 'volunteer', i % 7 = 0)
          || case when i % 2 = 0 then jsonb_build_object('baptised_on', to_char(date '1990-01-01' + (i * 7907::bigint % 12000)::int, 'YYYY-MM-DD')) else '{}' end as custom,
        case when i % 10 = 0 then 'unknown' when i % 37 = 0 then 'no' else 'yes' end as consent
      from generate_series(1, ${people}) i
    ) made`.execute(tx);
}

async function insertGroups(
  tx: Tx,
  ids: { workspaceId: string; smallTag: string; largeTag: string; list: string },
): Promise<void> {
  const { workspaceId, smallTag, largeTag, list } = ids;
  await sql`insert into tags (id, workspace_id, name) values (${smallTag}, ${workspaceId}, 'Youth'), (${largeTag}, ${workspaceId}, 'Donor')`.execute(
    tx,
  );
  await sql`insert into lists (id, workspace_id, name) values (${list}, ${workspaceId}, 'Members')`.execute(tx);
  const some = (every: number, offset: number) =>
    sql`from contacts where workspace_id = ${workspaceId} and mod(abs(hashtext(id::text)), ${every}) = ${offset}`;
  await sql`insert into contact_tags (workspace_id, contact_id, tag_id) select workspace_id, id, ${smallTag} ${some(100, 1)}`.execute(
    tx,
  );
  await sql`insert into contact_tags (workspace_id, contact_id, tag_id) select workspace_id, id, ${largeTag} ${some(5, 2)}`.execute(
    tx,
  );
  await sql`insert into list_entries (workspace_id, list_id, contact_id, added_at)
    select workspace_id, ${list}, id, now() - make_interval(days => mod(abs(hashtext(id::text)), 365)) ${some(10, 3)}`.execute(
    tx,
  );
}

/** Ids of the past carry the past, as they do where messages were really made then. */
async function insertMessages(tx: Tx, workspaceId: string, broadcastId: string): Promise<void> {
  const idAt = (
    days: number,
  ) => sql`(encode(substring(int8send((extract(epoch from now() - make_interval(days => ${days})) * 1000)::bigint) from 3), 'hex')
    || substring(replace(gen_random_uuid()::text, '-', '') from 13))::uuid`;
  await sql`insert into broadcasts (id, workspace_id, name, state) values (${broadcastId}, ${workspaceId}, 'Spring letter', 'completed')`.execute(
    tx,
  );
  const sent = (sourceId: string, days: number, every: number, offset: number) => sql`
    insert into messages (id, workspace_id, direction, channel, contact_id, address, source, source_id, state, reason, body, segments, created_at, accepted_at, delivered_at)
    select ${idAt(days)}, workspace_id, 'out', 'sms', id, phone, 'broadcast', ${sourceId},
      case when mod(abs(hashtext(phone)), 20) = 0 then 'failed' when mod(abs(hashtext(phone)), 20) = 1 then 'sent' else 'delivered' end,
      case when mod(abs(hashtext(phone)), 20) = 0 then 'unreachable' end,
      'Hello, doors open at nine on Sunday. Bring a friend.', 1, now() - make_interval(days => ${days}),
      now() - make_interval(days => ${days}),
      case when mod(abs(hashtext(phone)), 20) > 1 then now() - make_interval(days => ${days}) end
    from contacts where workspace_id = ${workspaceId} and mod(abs(hashtext(id::text)), ${every}) = ${offset}`;
  await sent(newId(), 60, 2, 0).execute(tx);
  await sent(broadcastId, 10, 3, 0).execute(tx);
  await sql`insert into messages (id, workspace_id, direction, channel, contact_id, address, source, state, body, created_at)
    select ${idAt(9)}, workspace_id, 'in', 'sms', id, phone, 'inbound', 'received', 'Thank you!', now() - interval '9 days'
    from contacts where workspace_id = ${workspaceId} and mod(abs(hashtext(id::text)), 30) = 0`.execute(tx);
}
