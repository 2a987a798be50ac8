import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** The key with this hash when it is still valid. Notes its use, at most once a minute so that a busy key costs no write. System scope. */
export async function findValidKey(tx: Tx, hash: string) {
  const key = await tx
    .selectFrom('api_keys')
    .select(['id', 'workspace_id', 'name', 'role', 'last_used_at'])
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', sql<Date>`now()`)]))
    .executeTakeFirst();
  if (key && (!key.last_used_at || Date.now() - key.last_used_at.getTime() > 60_000)) {
    await tx.updateTable('api_keys').set({ last_used_at: sql`now()` }).where('id', '=', key.id).execute();
  }
  return key;
}

/** Adds a key; only its hash is kept. */
export async function insertKey(
  tx: Tx,
  key: {
    workspaceId: string;
    name: string;
    role: 'owner' | 'admin' | 'manager' | 'agent' | 'viewer';
    prefix: string;
    hash: string;
    createdBy: string | null;
    expiresAt: Date | null;
  },
) {
  return tx
    .insertInto('api_keys')
    .values({
      workspace_id: key.workspaceId,
      name: key.name,
      role: key.role,
      prefix: key.prefix,
      hash: key.hash,
      created_by: key.createdBy,
      expires_at: key.expiresAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export type KeyRow = Awaited<ReturnType<typeof insertKey>>;

/** Keys, the latest first. */
export async function listKeys(tx: Tx, workspaceId: string, beforeId: string | undefined, limit: number) {
  let query = tx.selectFrom('api_keys').selectAll().where('workspace_id', '=', workspaceId);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

export async function findKey(tx: Tx, workspaceId: string, keyId: string) {
  return tx
    .selectFrom('api_keys')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', keyId)
    .forUpdate()
    .executeTakeFirst();
}

export async function setRevoked(tx: Tx, workspaceId: string, keyId: string): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ revoked_at: sql`now()` })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', keyId)
    .execute();
}
