import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { broadcastsApi } from '@tidings/core/contract/broadcasts';
import type { BodyOf } from '@tidings/core/contract/endpoint';
import { type BroadcastEvent, broadcastStateLabel, nextBroadcastState } from '@tidings/core/messaging/broadcast-states';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { liftCanary } from '../messages/canary-store.ts';
import { cancelSource, pauseSource, resumeSource } from '../messages/sources.ts';
import { hasQueued } from '../messages/sources-store.ts';
import { accessLocked } from './access.ts';
import { priorityOf } from './plan.ts';
import { presentBroadcast } from './present.ts';
import { standingOf } from './standing.ts';
import { type BroadcastRecord, updateBroadcast } from './store.ts';

/**
 * Stops a broadcast for now. When this has committed, nothing of it is leased any more (I10). The row is locked before the leases are
 * held, in all three of these: planning locks the row too, and the same order everywhere cannot deadlock.
 */
export async function pauseBroadcast(tx: Tx, actor: WorkspaceActor, id: string): Promise<Broadcast> {
  const { broadcast, row } = await change(tx, actor, id, 'pause');
  await pauseSource(tx, actor.workspaceId, id);
  return record(tx, actor, broadcast, row, 'broadcast_paused');
}

/** Goes on with a paused broadcast; one that waited because it was late goes out from now on, and counts as sent by whoever said so. */
export async function resumeBroadcast(tx: Tx, actor: WorkspaceActor, id: string): Promise<Broadcast> {
  const { broadcast, row: resumed } = await change(tx, actor, id, 'resume');
  const late = { late_since: null, state_reason: null, sent_by: actor.id, sent_by_name: actor.name };
  const row = broadcast.late_since === null ? resumed : await updateBroadcast(tx, actor.workspaceId, id, late, ['started_at']);
  const answer = await record(tx, actor, broadcast, row, 'broadcast_resumed');
  await resumeSource(tx, {
    workspaceId: actor.workspaceId,
    sourceId: id,
    senderId: row.sender_id,
    priority: priorityOf(row.kind),
  });
  return answer;
}

/** What stands still until a person lets it go on. */
const endsByHand: ReadonlySet<string> = new Set(['sender_paused', 'sending_stopped']);

/**
 * Goes on with everybody after the first few, who were sent to alone. Where its lane stands still until somebody acts, that somebody would send
 * to them all by it: whoever releases them must say that they know.
 */
export async function releaseBroadcast(
  tx: Tx,
  actor: WorkspaceActor,
  id: string,
  { while_it_stands: knowing }: BodyOf<(typeof broadcastsApi)['releaseBroadcast']>,
  now: Date,
): Promise<Broadcast> {
  const broadcast = await accessLocked(tx, actor.workspaceId, id);
  if (broadcast.state !== 'sending' && broadcast.state !== 'paused')
    throw new Refusal('wrong_state', `It is ${broadcastStateLabel(broadcast.state).toLowerCase()}; nobody waits.`);
  if (broadcast.canary_size === null || broadcast.canary_released_at !== null)
    throw new Refusal('wrong_state', 'Nobody waits for the first few: everybody gets it already.');
  // Released in silence, "resume" would send to everybody at once.
  if (broadcast.state === 'paused')
    throw new Refusal('wrong_state', 'It is paused. Resume it first; then say go on with everybody.');
  const still = knowing ? [] : (await standingOf(tx, broadcast, now)).filter((lane) => endsByHand.has(lane.why));
  if (still[0])
    throw new Refusal(
      'wrong_state',
      `${still[0].words} Everybody else would get it as soon as that ends. End it first, or say while_it_stands.`,
      { fields: [{ field: 'while_it_stands', message: 'must be true to release the others while the sender stands still' }] },
    );
  const row = await updateBroadcast(tx, actor.workspaceId, id, {}, ['canary_released_at']);
  const answer = await record(tx, actor, broadcast, row, 'broadcast_released');
  await liftCanary(tx, actor.workspaceId, id);
  return answer;
}

/** Stops a broadcast for good. What waits in the queue is taken out by a worker, in portions; none of it is leased meanwhile. */
export async function cancelBroadcast(tx: Tx, actor: WorkspaceActor, id: string): Promise<Broadcast> {
  const { broadcast, row } = await change(tx, actor, id, 'cancel');
  await cancelSource(tx, actor.workspaceId, id);
  const waiting = await hasQueued(tx, actor.workspaceId, id);
  const ended = waiting ? row : await updateBroadcast(tx, actor.workspaceId, id, {}, ['finished_at']);
  return record(tx, actor, broadcast, ended, 'broadcast_cancelled');
}

async function change(
  tx: Tx,
  actor: WorkspaceActor,
  id: string,
  event: BroadcastEvent,
): Promise<{ broadcast: BroadcastRecord; row: BroadcastRecord }> {
  const broadcast = await accessLocked(tx, actor.workspaceId, id);
  const state = nextBroadcastState(broadcast.state, event, { planned: broadcast.planned_at !== null });
  if (state === null) {
    const now = broadcastStateLabel(broadcast.state).toLowerCase();
    throw new Refusal('wrong_state', `It cannot be ${event === 'cancel' ? 'cancelled' : `${event}d`}: it is ${now} now.`);
  }
  return { broadcast, row: await updateBroadcast(tx, actor.workspaceId, id, { state }) };
}

async function record(
  tx: Tx,
  actor: WorkspaceActor,
  broadcast: BroadcastRecord,
  row: BroadcastRecord,
  action: string,
): Promise<Broadcast> {
  await recordActivity(tx, actor, { action, objectKind: 'broadcast', objectId: broadcast.id, objectLabel: broadcast.name });
  await announce(tx, actor.workspaceId, { topic: 'broadcasts', id: broadcast.id });
  return presentBroadcast(tx, row);
}
