import type { CountedFailure } from '@tidings/core/compliance/soft-failures';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';

/** Whose failures are counted. */
export interface FailingAddress {
  readonly workspaceId: string;
  readonly channel: Channel;
  readonly address: string;
  readonly sandbox: boolean;
}

interface Counted {
  readonly message_id: string;
  readonly code: number;
  readonly at: number;
  readonly sender_id?: string;
}

/**
 * Adds failures to the counts of their addresses, all in one statement; returns those that have at least `fewest` now. Rows in one order, so
 * that two writers cannot deadlock. An address at most once per call.
 */
export async function addFailures(
  tx: Tx,
  rows: readonly (FailingAddress & { readonly failure: CountedFailure })[],
  fewest: number,
): Promise<(FailingAddress & { readonly failures: readonly CountedFailure[] })[]> {
  if (rows.length === 0) return [];
  const of = <T>(pick: (one: (typeof rows)[number]) => T) => rows.map(pick);
  const { rows: counted } = await sql<FailingAddress & { readonly failures: readonly Counted[] }>`
    insert into address_failures as f (workspace_id, channel, address, sandbox, failures)
    select workspace_id, channel, address, sandbox, jsonb_build_array(failure)
    from unnest(${of((one) => one.workspaceId)}::uuid[], ${of((one) => one.channel)}::text[], ${of((one) => one.address)}::text[],
      ${of((one) => one.sandbox)}::boolean[], ${of((one) => JSON.stringify(toCounted(one.failure)))}::jsonb[])
      as i(workspace_id, channel, address, sandbox, failure)
    order by workspace_id, channel, address, sandbox
    on conflict (workspace_id, channel, address, sandbox) do update set failures = f.failures || excluded.failures, updated_at = now()
    returning workspace_id as "workspaceId", channel, address, sandbox, failures`.execute(tx);
  return counted
    .filter((one) => new Set(one.failures.map((failure) => `${failure.message_id} ${failure.sender_id ?? ''}`)).size >= fewest)
    .map((one) => ({ ...one, failures: one.failures.map(fromCounted) }));
}

const toCounted = ({ messageId, code, at, senderId }: CountedFailure): Counted => ({
  message_id: messageId,
  code,
  at,
  ...(senderId ? { sender_id: senderId } : {}),
});
const fromCounted = ({ message_id, code, at, sender_id }: Counted): CountedFailure => ({
  messageId: message_id,
  code,
  at,
  ...(sender_id ? { senderId: sender_id } : {}),
});

/** Keeps these failures of an address instead of what was counted. */
export async function setFailures(tx: Tx, one: FailingAddress, failures: readonly CountedFailure[]): Promise<void> {
  await tx
    .updateTable('address_failures')
    .set({ failures: JSON.stringify(failures.map(toCounted)) })
    .where('workspace_id', '=', one.workspaceId)
    .where('channel', '=', one.channel)
    .where('address', '=', one.address)
    .where('sandbox', '=', one.sandbox)
    .execute();
}

/** Begins anew: the address was suppressed, or somebody says that it works again. */
export async function forgetFailures(tx: Tx, one: Omit<FailingAddress, 'sandbox'>): Promise<void> {
  await tx
    .deleteFrom('address_failures')
    .where('workspace_id', '=', one.workspaceId)
    .where('channel', '=', one.channel)
    .where('address', '=', one.address)
    .execute();
}

/**
 * When a message to an address last arrived. Read where it matters only, from the messages of those who have the address: so a delivery costs
 * nothing at the moment it happens.
 */
export async function lastDelivery(
  tx: Tx,
  { workspaceId, channel, address }: Omit<FailingAddress, 'sandbox'>,
  contactIds: readonly string[],
): Promise<Date | null> {
  if (contactIds.length === 0) return null;
  const { rows } = await sql<{ at: Date | null }>`
    select max(delivered_at) as at from messages
    where workspace_id = ${workspaceId} and contact_id = any(${[...contactIds]}::uuid[]) and address = ${address} and channel = ${channel}
      and direction = 'out' and state = 'delivered'`.execute(tx);
  return rows[0]?.at ?? null;
}
