import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { lowerLaneMark } from './lane-marks-store.ts';

interface Decided {
  readonly id: string;
  readonly workspaceId: string;
  readonly contactId: string | null;
  readonly address: string;
}

/**
 * Questions about opt-outs that were decided and whose messages still wait: each is this transaction's until it ends. Purpose: what each worker
 * asks every second; one probe of a partial index that is nearly always empty. System scope.
 */
export async function takeDecidedDoubts(tx: Tx): Promise<Decided[]> {
  const { rows } = await sql<Decided>`
    select id, workspace_id as "workspaceId", contact_id as "contactId", address
    from opt_out_doubts where released_at is null and decided_at is not null
    order by id limit 100 for update skip locked`.execute(tx);
  return rows;
}

interface Held {
  readonly id: string;
  readonly senderId: string;
  readonly priority: number;
  readonly sourceId: string | null;
  readonly until: string;
}

/**
 * Messages to an address that were put off for a doubtful text. By the people who have the address, or had it: the messages of some people are
 * few, and no index tells of addresses.
 */
async function heldMessages(tx: Tx, { workspaceId, contactId, address }: Omit<Decided, 'id'>): Promise<readonly Held[]> {
  const { rows } = await sql<Held>`
    select o.message_id as id, o.sender_id as "senderId", o.priority, o.source_id as "sourceId", o.due_at::text as until
    from (
      select contact_id from contact_addresses where workspace_id = ${workspaceId} and kind = 'phone' and value = ${address}
      union select ${contactId}::uuid
    ) c
    join messages m on m.contact_id = c.contact_id and m.workspace_id = ${workspaceId} and m.address = ${address}
    join outbox o on o.message_id = m.id and o.status = 'queued' and o.wait_reason = 'asked_to_stop_maybe' and o.due_at > now()
    order by o.sender_id, o.priority, o.message_id`.execute(tx);
  return rows;
}

/** Takes messages out of the counts of who waits until when. Before the outbox rows, as everywhere. */
async function dropWaits(tx: Tx, workspaceId: string, held: readonly Held[]): Promise<void> {
  const counted = held.filter((one) => one.sourceId !== null);
  if (counted.length === 0) return;
  const ids = counted.map((one) => one.sourceId);
  await sql`
    update source_waits w set n = w.n - least(w.n, i.n)
    from (select id, until, count(*)::int as n from unnest(${ids}::uuid[], ${counted.map((one) => one.until)}::timestamptz[]) as u(id, until)
      group by id, until order by id, until) i
    where w.source_id = i.id and w.workspace_id = ${workspaceId} and w.reason = 'asked_to_stop_maybe' and w.until = i.until`.execute(
    tx,
  );
  await sql`
    delete from source_waits where source_id = any(${ids}::uuid[]) and reason = 'asked_to_stop_maybe' and n = 0`.execute(tx);
}

/**
 * Makes what was put off for a doubtful text due now. Takes the marks of the lanes first, as a lease does, so that no lease reads beyond what
 * comes back.
 */
export async function releaseHeldMessages(tx: Tx, doubt: Omit<Decided, 'id'>): Promise<void> {
  const { workspaceId } = doubt;
  const held = await heldMessages(tx, doubt);
  if (held.length === 0) return;
  // In the order of the query.
  const lanes = new Map(held.map(({ senderId, priority }) => [`${senderId} ${priority}`, { workspaceId, senderId, priority }]));
  for (const [, lane] of lanes) await lowerLaneMark(tx, lane);
  await dropWaits(tx, workspaceId, held);
  await sql`
    update outbox set due_at = now()
    where message_id = any(${held.map((one) => one.id)}::uuid[]) and status = 'queued' and wait_reason = 'asked_to_stop_maybe'`.execute(
    tx,
  );
}

/** Notes that nothing waits for these questions any more. */
export async function finishDoubts(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`update opt_out_doubts set released_at = now() where id = any(${[...ids]}::uuid[])`.execute(tx);
}
