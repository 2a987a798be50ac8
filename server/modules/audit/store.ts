import type { Tx } from '../../db/database.ts';

export interface NewEntry {
  readonly workspaceId: string;
  readonly actorKind: 'user' | 'api_key' | 'system';
  readonly actorId: string | null;
  readonly actorName: string;
  readonly action: string;
  readonly objectKind?: string;
  readonly objectId?: string;
  readonly objectLabel?: string;
  readonly details: Record<string, unknown>;
}

/** Adds an entry to the audit trail; entries are never changed. */
export async function insertEntry(tx: Tx, entry: NewEntry): Promise<void> {
  await tx
    .insertInto('audit_entries')
    .values({
      workspace_id: entry.workspaceId,
      actor_kind: entry.actorKind,
      actor_id: entry.actorId,
      actor_name: entry.actorName,
      action: entry.action,
      object_kind: entry.objectKind ?? null,
      object_id: entry.objectId ?? null,
      object_label: entry.objectLabel ?? null,
      details: JSON.stringify(entry.details),
    })
    .execute();
}

/** Kinds of objects whose entries concern who may do what: for readers of the audit trail only. */
const confidentialKinds = ['member', 'invitation', 'api_key', 'workspace', 'connection'] as const;

/** Entries, the latest first. */
export async function listEntries(
  tx: Tx,
  workspaceId: string,
  wish: {
    limit: number;
    beforeId?: string | undefined;
    actorId?: string | undefined;
    objectKind?: string | undefined;
    withConfidential: boolean;
  },
) {
  let query = tx.selectFrom('audit_entries').selectAll().where('workspace_id', '=', workspaceId);
  if (wish.beforeId !== undefined) query = query.where('id', '<', wish.beforeId);
  if (wish.actorId !== undefined) query = query.where('actor_id', '=', wish.actorId);
  if (wish.objectKind !== undefined) query = query.where('object_kind', '=', wish.objectKind);
  if (!wish.withConfidential) {
    query = query.where((where) =>
      where.or([where('object_kind', 'is', null), where('object_kind', 'not in', [...confidentialKinds])]),
    );
  }
  return query.orderBy('id', 'desc').limit(wish.limit).execute();
}

export type EntryRow = Awaited<ReturnType<typeof listEntries>>[number];
