import { sql } from 'kysely';
import type { Context } from '../server/context.ts';
import { newId } from '../server/lib/clock.ts';

/** A workspace with a past: one broadcast to everybody, an earlier one to a fifth, and conversations. */
export interface Ledger {
  readonly workspaceId: string;
  readonly senderId: string;
  /** The broadcast to everybody. */
  readonly broadcastId: string;
  /** One of a thousand people with a conversation of thirty texts. */
  readonly talkerId: string;
}

/** What became of the message with the number i: nearly all arrived, everything else is rare, some of it very rare, and spread. */
const fate = sql`
  case when i % 100000 = 11 then 'unknown' when i % 50000 = 13 then 'sent' when i % 50000 = 14 then 'accepted' when i % 100000 = 15 then 'expired'
    when i % 50 = 1 then 'skipped' when i % 100000 = 7 or i % 100 = 3 then 'failed' else 'delivered' end as state,
  case when i % 100000 = 11 or i % 50000 in (13, 14) then null when i % 100000 = 15 then 'expired'
    when i % 50 = 1 then case when i % 100000 = 1 then 'country_not_allowed' else 'no_consent' end
    when i % 100000 = 7 then 'carrier_blocked' when i % 100 = 3 then 'number_unreachable' end as reason`;

/** Writes a ledger of so many messages, set by set; about 20 seconds per million on a small machine. */
export async function prepareLedger(ctx: Context, messages: number): Promise<Ledger> {
  const workspaceId = newId();
  const [connectionId, senderId] = [newId(), newId()];
  const everybody = Math.floor(messages * 0.8);
  const talkers = 1_000;
  await ctx.db.system(async (tx) => {
    await tx
      .insertInto('workspaces')
      .values({ id: workspaceId, slug: 'ledger', name: 'Ledger', country: 'US', time_zone: 'America/New_York' })
      .execute();
    await sql`insert into connections (id, workspace_id, provider, channel, name, sandbox)
      values (${connectionId}, ${workspaceId}, 'twilio', 'sms', 'Ledger', true)`.execute(tx);
    await sql`insert into senders (id, workspace_id, connection_id, channel, kind, address, name, sandbox, is_default, rate_per_second)
      values (${senderId}, ${workspaceId}, ${connectionId}, 'sms', 'number', '+12025550199', 'Ledger', true, true, 1000)`.execute(
      tx,
    );
    await sql`
      insert into contacts (workspace_id, first_name, last_name, phone, sms_consent, search)
      select ${workspaceId}, 'Person', 'Number ' || i, '+1' || (2122000000 + i), 'yes', 'person number ' || i || ' ' || (12122000000 + i)
      from generate_series(1, ${everybody}::int) i`.execute(tx);
  });
  await addBroadcast(ctx, { workspaceId, senderId, name: 'Earlier', people: Math.floor(messages * 0.15) });
  const broadcastId = await addBroadcast(ctx, { workspaceId, senderId, name: 'To everybody', people: everybody });
  await ctx.db.system(async (tx) => {
    await sql`
      insert into messages (workspace_id, direction, channel, contact_id, address, our_address, sender_id, source, priority, body, segments, encoding, state)
      select ${workspaceId}, case when i % 2 = 0 then 'in' else 'out' end, 'sms', c.id, c.phone, '+12025550199', ${senderId},
        case when i % 2 = 0 then 'inbound' else 'reply' end, 0, 'We come with ' || i || ' friends, is that all right?', 1, 'gsm7',
        case when i % 2 = 0 then 'received' else 'delivered' end
      from generate_series(1, ${Math.floor((messages * 0.05) / talkers)}::int) i
      cross join (select id, phone from contacts where workspace_id = ${workspaceId} order by id limit ${talkers}) c`.execute(tx);
    await sql`
      insert into conversations (workspace_id, contact_id, last_message_at, last_message_preview, last_direction, unread)
      select ${workspaceId}, id, now(), 'We come with friends', 'in', (random() < 0.1)::int
      from (select id from contacts where workspace_id = ${workspaceId} order by id limit ${talkers}) c`.execute(tx);
    await sql`
      insert into suppressions (workspace_id, channel, address, kind, source)
      select ${workspaceId}, 'sms', '+1' || (2122000000 + i), 'opt_out', 'keyword' from generate_series(3, ${everybody}::int, 100) i`.execute(
      tx,
    );
    await sql`
      insert into contact_addresses (workspace_id, contact_id, kind, value, preferred)
      select workspace_id, id, 'phone', phone, true from contacts where workspace_id = ${workspaceId}`.execute(tx);
    await sql`
      insert into hour_counts (workspace_id, hour, direction, channel, state, n)
      select workspace_id, date_trunc('hour', created_at, 'UTC'), direction, channel, state, count(*) from messages
      where workspace_id = ${workspaceId} group by 1, 2, 3, 4, 5`.execute(tx);
    await sql`
      insert into source_counts (workspace_id, source_id, state, reason, n)
      select workspace_id, source_id, state, coalesce(reason, ''), count(*) from messages
      where workspace_id = ${workspaceId} and source_id is not null group by 1, 2, 3, 4`.execute(tx);
  });
  await ctx.db.pool.query('vacuum analyze');
  const talker = await ctx.db.system((tx) =>
    tx.selectFrom('conversations').select('contact_id').where('workspace_id', '=', workspaceId).executeTakeFirstOrThrow(),
  );
  return { workspaceId, senderId, broadcastId, talkerId: talker.contact_id };
}

/** A finished broadcast with its ledger, and what failed and is unknown where the product keeps it. */
async function addBroadcast(
  ctx: Context,
  { workspaceId, senderId, name, people }: { workspaceId: string; senderId: string; name: string; people: number },
): Promise<string> {
  const id = newId();
  await ctx.db.system(async (tx) => {
    await sql`
      insert into broadcasts (id, workspace_id, name, body, audience, sender_id, state, started_at, planned)
      values (${id}, ${workspaceId}, ${name}, 'Hi {{ contact.first_name }}, doors open at nine on Sunday.', '{"include": [{"kind": "everyone"}], "exclude": []}',
        ${senderId}, 'sending', now(), ${people})`.execute(tx);
    await sql`
      insert into message_sources (id, workspace_id, kind, template) values (${id}, ${workspaceId}, 'broadcast', 'Hi, doors open at nine on Sunday.')`.execute(
      tx,
    );
    await sql`
      insert into messages (workspace_id, direction, channel, contact_id, address, our_address, sender_id, source, source_id, send_key, priority, state, reason,
        body, segments, encoding, provider_id, accepted_at, sent_at, delivered_at, ended_at)
      select ${workspaceId}, 'out', 'sms', id, phone, '+12025550199', ${senderId}, 'broadcast', ${id},
        case when state <> 'skipped' then 'broadcast|' || ${id} || '|0|0|' || phone || '|sms' end, 2, state, reason,
        case when state <> 'skipped' then 'Hi Person, doors open at nine on Sunday. Yours, number ' || i || '.' end, 1, 'gsm7', 'SM' || md5(i::text),
        now(), now(), case when state = 'delivered' then now() end, case when state not in ('sent', 'accepted', 'unknown') then now() end
      from (
        select c.*, ${fate} from (
          select id, phone, row_number() over (order by id) as i from contacts where workspace_id = ${workspaceId} order by id limit ${people}) c
      ) x order by id`.execute(tx);
    await sql`
      insert into outbox (message_id, workspace_id, sender_id, source_id, priority, status, check_at)
      select id, workspace_id, sender_id, source_id, priority, 'unknown', now() + interval '1 day' from messages
      where source_id = ${id} and state = 'unknown'`.execute(tx);
    await sql`
      insert into message_failures (workspace_id, message_id, sender_id, reason)
      select workspace_id, id, sender_id, reason from messages where source_id = ${id} and state = 'failed'`.execute(tx);
  });
  return id;
}
