import type { Tx } from '../db/database.ts';
import { endSandboxDoubts } from '../modules/compliance/doubts-store.ts';
import { holdLeases } from '../modules/compliance/lease-lock-store.ts';
import { endSandboxSuppressions } from '../modules/compliance/suppressions-store.ts';

/** What must stand still before a workspace's mode is written, one line each: once it is back in the sandbox, no lease for a real phone commits;
 * and what was played on the sandbox phones ends before real people are texted. */
export const beforeModeChange: readonly ((tx: Tx, workspaceId: string) => Promise<void>)[] = [
  holdLeases,
  endSandboxSuppressions,
  endSandboxDoubts,
];
