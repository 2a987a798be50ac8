import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { holdLeases } from '../../db/lease-lock.ts';
import type { Channel } from '../../db/tables/columns.ts';
import { announce } from '../../events/realtime.ts';
import { anyErased, listErasedAmong, replaceErased } from './erased-store.ts';

/** What stands on the list for an address that came back. */
const reason = 'This address belonged to somebody who was deleted for privacy. Only they can opt in again.';

/** The channel whose messages an address is for. */
export const channelOf = (address: string): Channel => (address.includes('@') ? 'email' : 'sms');

/** What is kept of the address of somebody deleted for privacy: the same for this workspace only, and no way back to the number without the installation's secret. */
export function erasedHash(ctx: Pick<Context, 'secrets'>, workspaceId: string, address: string): Buffer {
  return ctx.secrets.digest(`${workspaceId} ${address}`, 'erased addresses');
}

/**
 * Looks whether addresses that come into the workspace, by whatever way, belonged to somebody who was deleted for privacy, and makes an opt-out
 * of what is kept of them: from then on they are like any number whose owner opted out, and only the person lifts it. Call it where addresses
 * come in, before anything else is written: where it finds one, it waits for leases that are under way (I2).
 */
export async function recallErased(ctx: Context, tx: Tx, workspaceId: string, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0 || !(await anyErased(tx, workspaceId))) return;
  for (const [channel, some] of Map.groupBy(new Set(addresses), channelOf)) {
    const hashed = some.map((address) => ({ address, hash: erasedHash(ctx, workspaceId, address) }));
    const hashes = hashed.map((one) => one.hash);
    if ((await listErasedAmong(tx, workspaceId, channel, hashes)).size === 0) continue;
    await holdLeases(tx, workspaceId);
    // Looked up again: somebody else may have made an opt-out of it that was lifted since.
    const kept = await listErasedAmong(tx, workspaceId, channel, hashes);
    const found = hashed.filter(({ hash }) => kept.has(hash.toString('hex')));
    if (found.length === 0) continue;
    await replaceErased(tx, workspaceId, channel, found, reason);
    await announce(tx, workspaceId, { topic: 'suppressions' });
  }
}

/** The same in a transaction of its own, for work that must not wait for leases while it holds people's rows. */
export async function recallErasedFirst(ctx: Context, workspaceId: string, addresses: readonly string[]): Promise<void> {
  if (addresses.length > 0) await ctx.db.workspace(workspaceId, (tx) => recallErased(ctx, tx, workspaceId, addresses));
}

/** Of these numbers, those of people who were deleted for privacy: the last look before a text is leased. */
export async function erasedAmong(
  ctx: Context,
  tx: Tx,
  workspaceId: string,
  phones: readonly string[],
): Promise<ReadonlySet<string>> {
  const hashed = [...new Set(phones)].map((address) => ({ address, hash: erasedHash(ctx, workspaceId, address) }));
  const kept = await listErasedAmong(
    tx,
    workspaceId,
    'sms',
    hashed.map((one) => one.hash),
  );
  return new Set(hashed.filter(({ hash }) => kept.has(hash.toString('hex'))).map((one) => one.address));
}
