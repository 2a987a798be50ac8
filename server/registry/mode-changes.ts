import type { Tx } from '../db/database.ts';
import { holdLeases } from '../modules/compliance/lease-lock-store.ts';

/** What must stand still before a workspace's mode is written, one line each: once it is back in the sandbox, no lease for a real phone commits. */
export const beforeModeChange: readonly ((tx: Tx, workspaceId: string) => Promise<void>)[] = [holdLeases];
