import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export interface NewPayload {
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly providerId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Keeps an inbound payload as it came; undefined when it is there already (the provider repeated it). */
export async function insertPayload(tx: Tx, payload: NewPayload): Promise<string | undefined> {
  const row = await tx
    .insertInto('inbound_payloads')
    .values({
      workspace_id: payload.workspaceId,
      connection_id: payload.connectionId,
      provider_id: payload.providerId,
      payload: JSON.stringify(payload.payload),
    })
    .onConflict((conflict) => conflict.columns(['connection_id', 'provider_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** A payload that waits to be processed, held until the transaction ends; undefined when another has it or it is done. */
export async function takePayload(tx: Tx, id: string) {
  return tx
    .selectFrom('inbound_payloads as p')
    .innerJoin('connections as c', 'c.id', 'p.connection_id')
    .select(['p.id', 'p.workspace_id', 'p.connection_id', 'p.payload', 'p.received_at', 'c.provider', 'c.sandbox'])
    .where('p.id', '=', id)
    .where('p.processed_at', 'is', null)
    .forUpdate('p')
    .skipLocked()
    .executeTakeFirst();
}

/** Payloads that nobody has processed for a while: their job was lost. */
export async function listWaiting(tx: Tx, olderThanSeconds: number, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from inbound_payloads where processed_at is null and problem is null and received_at < now() - make_interval(secs => ${olderThanSeconds})
    order by received_at limit ${limit} for update skip locked`.execute(tx);
  return rows.map((row) => row.id);
}

export async function finishPayload(
  tx: Tx,
  id: string,
  result: { readonly messageId: string | null; readonly problem: string | null },
): Promise<void> {
  await tx
    .updateTable('inbound_payloads')
    .set({ processed_at: sql<Date>`now()`, message_id: result.messageId, problem: result.problem })
    .where('id', '=', id)
    .execute();
}

/** Whom a number is attributed to: the contact that has had it longest; a household shares it (design, Words: address). */
export async function findContactByPhone(tx: Tx, workspaceId: string, phone: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('contact_addresses as a')
    .innerJoin('contacts as c', 'c.id', 'a.contact_id')
    .select('c.id')
    .where('a.workspace_id', '=', workspaceId)
    .where('a.kind', '=', 'phone')
    .where('a.value', '=', phone)
    .where('c.deleted_at', 'is', null)
    .orderBy('c.id')
    .executeTakeFirst();
  return row?.id;
}

/** One text at a time per number and workspace: two first texts of a stranger must not make two contacts. */
export async function lockNumber(tx: Tx, workspaceId: string, phone: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(7063, hashtext(${workspaceId} || ${phone}))`.execute(tx);
}

export interface NewInbound {
  /** Made from the time when it was written. */
  readonly id: string;
  readonly workspaceId: string;
  readonly contactId: string;
  readonly address: string;
  readonly ourAddress: string;
  readonly senderId: string | null;
  readonly body: string;
  readonly segments: number;
  readonly providerId: string;
  readonly receivedAt: Date;
}

/** Adds an inbound message to the ledger. */
export async function insertInbound(tx: Tx, inbound: NewInbound): Promise<{ id: string; created_at: Date }> {
  return tx
    .insertInto('messages')
    .values({
      id: inbound.id,
      workspace_id: inbound.workspaceId,
      direction: 'in',
      channel: 'sms',
      contact_id: inbound.contactId,
      address: inbound.address,
      our_address: inbound.ourAddress,
      sender_id: inbound.senderId,
      source: 'inbound',
      body: inbound.body,
      segments: inbound.segments,
      state: 'received',
      provider_id: inbound.providerId,
      created_at: inbound.receivedAt,
    })
    .returning(['id', 'created_at'])
    .executeTakeFirstOrThrow();
}

/** Our sender that a text was written to, also one that is no longer used. */
export async function findSenderByAddress(tx: Tx, connectionId: string, address: string) {
  return tx
    .selectFrom('senders')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('address', '=', address)
    .orderBy('archived_at', (order) => order.desc().nullsFirst())
    .executeTakeFirst();
}

/** Brings a conversation up: its last message, and how many wait unread. */
export async function raiseConversation(
  tx: Tx,
  workspaceId: string,
  contactId: string,
  message: { readonly body: string; readonly at: Date; readonly needsReading: boolean },
): Promise<void> {
  const unread = message.needsReading ? 1 : 0;
  const preview = message.body.replace(/\s+/g, ' ').slice(0, 140);
  await sql`
    insert into conversations (workspace_id, contact_id, last_message_at, last_message_preview, last_direction, unread)
    values (${workspaceId}, ${contactId}, ${message.at}, ${preview}, 'in', ${unread})
    on conflict (workspace_id, contact_id) do update
      set last_message_at = greatest(conversations.last_message_at, excluded.last_message_at),
        last_message_preview = case when excluded.last_message_at >= coalesce(conversations.last_message_at, '-infinity') then excluded.last_message_preview else conversations.last_message_preview end,
        last_direction = 'in', unread = conversations.unread + excluded.unread`.execute(tx);
}
