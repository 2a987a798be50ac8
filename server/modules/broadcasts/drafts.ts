import type { Audience } from '@tidings/core/contract/audience';
import type { Broadcast, NewBroadcast } from '@tidings/core/contract/broadcast';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField } from '../../lib/errors.ts';
import { freeVersions } from '../audiences/service.ts';
import { recordActivity } from '../audit/service.ts';
import { findPool } from '../connections/pools-store.ts';
import { findSender } from '../connections/senders-store.ts';
import { accessBroadcast, accessLocked, requireDraft, requireVersion } from './access.ts';
import { checkScheduledChange } from './change-scheduled.ts';
import { requireUrgent } from './hours.ts';
import { presentBroadcast } from './present.ts';
import { type BroadcastRecord, deleteBroadcastRow, insertBroadcast, updateBroadcast } from './store.ts';

/** Starts a draft. Everything may be missing: it is checked where it is sent. */
export async function createDraft(tx: Tx, actor: WorkspaceActor, body: NewBroadcast): Promise<Broadcast> {
  await requireSender(tx, actor.workspaceId, body);
  await requireUrgent(tx, actor, { quiet_hours: body.quiet_hours ?? null, purpose: body.purpose ?? null });
  const row = await insertBroadcast(tx, {
    workspaceId: actor.workspaceId,
    name: body.name ?? 'Untitled broadcast',
    kind: 'broadcast',
    body: body.body ?? '',
    smartEncoding: body.smart_encoding ?? true,
    onePerAddress: body.one_per_address ?? true,
    audience: body.audience ?? { include: [], exclude: [] },
    senderId: body.sender_id ?? null,
    poolId: body.pool_id ?? null,
    uselessAfter: body.useless_after ? new Date(body.useless_after) : null,
    canarySize: body.canary_size ?? null,
    quietHours: body.quiet_hours ?? null,
    purpose: body.purpose ?? null,
    createdBy: actor.id,
    createdByName: actor.name,
  });
  await announce(tx, actor.workspaceId, { topic: 'broadcasts', id: row.id });
  return presentBroadcast(tx, row);
}

export interface DraftChange extends NewBroadcast {
  readonly version: number;
  /** Of a scheduled one, as when it was scheduled. */
  readonly accept_cost_micros?: number | undefined;
  readonly across_purposes?: boolean | undefined;
}

/**
 * Changes a draft, or one that is scheduled until the last moment, unless somebody else changed it since `version`. The row is locked: what
 * comes after its time finds it on its way, and what comes before goes out as it was changed.
 */
export async function changeBroadcast(
  tx: Tx,
  actor: WorkspaceActor,
  id: string,
  body: DraftChange,
  now: Date,
): Promise<Broadcast> {
  const { version, accept_cost_micros, across_purposes, ...change } = body;
  const broadcast = await accessLocked(tx, actor.workspaceId, id);
  if (broadcast.state !== 'scheduled') requireDraft(broadcast);
  requireVersion(broadcast, version);
  await requireSender(tx, actor.workspaceId, change);
  await requireUrgentChange(tx, actor, broadcast, change);
  // Naming the one takes the other's place.
  const instead = change.pool_id ? { sender_id: null } : change.sender_id ? { pool_id: null } : {};
  const whole = { ...change, ...instead };
  const checked =
    broadcast.state === 'scheduled'
      ? await checkScheduledChange(tx, actor, broadcast, whole, { accept_cost_micros, across_purposes, now })
      : {};
  const row = await updateBroadcast(tx, actor.workspaceId, id, { ...whole, ...checked });
  await announce(tx, actor.workspaceId, { topic: 'broadcasts', id });
  return presentBroadcast(tx, row);
}

/** Asked of a change that is about it: somebody else may mend the text of what an admin marked as urgent. */
async function requireUrgentChange(tx: Tx, actor: WorkspaceActor, before: BroadcastRecord, change: NewBroadcast): Promise<void> {
  const { quiet_hours = before.quiet_hours, purpose = before.purpose } = change;
  if (change.quiet_hours === undefined && purpose === before.purpose) return;
  await requireUrgent(tx, actor, { quiet_hours, purpose });
}

/** Deletes a draft; what was sent stays in the ledger. */
export async function deleteDraft(tx: Tx, actor: WorkspaceActor, id: string): Promise<void> {
  const broadcast = await accessLocked(tx, actor.workspaceId, id);
  requireDraft(broadcast);
  await deleteBroadcastRow(tx, actor.workspaceId, id);
  await recordActivity(tx, actor, {
    action: 'broadcast_deleted',
    objectKind: 'broadcast',
    objectId: id,
    objectLabel: broadcast.name,
  });
  await announce(tx, actor.workspaceId, { topic: 'broadcasts', id });
}

/** Starts a draft with the same text and audience. */
export async function duplicateBroadcast(tx: Tx, actor: WorkspaceActor, id: string): Promise<Broadcast> {
  const from = await accessBroadcast(tx, actor.workspaceId, id);
  const sender = from.sender_id === null ? undefined : await findSender(tx, actor.workspaceId, from.sender_id);
  const row = await insertBroadcast(tx, {
    workspaceId: actor.workspaceId,
    name: `${[...from.name].slice(0, 112).join('')} (copy)`,
    kind: 'broadcast',
    body: from.body,
    smartEncoding: from.smart_encoding,
    onePerAddress: from.one_per_address,
    audience: freeVersions(from.audience as Audience),
    senderId: sender?.id ?? null,
    poolId: await poolInUse(tx, actor.workspaceId, from.pool_id),
    // The old deadline is in the past by now, or was about the old occasion.
    uselessAfter: null,
    purpose: from.purpose,
    createdBy: actor.id,
    createdByName: actor.name,
  });
  await announce(tx, actor.workspaceId, { topic: 'broadcasts', id: row.id });
  return presentBroadcast(tx, row);
}

async function requireSender(
  tx: Tx,
  workspaceId: string,
  { sender_id: senderId, pool_id: poolId }: { sender_id?: string | null | undefined; pool_id?: string | null | undefined },
): Promise<void> {
  if (poolId && senderId) throw badField('body.pool_id', 'cannot be chosen together with a sender; leave one of them out');
  if (poolId && (await findPool(tx, workspaceId, poolId))?.channel !== 'sms')
    throw badField('body.pool_id', 'names no pool for texts of this workspace');
  if (!senderId) return;
  const sender = await findSender(tx, workspaceId, senderId);
  if (sender?.channel !== 'sms') throw badField('body.sender_id', 'names no sender for texts of this workspace');
}

/** The pool of an earlier broadcast, unless it has gone out of use. */
export async function poolInUse(tx: Tx, workspaceId: string, poolId: string | null): Promise<string | null> {
  return poolId === null ? null : ((await findPool(tx, workspaceId, poolId))?.id ?? null);
}
