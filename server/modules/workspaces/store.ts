import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { randomToken } from '../../lib/crypto.ts';

export interface WorkspaceDetails {
  readonly name: string;
  readonly country: string;
  readonly time_zone: string;
}

/** Adds a workspace under the first free of `slug`, `slug-2`, `slug-3`, ...; under a random one when many have the name. */
export async function insertWorkspace(tx: Tx, slug: string, details: WorkspaceDetails) {
  for (let attempt = 1; ; attempt += 1) {
    const ending =
      attempt === 1
        ? ''
        : attempt < 10
          ? `-${attempt}`
          : `-${randomToken(5)
              .toLowerCase()
              .replace(/[^a-z0-9]/g, '')}`;
    const row = await tx
      .insertInto('workspaces')
      .values({ slug: `${slug}${ending}`, ...details })
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row) return row;
  }
}

export async function getWorkspaceRow(tx: Tx, workspaceId: string) {
  return tx.selectFrom('workspaces').selectAll().where('id', '=', workspaceId).executeTakeFirstOrThrow();
}

/** The row, held until the transaction ends: what changes members' roles or the mode waits for one another. */
export async function lockWorkspaceRow(tx: Tx, workspaceId: string) {
  return tx.selectFrom('workspaces').selectAll().where('id', '=', workspaceId).forUpdate().executeTakeFirstOrThrow();
}

export async function updateDetails(tx: Tx, workspaceId: string, details: Partial<WorkspaceDetails>) {
  return tx.updateTable('workspaces').set(details).where('id', '=', workspaceId).returningAll().executeTakeFirstOrThrow();
}

export async function updateMode(tx: Tx, workspaceId: string, mode: 'sandbox' | 'live', at: Date) {
  return tx
    .updateTable('workspaces')
    .set({ mode, mode_changed_at: at })
    .where('id', '=', workspaceId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Whether the workspace has a sender that reaches real phones. */
export async function hasLiveSender(tx: Tx, workspaceId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select 1 from senders s join connections c on c.id = s.connection_id
      where s.workspace_id = ${workspaceId} and c.workspace_id = ${workspaceId}
        and not s.sandbox and not c.sandbox and s.archived_at is null and c.archived_at is null
    ) as found`.execute(tx);
  return rows[0]?.found ?? false;
}
