import { sql } from 'kysely';
import type { Tx } from './database.ts';

/**
 * Orders leases and what forbids them. A lease takes the workspace's lock shared before it reads any fact; an opt-out, suppression, pause
 * or cancellation takes it exclusively before it writes. So a lease either committed before the STOP did, or sees it (I2): the read committed
 * snapshot alone would let a lease that began first commit after it. Leases last milliseconds, so nobody waits long.
 * The lock is the transaction's: released at commit or rollback.
 */
export async function lockLeasesShared(tx: Tx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(7062, hashtext(${workspaceId}))`.execute(tx);
}

/** See lockLeasesShared. Call before the write that forbids sending. */
export async function holdLeases(tx: Tx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(7062, hashtext(${workspaceId}))`.execute(tx);
}
