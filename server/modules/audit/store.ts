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
