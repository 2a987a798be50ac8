import { sql } from 'kysely';
import type { Tx } from './database.ts';

/**
 * Orders leases and what forbids them. A lease takes the workspace's lock shared before it reads any fact; an opt-out, suppression, pause
 * or cancellation takes it exclusively before it writes. So a lease either committed before the STOP did, or sees it (I2): the read committed
 * snapshot alone would let a lease that began first commit after it. Leases last milliseconds, so nobody waits long.
 * The lock is the transaction's: released at commit or rollback. The second one is the installation's, for what forbids all leases.
 */
export async function lockLeasesShared(tx: Tx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(7062, hashtext(${workspaceId})), pg_advisory_xact_lock_shared(7066, 0)`.execute(
    tx,
  );
}

/** See lockLeasesShared. Call before the write that forbids sending. */
export async function holdLeases(tx: Tx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(7062, hashtext(${workspaceId}))`.execute(tx);
}

/**
 * Holds the leases of every workspace. A lease may wait for this while it holds its workspace's lock: so take nothing else in the
 * transaction that somebody who holds leases could have, such as the row of a workspace.
 */
export async function holdAllLeases(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(7066, 0)`.execute(tx);
}
