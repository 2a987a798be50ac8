import { mayBecome, messageStates, requeue } from '@tidings/core/messaging/states';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { countChanges, type StateChange } from './counts-store.ts';
import type { KeptAnswer } from './outcome.ts';

/** What became of a message. Times are the database's. */
export interface Transition {
  readonly messageId: string;
  /** Where it must belong; left out by whoever read the message itself. */
  readonly workspaceId?: string | undefined;
  readonly to: 'accepted' | 'sent' | 'delivered' | 'failed' | 'skipped' | 'expired' | 'cancelled' | 'unknown' | 'queued';
  readonly reason?: string | null;
  readonly errorCode?: number | string | null;
  readonly providerId?: string | null;
  /** Of a receipt: the attempt that it belongs to, from the address it came to; left out when that is not known. */
  readonly attempt?: number | undefined;
  /** Why it goes back to the queue; left out: the provider does not have it. */
  readonly cause?: QueueAgain;
}

type QueueAgain = 'not_at_provider' | 'temporary_failure';

/** A message whose state really changed. */
export interface Changed {
  readonly messageId: string;
  readonly workspaceId: string;
  readonly sourceId: string | null;
  readonly contactId: string | null;
  readonly senderId: string | null;
  readonly address: string | null;
  readonly source: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string | null;
  readonly errorCode: string | null;
}

/** The same with what the counters need. */
export interface Moved extends Changed {
  readonly createdAt: Date;
  readonly fromReason: string | null;
  readonly direction: 'in' | 'out';
  readonly channel: string;
}

interface Row extends Moved {
  readonly moved: boolean;
}

/** As literals in the statement: PostgreSQL then looks them up by their hash. */
const listed = (words: readonly string[]) => `{${words.join(',')}}`;
const pairs = listed(
  messageStates.flatMap((from) => messageStates.filter((to) => mayBecome(from, to)).map((to) => `${from}>${to}`)),
);
// The ways back to the queue, each asked for by name: the provider does not have it (I3), or its attempt failed in passing.
const back = listed(
  (['not_at_provider', 'temporary_failure'] as const).flatMap((cause) =>
    messageStates.filter((from) => requeue(from, cause) === 'queued').map((from) => `${from}<${cause}`),
  ),
);

/** What differs from message to message apart from what most of a batch have in common: that is sent and read once. */
function packTransitions(transitions: readonly Transition[]) {
  const known = new Map<string, number>();
  const kinds: Transition[] = [];
  const kind = transitions.map((one) => {
    const key = `${one.workspaceId}|${one.to}|${one.reason}|${one.errorCode}|${one.attempt}|${one.cause}`;
    const place = known.get(key) ?? kinds.push(one);
    known.set(key, place);
    return place;
  });
  return {
    ids: transitions.map((one) => one.messageId),
    providers: transitions.map((one) => one.providerId ?? null),
    kind,
    kinds,
  };
}

/** States of a message that has a row in the outbox. */
const waits: ReadonlySet<string> = new Set(['planned', 'queued', 'leased', 'unknown']);

/**
 * Moves messages to new states: the only statement that does. What may follow what comes from core's table (I4), so a late or repeated
 * report changes nothing. Takes over text and provider id from the lease whoever reports first, and moves the counters in the same
 * transaction (I5). Each message at most once per call.
 *
 * A message may have several attempts, each with an id of its own at the provider. What is reported of one that is over changes nothing, except
 * that it was delivered: whoever has the text must not get it again.
 *
 * What the provider has, or what ended, leaves the outbox with it: nothing is left to hand over.
 *
 * Locks the messages in the order of their ids, so that two writers never deadlock. The outbox row counts as the state `leased`.
 */
export async function applyTransitions(tx: Tx, transitions: readonly Transition[]): Promise<Changed[]> {
  const moved = await moveMessages(tx, transitions);
  await countChanges(tx, moved.map(toStateChange));
  return moved;
}

/** The change as the counters see it. They know no leases: a leased message is still counted as queued. */
export function toStateChange(moved: Moved): StateChange {
  return {
    workspaceId: moved.workspaceId,
    sourceId: moved.sourceId,
    createdAt: moved.createdAt,
    direction: moved.direction,
    channel: moved.channel,
    from: { state: moved.from === 'leased' ? 'queued' : moved.from, reason: moved.fromReason },
    to: { state: moved.to, reason: moved.reason },
  };
}

/** The same without the counters: for whoever ends its transaction with `countMoved`, since others wait for their rows. */
export async function moveMessages(tx: Tx, transitions: readonly Transition[]): Promise<Moved[]> {
  if (transitions.length === 0) return [];
  const { ids, providers, kind, kinds } = packTransitions(transitions);
  const of = <T>(pick: (one: Transition) => T) => kinds.map(pick);
  const { rows } = await sql<Row>`/* kept */ with input as materialized (
      select i.id, i.provider, k.* from unnest(${ids}::uuid[], ${providers}::text[], ${kind}::int[]) as i(id, provider, kind)
      join unnest(${of((one) => one.to)}::text[], ${of((one) => one.reason ?? null)}::text[],
        ${of((one) => (one.errorCode == null ? null : String(one.errorCode)))}::text[], ${of((one) => one.attempt ?? null)}::smallint[],
        ${of((one) => (one.to === 'queued' ? (one.cause ?? 'not_at_provider') : null))}::text[],
        ${of((one) => one.workspaceId ?? null)}::uuid[])
        with ordinality as k(state, reason, code, attempt, cause, workspace_id, n) on k.n = i.kind
    ), old as materialized (
      select m.id, case when m.state = 'queued' and o.status = 'leased' then 'leased' else m.state end as state, m.reason,
        m.provider_id as provider, m.past_provider_ids as past, o.status, o.body, o.segments, o.encoding, o.attempts
      from messages m join input i on i.id = m.id left join outbox o on o.message_id = m.id
      where i.workspace_id is null or i.workspace_id = m.workspace_id
      order by m.id for update of m
    )
    update messages m set
      state = case when allowed then i.state else m.state end,
      reason = case when allowed then i.reason else m.reason end,
      error_code = case when allowed then i.code else m.error_code end,
      provider_id = case when again then null else coalesce(m.provider_id, i.provider) end,
      past_provider_ids = case when again then array_append(m.past_provider_ids, i.provider) else m.past_provider_ids end,
      body = coalesce(old.body, m.body),
      segments = coalesce(old.segments, m.segments),
      encoding = coalesce(old.encoding, m.encoding),
      attempts = coalesce(old.attempts, m.attempts),
      accepted_at = case when again then null when i.state in ('accepted', 'sent', 'delivered') then coalesce(m.accepted_at, now()) else m.accepted_at end,
      sent_at = case when again then null when i.state in ('sent', 'delivered') then coalesce(m.sent_at, now()) else m.sent_at end,
      delivered_at = case when i.state = 'delivered' and allowed then now() else m.delivered_at end,
      ended_at = case when allowed and i.state in ('delivered', 'failed', 'skipped', 'expired', 'cancelled') then now() else m.ended_at end
    from input i join old on old.id = i.id
    cross join lateral (select i.provider is null or (i.provider <> all (coalesce(old.past, '{}'))
      and coalesce(old.provider = i.provider, not (old.status = 'leased' and i.attempt < old.attempts), true)) as current) c
    cross join lateral (select (current or i.state = 'delivered') and (old.state || '>' || i.state = any (${sql.lit(pairs)}::text[])
      or old.state || '<' || i.cause = any (${sql.lit(back)}::text[])) as allowed) a
    cross join lateral (select allowed and i.cause is not distinct from 'temporary_failure' as again) g
    where m.id = i.id and (allowed or (current and m.provider_id is null and i.provider is not null))
    returning m.id as "messageId", m.workspace_id as "workspaceId", m.source_id as "sourceId", m.contact_id as "contactId", m.sender_id as "senderId",
      m.address, m.source, m.error_code as "errorCode",
      m.created_at as "createdAt", m.direction, m.channel, old.state as from, old.reason as "fromReason", m.state as to, m.reason,
      allowed as moved`.execute(tx);
  const moved = rows.filter((row) => row.moved);
  await leaveOutbox(
    tx,
    moved.filter((row) => waits.has(row.from) && !waits.has(row.to)).map((row) => row.messageId),
  );
  return moved;
}

/**
 * Takes messages out of the outbox that wait for nothing any more. A statement of its own, after the messages are locked: it sees a row that
 * was added just before that.
 */
async function leaveOutbox(tx: Tx, messageIds: readonly string[]): Promise<void> {
  if (messageIds.length === 0) return;
  await sql`/* kept */ delete from outbox where message_id = any(${[...messageIds]}::uuid[])`.execute(tx);
}

/** Messages that went back to the queue of one lane. */
export interface Requeued {
  readonly workspaceId: string;
  readonly senderId: string;
  readonly priority: number;
  /** The earliest of their times. */
  readonly dueAt: Date;
  readonly messageIds: readonly string[];
}

/**
 * Puts leased messages back: nobody has them. They wait until their time. Only what this worker still holds of that very lease. Returns
 * what went back, lane by lane, in one order.
 */
export async function requeueLeased(
  tx: Tx,
  workerId: string,
  rows: readonly { readonly messageId: string; readonly attempt: number; readonly dueAt: Date }[],
): Promise<readonly Requeued[]> {
  const { rows: lanes } = await sql<Requeued>`
    with back as (
      update outbox o set status = 'queued', due_at = i.due_at, worker_id = null, leased_at = null,
        body = case when m.source not in ('broadcast', 'direct') then o.body end
      from unnest(${rows.map((row) => row.messageId)}::uuid[], ${rows.map((row) => row.attempt)}::smallint[],
        ${rows.map((row) => row.dueAt)}::timestamptz[]) as i(id, attempt, due_at)
      join messages m on m.id = i.id
      where o.message_id = i.id and o.status = 'leased' and o.worker_id = ${workerId} and o.attempts = i.attempt
      returning o.message_id, o.workspace_id, o.sender_id, o.priority, o.due_at
    )
    select workspace_id as "workspaceId", sender_id as "senderId", priority, min(due_at) as "dueAt", array_agg(message_id) as "messageIds"
    from back group by 1, 2, 3 order by 2, 3`.execute(tx);
  return lanes;
}

/** Marks outbox rows as unknown, to be settled with the provider from the given delay on. */
export async function markUnknown(tx: Tx, messageIds: readonly string[], checkAfterSeconds: number): Promise<void> {
  if (messageIds.length === 0) return;
  await sql`
    update outbox set status = 'unknown', check_at = now() + make_interval(secs => ${checkAfterSeconds})
    where message_id = any(${[...messageIds]}::uuid[]) and status <> 'queued'`.execute(tx);
}

export interface NewAttempt {
  readonly workspaceId: string;
  readonly messageId: string;
  readonly attempt: number;
  readonly outcome: string;
  readonly errorCode: number | undefined;
  readonly words: string;
  readonly retryAt: Date | null;
  /** What the provider knows the attempt by, once it took it. */
  readonly providerId?: string;
  /** What the provider answered, where it did. */
  readonly answer?: KeptAnswer | undefined;
  /** How many attempts there may be in all, this one included; left out when it was the last. */
  readonly attemptsAllowed?: number | undefined;
}

/** Keeps the attempts that did not simply succeed. */
export async function insertAttempts(tx: Tx, attempts: readonly NewAttempt[]): Promise<void> {
  if (attempts.length === 0) return;
  await tx
    .insertInto('message_attempts')
    .values(
      attempts.map((one) => ({
        workspace_id: one.workspaceId,
        message_id: one.messageId,
        attempt: one.attempt,
        outcome: one.outcome,
        error_code: one.errorCode === undefined ? null : String(one.errorCode),
        // PostgreSQL's text cannot hold NUL.
        words: one.words.replaceAll('\0', '').slice(0, 500),
        retry_at: one.retryAt,
        provider_id: one.providerId ?? null,
        answer: one.answer ? JSON.stringify(one.answer).replaceAll('\\u0000', '') : null,
        attempts_allowed: one.attemptsAllowed ?? null,
      })),
    )
    .execute();
}
