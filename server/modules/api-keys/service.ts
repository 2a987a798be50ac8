import type { Role } from '@tidings/core/contract/permissions';
import type { Tx } from '../../db/database.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { randomToken, sha256 } from '../../lib/crypto.ts';
import { findValidKey, insertKey } from './store.ts';

/** Makes a key. The secret is returned once and never again. */
export async function createApiKey(
  tx: Tx,
  options: { workspaceId: string; name: string; role: Role; createdBy: string | null; expiresAt: Date | null },
) {
  const secret = `tid_${randomToken(32)}`;
  const key = await insertKey(tx, { ...options, prefix: secret.slice(0, 10), hash: sha256(secret) });
  return { key, secret };
}

/** Who a bearer key speaks for, or undefined when it is unknown, revoked or expired. */
export async function actorOfKey(tx: Tx, secret: string): Promise<WorkspaceActor | undefined> {
  const key = await findValidKey(tx, sha256(secret));
  return key && { kind: 'api_key', id: key.id, name: key.name, workspaceId: key.workspace_id, role: key.role };
}
