import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** A receipt with where it belongs. */
export interface NewReceipt {
  readonly workspaceId: string;
  readonly connectionId: string;
  /** From the address that was called; undefined when it carries none of ours. */
  readonly messageId: string | undefined;
  readonly providerId: string;
  readonly status: string;
  readonly errorCode: number | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Keeps receipts as they came (I4), whether or not they change anything. */
export async function insertReceipts(tx: Tx, receipts: readonly NewReceipt[]): Promise<void> {
  const of = <T>(pick: (one: NewReceipt) => T) => receipts.map(pick);
  await sql`/* kept */ insert into receipts (workspace_id, connection_id, message_id, provider_id, status, error_code, payload)
    select * from unnest(${of((one) => one.workspaceId)}::uuid[], ${of((one) => one.connectionId)}::uuid[],
      ${of((one) => one.messageId ?? null)}::uuid[], ${of((one) => one.providerId)}::text[], ${of((one) => one.status)}::text[],
      ${of((one) => one.errorCode?.toString() ?? null)}::text[], ${of((one) => JSON.stringify(one.payload))}::jsonb[])`.execute(
    tx,
  );
}

/** Which of these messages belong to their receipt's workspace: an id in an address proves nothing by itself (I7). */
export async function listOwnMessages(
  tx: Tx,
  pairs: readonly { readonly messageId: string; readonly workspaceId: string }[],
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`/* kept */ select m.id from messages m
    join unnest(${pairs.map((one) => one.messageId)}::uuid[], ${pairs.map((one) => one.workspaceId)}::uuid[]) as p(id, workspace_id)
      on m.id = p.id and m.workspace_id = p.workspace_id`.execute(tx);
  return new Set(rows.map((row) => row.id));
}

/** The message of a failure that counts: the workspace's own, and not one that arrived or ended before it was handed over. */
export async function findFailing(
  tx: Tx,
  workspaceId: string,
  messageId: string,
): Promise<{ readonly address: string; readonly contactId: string | null; readonly sandbox: boolean } | undefined> {
  const { rows } = await sql<{ address: string; contactId: string | null; sandbox: boolean }>`
    select m.address, m.contact_id as "contactId", coalesce(s.sandbox, false) as sandbox
    from messages m left join senders s on s.id = m.sender_id
    where m.id = ${messageId} and m.workspace_id = ${workspaceId} and m.direction = 'out' and m.address is not null
      and m.state not in ('delivered', 'skipped', 'expired', 'cancelled')`.execute(tx);
  return rows[0];
}
