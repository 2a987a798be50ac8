import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import { insertEntry } from './store.ts';

/** Who did something: a member, a program, or Tidings itself. */
export interface ActivityActor {
  readonly kind: 'user' | 'api_key' | 'system';
  readonly id: string | null;
  readonly name: string;
  readonly workspaceId: string;
}

/** What was done, as an action in the past tense (`contact_added`), to what. Details hold ids and counts, never message text. */
export interface ActivityEntry {
  readonly action: string;
  readonly objectKind?: string;
  readonly objectId?: string;
  readonly objectLabel?: string;
  readonly details?: Record<string, unknown>;
}

/** Records who did what, in the transaction that does it: the audit trail and the activity feed are the same rows. */
export async function recordActivity(tx: Tx, actor: ActivityActor, entry: ActivityEntry): Promise<void> {
  await insertEntry(tx, {
    workspaceId: actor.workspaceId,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    action: entry.action,
    ...(entry.objectKind === undefined ? {} : { objectKind: entry.objectKind }),
    ...(entry.objectId === undefined ? {} : { objectId: entry.objectId }),
    ...(entry.objectLabel === undefined ? {} : { objectLabel: entry.objectLabel }),
    details: entry.details ?? {},
  });
  await announce(tx, actor.workspaceId, { topic: 'activity' });
}
