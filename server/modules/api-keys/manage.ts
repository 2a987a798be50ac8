import type { ApiKey, NewApiKey } from '@tidings/core/contract/api-keys';
import { roles } from '@tidings/core/contract/permissions';
import type { z } from 'zod';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { createApiKey } from './service.ts';
import { findKey, type KeyRow, listKeys, setRevoked } from './store.ts';

/** Makes a key for a program; it can do no more than who makes it. */
export async function issueKey(ctx: Context, actor: WorkspaceActor, wish: z.output<typeof NewApiKey>) {
  if (roles.indexOf(wish.role) < roles.indexOf(actor.role)) {
    throw new Refusal('not_allowed', `With the role ${actor.role} you cannot make a key with the role ${wish.role}.`);
  }
  const expiresAt =
    wish.expires_in_days === null ? null : new Date(ctx.clock.now().getTime() + wish.expires_in_days * 86_400_000);
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const made = await createApiKey(tx, {
      workspaceId: actor.workspaceId,
      name: wish.name,
      role: wish.role,
      createdBy: actor.id,
      expiresAt,
    });
    await record(tx, actor, 'api_key_created', made.key);
    return { key: present(made.key, ctx.clock.now()), secret: made.secret };
  });
}

export async function listApiKeys(
  ctx: Context,
  actor: WorkspaceActor,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<ApiKey>> {
  const [before] = decodeCursor(query.cursor, 1) ?? [];
  const rows = await ctx.db.workspace(actor.workspaceId, (tx) =>
    listKeys(tx, actor.workspaceId, before === undefined ? undefined : String(before), query.limit + 1),
  );
  const page = toPage(rows, query.limit, (row) => [row.id]);
  return { ...page, items: page.items.map((row) => present(row, ctx.clock.now())) };
}

/** Makes a key useless. Revoking one that is revoked changes nothing. */
export async function revokeKey(ctx: Context, actor: WorkspaceActor, keyId: string): Promise<void> {
  await ctx.db.workspace(actor.workspaceId, async (tx) => {
    const key = await findKey(tx, actor.workspaceId, keyId);
    if (!key) throw notFound('API key');
    if (key.revoked_at) return;
    await setRevoked(tx, actor.workspaceId, keyId);
    await record(tx, actor, 'api_key_revoked', key);
  });
}

function record(tx: Tx, actor: WorkspaceActor, action: string, key: KeyRow): Promise<void> {
  return recordActivity(tx, actor, {
    action,
    objectKind: 'api_key',
    objectId: key.id,
    objectLabel: key.name,
    details: { role: key.role, prefix: key.prefix },
  });
}

function present(row: KeyRow, now: Date): ApiKey {
  const expired = row.expires_at !== null && row.expires_at <= now;
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    prefix: row.prefix,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    state: row.revoked_at ? 'revoked' : expired ? 'expired' : 'active',
  };
}
