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
  const { kind, kinds } = packed(receipts);
  const of = <T>(pick: (one: NewReceipt) => T) => kinds.map(pick);
  await sql`/* kept */ insert into receipts (workspace_id, connection_id, message_id, provider_id, status, error_code, payload)
    select k.workspace_id, k.connection_id, i.message_id, i.provider_id, k.status, k.error_code, i.payload
    from unnest(${receipts.map((one) => one.messageId ?? null)}::uuid[], ${receipts.map((one) => one.providerId)}::text[],
      ${receipts.map((one) => JSON.stringify(one.payload))}::jsonb[], ${kind}::int[]) as i(message_id, provider_id, payload, kind)
    join unnest(${of((one) => one.workspaceId)}::uuid[], ${of((one) => one.connectionId)}::uuid[], ${of((one) => one.status)}::text[],
      ${of((one) => one.errorCode?.toString() ?? null)}::text[])
      with ordinality as k(workspace_id, connection_id, status, error_code, n) on k.n = i.kind`.execute(tx);
}

/** What the receipts of a batch have in common is sent once. */
function packed(receipts: readonly NewReceipt[]) {
  const known = new Map<string, number>();
  const kinds: NewReceipt[] = [];
  const kind = receipts.map((one) => {
    const key = `${one.connectionId}|${one.status}|${one.errorCode}`;
    const place = known.get(key) ?? kinds.push(one);
    known.set(key, place);
    return place;
  });
  return { kind, kinds };
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
