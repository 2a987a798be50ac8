import type { Context } from '../context.ts';
import type { Tx } from '../db/database.ts';
import { ensureSandboxConnection } from '../modules/connections/sandbox-connection.ts';

/** A workspace that was just created, in the transaction that creates it (system scope: name the workspace in each statement). */
export type WorkspaceCreated = (ctx: Context, tx: Tx, workspace: { readonly id: string; readonly name: string }) => Promise<void>;

/** What every new workspace is given: one line each. */
export const workspaceCreated: readonly WorkspaceCreated[] = [
  async (ctx, tx, workspace) => void (await ensureSandboxConnection(ctx, tx, workspace.id)),
];
