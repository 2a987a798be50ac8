import type { StandingLane as Standing } from '@tidings/core/contract/broadcast-progress';
import { nextReset } from '@tidings/core/messaging/daily-cap';
import type { Tx } from '../../db/database.ts';
import { countDueByLane, listPoolMembers, listStandingLanes, type StandingLane } from '../messages/standing-lanes-store.ts';
import type { BroadcastRecord } from './store.ts';

/** The lanes of a broadcast that stand still while something of it is due in them. */
export async function standingOf(tx: Tx, broadcast: BroadcastRecord, now: Date): Promise<Standing[]> {
  const { workspace_id: workspaceId, id, sender_id: senderId, pool_id: poolId } = broadcast;
  const pooled = poolId === null ? [] : await listPoolMembers(tx, workspaceId, poolId);
  const lanes = await listStandingLanes(tx, workspaceId, senderId === null ? pooled : [senderId]);
  if (lanes.length === 0) return [];
  const due = await countDueByLane(tx, workspaceId, id);
  return lanes.flatMap((lane) => {
    const waiting = due.get(lane.senderId) ?? 0;
    return waiting === 0 ? [] : [{ ...presentStanding(lane, now), waiting }];
  });
}

/** Why nothing is leased from a lane, as screens show it; what must be ended first is said first. */
export function presentStanding(lane: StandingLane, now: Date): Omit<Standing, 'waiting'> {
  const sender = { id: lane.senderId, name: lane.name };
  const base = { sender, paused_by: null, until: null };
  if (lane.stopped !== null) {
    const who = lane.stopped.of === 'workspace' ? 'All sending of this workspace is stopped' : 'The operator stopped all sending';
    return { ...base, why: 'sending_stopped', label: 'Sending stopped', words: withReason(who, lane.stopped.reason) };
  }
  if (lane.paused) {
    const words = withReason(`${lane.name} is paused`, lane.pauseReason);
    return { ...base, why: 'sender_paused', label: 'Sender paused', words, paused_by: lane.pausedBy };
  }
  if (lane.holdsBulkUntil !== null) {
    const words =
      'What people wrote while Tidings was away is fetched first, since somebody may have asked to stop. Replies go out meanwhile.';
    return { ...base, why: 'catching_up', label: 'Fetching missed texts', words, until: lane.holdsBulkUntil.toISOString() };
  }
  const until = nextReset({ zone: lane.capZone, hour: lane.capHour }, now).toISOString();
  const words = `${lane.name} has sent as much as its daily cap allows.`;
  return { ...base, why: 'daily_cap', label: 'Daily cap reached', words, until };
}

function withReason(what: string, reason: string | null): string {
  if (reason === null || reason === '') return `${what}.`;
  return /[.!?…]$/.test(reason) ? `${what}: ${reason}` : `${what}: ${reason}.`;
}
