import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';

/** Whether anybody of the workspace was deleted for privacy, so that there is something to compare with. */
export async function anyErased(tx: Tx, workspaceId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('erased_addresses')
    .select('channel')
    .where('workspace_id', '=', workspaceId)
    .limit(1)
    .execute();
  return row.length > 0;
}

/** Of these hashes, those that are kept. In hex. */
export async function listErasedAmong(
  tx: Tx,
  workspaceId: string,
  channel: Channel,
  hashes: readonly Buffer[],
): Promise<Set<string>> {
  const { rows } = await sql<{ hash: string }>`select encode(hash, 'hex') as hash from erased_addresses
    where workspace_id = ${workspaceId} and channel = ${channel} and hash = any(${[...hashes]}::bytea[])`.execute(tx);
  return new Set(rows.map((row) => row.hash));
}

export async function insertErased(
  tx: Tx,
  workspaceId: string,
  addresses: readonly { readonly channel: Channel; readonly hash: Buffer }[],
): Promise<void> {
  if (addresses.length === 0) return;
  await tx
    .insertInto('erased_addresses')
    .values(addresses.map(({ channel, hash }) => ({ workspace_id: workspaceId, channel, hash })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Puts opt-outs in the place of hashes, in one statement: the addresses are here again, and are not to be written to. What holds already gives
 * way to it, but for an opt-out. The caller holds the leases.
 */
export async function replaceErased(
  tx: Tx,
  workspaceId: string,
  channel: Channel,
  found: readonly { readonly address: string; readonly hash: Buffer }[],
  reason: string,
): Promise<void> {
  const addresses = found.map((one) => one.address);
  await sql`delete from erased_addresses
    where workspace_id = ${workspaceId} and channel = ${channel} and hash = any(${found.map((one) => one.hash)}::bytea[])`.execute(
    tx,
  );
  await sql`update suppressions set removed_at = now(), removed_by = 'Tidings', removed_reason = 'replaced by: opt_out'
    where workspace_id = ${workspaceId} and channel = ${channel} and address = any(${addresses}::text[]) and removed_at is null
      and (kind <> 'opt_out' or sandbox)`.execute(tx);
  await sql`insert into suppressions (workspace_id, channel, address, kind, reason, source)
    select distinct ${workspaceId}::uuid, ${channel}, address, 'opt_out', ${reason}, 'privacy' from unnest(${addresses}::text[]) address
    on conflict (workspace_id, address, channel) where removed_at is null do nothing`.execute(tx);
}
