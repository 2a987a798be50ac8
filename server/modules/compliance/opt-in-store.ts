import { askAgainAfterHours, mostAsks } from '@tidings/core/compliance/double-opt-in';
import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { OptInRequestRow } from '../contacts/opt-in-requests-store.ts';

/**
 * What a text may answer: requests of this phone that are not over and were asked before it was written, on a phone of the same world; and with
 * them those that others of the household made since, whom nobody needs to ask again where they agreed to no more than was asked.
 */
export async function listAnswerable(
  tx: Tx,
  workspaceId: string,
  said: { readonly address: string; readonly at: Date; readonly sandbox: boolean },
): Promise<OptInRequestRow[]> {
  return (
    tx
      .selectFrom('opt_in_requests as r')
      .innerJoin('contacts as c', 'c.id', 'r.contact_id')
      .selectAll('r')
      .where('r.workspace_id', '=', workspaceId)
      .where('r.address', '=', said.address)
      .where('r.closed_at', 'is', null)
      .where('r.created_at', '<=', said.at)
      .where('r.expires_at', '>', said.at)
      .where('c.workspace_id', '=', workspaceId)
      .where('c.deleted_at', 'is', null)
      // A no ends what is being asked; only what a form asks stands beside a no from before it.
      .where((where) => where.or([where('c.sms_consent', '!=', 'no'), where('r.source', '=', 'form')]))
      // The question has left: a text from before it did is no answer.
      .where(
        sql<boolean>`exists (select 1 from opt_in_requests q join messages m on m.workspace_id = ${workspaceId} and m.id = q.message_id
            left join outbox o on o.message_id = m.id
        where q.workspace_id = ${workspaceId} and q.address = ${said.address} and q.closed_at is null and q.expires_at > ${said.at}
          and q.asked_at <= ${said.at} and q.asked_sandbox = ${said.sandbox}
          and (q.id = r.id or (q.purpose in ('all', r.purpose) and (r.asked_at is null or r.asked_at > ${said.at})))
          and (m.state in ('accepted', 'sent', 'delivered', 'unknown', 'failed') or o.status <> 'queued' or o.attempts > 0))`,
      )
      // The number is still theirs.
      .where((where) =>
        where.exists(
          where
            .selectFrom('contact_addresses as a')
            .select('a.id')
            .whereRef('a.contact_id', '=', 'r.contact_id')
            .whereRef('a.value', '=', 'r.address')
            .where('a.kind', '=', 'phone'),
        ),
      )
      .orderBy('r.contact_id')
      .execute()
  );
}

/** Notes that a sandbox phone said YES: nobody's consent changes. */
export async function notePlayed(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<void> {
  await sql`update opt_in_requests set played_at = now() where workspace_id = ${workspaceId} and id = any(${[...ids]}::uuid[])`.execute(
    tx,
  );
}

/** A grant by YES: the consent of each person for the number that was asked, its event with what proves it, and the request's end, in one statement. */
export async function grantRequests(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
  said: { readonly words: string; readonly evidence: Readonly<Record<string, unknown>> },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with asked as materialized (
      select r.* from opt_in_requests r join contacts c on c.id = r.contact_id
      where r.workspace_id = ${workspaceId} and r.id = any(${[...ids]}::uuid[]) and r.closed_at is null
      order by r.contact_id for update of c, r
    ), changed as (
      update contacts c set sms_agreed = c.sms_agreed || jsonb_build_object(asked.address, asked.purpose), sms_consent_at = now(), updated_at = now()
      from asked where c.workspace_id = ${workspaceId} and c.id = asked.contact_id returning c.id
    ), settled as (
      update opt_in_requests r set closed_at = now(), outcome = 'granted', ask_at = null from asked where r.id = asked.id
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, wording, evidence, actor_name)
    select ${workspaceId}::uuid, a.contact_id, a.address, 'sms', 'yes', a.purpose, 'double_opt_in', q.asked_words,
      jsonb_strip_nulls(${JSON.stringify({ ...said.evidence, answer: said.words })}::jsonb || jsonb_build_object('request_id', a.id,
        'question_message_id', q.message_id, 'asked_at', q.asked_at, 'agreed_source', a.source, 'agreed_wording', a.wording,
        'agreed_evidence', nullif(a.evidence, '{}'::jsonb), 'agreed_by', a.actor_name)), null
    from asked a join changed on changed.id = a.contact_id
      -- Who was not asked apart: by the question that the phone got.
      left join lateral (select b.asked_words, b.message_id, b.asked_at from asked b
        where b.address = a.address and b.asked_at is not null order by b.id = a.id desc, b.asked_at limit 1) q on true
    returning contact_id as id`.execute(tx);
  return rows.map((row) => row.id);
}

/** Ends requests whose time is over; returns whose. Portions, so that no transaction is long. */
export async function lapseRequests(tx: Tx, limit: number): Promise<{ workspaceId: string; contactId: string }[]> {
  const { rows } = await sql<{ workspaceId: string; contactId: string }>`
    update opt_in_requests set closed_at = now(), outcome = 'lapsed', ask_at = null
    where id in (select id from opt_in_requests where closed_at is null and expires_at <= now() order by expires_at limit ${limit}
      for update skip locked)
    returning workspace_id as "workspaceId", contact_id as "contactId"`.execute(tx);
  return rows;
}

/** A request that waits for "Meant stop?" is looked at again so often, should the news of the decision be missed. */
const doubtAgainHours = 6;

/** How often a phone was asked in all, and whether lately. */
export async function findAsks(tx: Tx, workspaceId: string, address: string, sandbox: boolean) {
  return tx
    .selectFrom('opt_in_asks')
    .select(['times', sql<boolean>`last_at > now() - make_interval(hours => ${askAgainAfterHours})`.as('lately')])
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', address)
    .where('sandbox', '=', sandbox)
    .executeTakeFirst();
}

/** Whether real phones are texted. */
export async function isLive(tx: Tx, workspaceId: string): Promise<boolean> {
  const row = await tx.selectFrom('workspaces').select('mode').where('id', '=', workspaceId).executeTakeFirst();
  return row?.mode === 'live';
}

/** Puts a request in line to be asked again, with its time anew. */
export async function askRequestAgain(tx: Tx, workspaceId: string, id: string, days: number): Promise<void> {
  await sql`update opt_in_requests set ask_at = now(), problem = null, expires_at = greatest(expires_at, now() + make_interval(days => ${days}))
    where workspace_id = ${workspaceId} and id = ${id} and closed_at is null`.execute(tx);
}

/** The workspace whose question is due first. */
export async function workspaceToAsk(tx: Tx): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select workspace_id as id from opt_in_requests where closed_at is null and ask_at <= now() order by ask_at limit 1`.execute(
    tx,
  );
  return rows[0]?.id;
}

export interface Asking {
  readonly workspaceId: string;
  readonly senderId: string;
  readonly ourAddress: string;
  readonly sandbox: boolean;
  readonly limit: number;
  /** The question by what they agree to, with its size. */
  readonly texts: Readonly<
    Record<ConsentPurpose, { readonly body: string; readonly segments: number; readonly encoding: string }>
  >;
}

/** What was queued: how many of which priority, and when. */
export interface Asked {
  readonly priority: number;
  readonly createdAt: Date;
  readonly n: number;
}

/**
 * Asks: queues one text for each phone whose turn it is, in one statement whatever their number, and notes it with the requests that it asks
 * for. A phone that is suppressed, or was asked three times, is not asked; one that was asked in the last 24 hours is when they are over, and one
 * that wrote what may have meant "stop" when a member has said what it meant. The send key counts the phone's questions, so a repetition sends nothing (I1). The caller lowers the marks and counts. Returns undefined when
 * nothing was due.
 */
export async function insertQuestions(
  tx: Tx,
  asking: Asking,
): Promise<{ readonly queued: Asked[]; readonly contactIds: string[] } | undefined> {
  const { workspaceId, sandbox, texts } = asking;
  const of = (key: 'body' | 'segments' | 'encoding') =>
    sql`case when purpose = 'all' then ${texts.all[key]} else ${texts.informational[key]} end`;
  const { rows } = await sql<{ contactId: string; priority: number | null; createdAt: Date | null; first: boolean }>`
    with due as materialized (
      select id, contact_id, address, purpose, priority, expires_at from opt_in_requests
      where workspace_id = ${workspaceId} and closed_at is null and ask_at <= now() order by ask_at, id limit ${asking.limit}
      for update skip locked
    ), phones as (
      -- Who asks for more speaks for those who share the phone: the text must not promise less than is taken from it.
      select distinct on (address) * from due order by address, purpose, priority, id
    ), allowed as (
      select p.* from phones p where not exists (
        select 1 from suppressions s where s.workspace_id = ${workspaceId} and s.channel = 'sms' and s.address = p.address and s.removed_at is null)
    ), free as (
      select a.* from allowed a where not exists (
        select 1 from opt_out_doubts q where q.workspace_id = ${workspaceId} and q.channel = 'sms' and q.address = a.address and q.decided_at is null)
    ), counted as (
      insert into opt_in_asks as a (workspace_id, address, sandbox) select ${workspaceId}::uuid, address, ${sandbox}::boolean from free order by address
      on conflict (workspace_id, address, sandbox) do update set times = a.times + 1, last_at = now()
        where a.times < ${mostAsks} and a.last_at <= now() - make_interval(hours => ${askAgainAfterHours})
      returning address, times
    ), written as (
      insert into messages (workspace_id, direction, channel, contact_id, address, our_address, sender_id, source, send_key, priority, body,
        segments, encoding, state, created_by_name, useless_after)
      select ${workspaceId}::uuid, 'out', 'sms', f.contact_id, f.address, ${asking.ourAddress}, ${asking.senderId}::uuid, 'opt_in',
        concat_ws('|', 'opt_in', ${workspaceId}::text, ${sandbox ? 'sandbox' : 'live'}::text, k.times, f.address, 'sms'), f.priority,
        ${of('body')}, ${of('segments')}::smallint, ${of('encoding')}, 'queued', 'Tidings', f.expires_at
      from free f join counted k using (address) order by f.contact_id
      on conflict (send_key) where send_key is not null do nothing
      returning id, contact_id, address, priority, body, created_at
    ), queued as (
      insert into outbox (message_id, workspace_id, sender_id, priority, body, due_at)
      select id, ${workspaceId}::uuid, ${asking.senderId}::uuid, priority, body, now() from written
    ), noted as (
      update opt_in_requests r set
        asked_at = case when w.id is not null then now() else r.asked_at end,
        asked_words = coalesce(w.body, r.asked_words), message_id = coalesce(w.id, r.message_id),
        asked_sandbox = case when w.id is not null then ${sandbox}::boolean else r.asked_sandbox end,
        played_at = case when w.id is not null then null else r.played_at end,
        ask_at = case when f.id is null and l.id is not null then now() + make_interval(hours => ${doubtAgainHours})
          when w.id is null and f.id is not null and coalesce(a.times, 0) < ${mostAsks}
          then coalesce(a.last_at, now()) + make_interval(hours => ${askAgainAfterHours}) end,
        problem = case when w.id is not null then null when l.id is null then 'suppressed' when f.id is null then 'in_doubt'
          when a.times >= ${mostAsks} then 'asked_enough' else 'asked_lately' end
      from due d left join written w on w.address = d.address left join allowed l on l.address = d.address left join free f on f.address = d.address
        left join opt_in_asks a on a.workspace_id = ${workspaceId} and a.address = d.address and a.sandbox = ${sandbox}
      where r.id = d.id
      returning r.contact_id, w.priority, w.created_at, w.contact_id = r.contact_id as first
    )
    select contact_id as "contactId", priority, created_at as "createdAt", coalesce(first, false) as first from noted`.execute(
    tx,
  );
  if (rows.length === 0) return undefined;
  const queued = Map.groupBy(
    rows.filter((row) => row.first),
    (row) => row.priority ?? 1,
  );
  return {
    queued: [...queued].map(([priority, some]) => ({ priority, createdAt: some[0]?.createdAt ?? new Date(0), n: some.length })),
    contactIds: rows.map((row) => row.contactId),
  };
}

/** Asks what waited for a member to say what a text of this phone meant: at once, and where it did mean "stop" it is not asked after all. */
export async function askAfterDoubt(tx: Tx, workspaceId: string, address: string): Promise<void> {
  await sql`update opt_in_requests set ask_at = now()
    where workspace_id = ${workspaceId} and address = ${address} and closed_at is null and problem = 'in_doubt' and ask_at is not null`.execute(
    tx,
  );
}

/** Puts off what is due in a workspace that cannot ask now, with what is missing. */
export async function putOffQuestions(tx: Tx, workspaceId: string, problem: string): Promise<void> {
  await sql`update opt_in_requests set ask_at = now() + interval '5 minutes', problem = ${problem}
    where workspace_id = ${workspaceId} and closed_at is null and ask_at <= now()`.execute(tx);
}

export interface ConsentCountRow {
  readonly consent: 'yes' | 'no' | 'unknown';
  readonly purpose: ConsentPurpose | null;
  readonly source: string | null;
  readonly n: number;
  readonly without_evidence: number;
}

/**
 * People by their consent, what it is for and where their last word came from. One pass over people and ledger: without statistics of a file
 * that was just imported the planner would take them person by person (49 seconds for 12,000 people, instead of a tenth of one).
 */
export async function countConsents(tx: Tx, workspaceId: string): Promise<ConsentCountRow[]> {
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(tx);
  const { rows } = await sql<ConsentCountRow>`
    select c.sms_consent as consent, case when c.sms_consent = 'yes' then c.sms_consent_purpose end as purpose, e.source, count(*)::int as n,
      (count(*) filter (where c.sms_consent = 'yes' and e.proof is not true))::int as without_evidence
    from contacts c left join (
      select distinct on (contact_id, consent, number) contact_id, consent, number, source,
        bool_or(wording is not null or evidence <> '{}'::jsonb) over (partition by contact_id, consent, number) as proof
      from (
        -- A yes proves something for its number only.
        select *, case when consent = 'yes' then coalesce(address, '') else '' end as number from consent_events
        where workspace_id = ${workspaceId} and channel = 'sms' and contact_id is not null
      ) said order by contact_id, consent, number, id desc
    ) e on e.contact_id = c.id and e.consent = c.sms_consent and e.number = case when c.sms_consent = 'yes' then coalesce(c.phone, '') else '' end
    where c.workspace_id = ${workspaceId} and c.deleted_at is null
    group by 1, 2, 3 order by 1 desc, 2, 4 desc`.execute(tx);
  return rows;
}

/** How many people are being asked. */
export async function countPending(tx: Tx, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from opt_in_requests r join contacts c on c.id = r.contact_id
    where r.workspace_id = ${workspaceId} and r.closed_at is null and c.deleted_at is null`.execute(tx);
  return rows[0]?.n ?? 0;
}
