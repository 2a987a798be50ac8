import type { Tx } from '../../db/database.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { keepMergesOut } from '../contacts/merged-store.ts';
import type { People } from './decide-recipients-store.ts';
import { lowerLaneMark, lowerLaneMarks, lowerMarksOfSource } from './lane-marks-store.ts';
import { countPlanned, insertPlanned, type Plan, transactionTime } from './plan-store.ts';
import { setSourceState } from './sources-store.ts';

/** A lane that a source's messages wait in. */
export interface SourceLane {
  readonly workspaceId: string;
  readonly sourceId: string;
  /** Null when they wait in several, those of a pool. */
  readonly senderId: string | null;
  readonly priority: number;
}

/**
 * Stops a source for now: once this has committed, nothing of it is leased any more. Holds the workspace's leases, so call it after
 * the transaction has taken its other row locks.
 */
export async function pauseSource(tx: Tx, workspaceId: string, sourceId: string): Promise<void> {
  await holdLeases(tx, workspaceId);
  await setSourceState(tx, workspaceId, sourceId, 'paused');
}

/** Lets a paused source go on. Its lane reads the queue again from the beginning, as it may have stepped over what was held. */
export async function resumeSource(tx: Tx, lane: SourceLane): Promise<void> {
  // The mark before the source: a lease locks them in this order when only the first few may go out.
  if (lane.senderId === null) await lowerMarksOfSource(tx, lane.workspaceId, lane.sourceId);
  else await lowerLaneMark(tx, { ...lane, senderId: lane.senderId });
  await setSourceState(tx, lane.workspaceId, lane.sourceId, 'running');
}

/** Stops a source for good. What waits is taken out of the queue afterwards, by cancelQueued in portions. */
export async function cancelSource(tx: Tx, workspaceId: string, sourceId: string): Promise<void> {
  await holdLeases(tx, workspaceId);
  await setSourceState(tx, workspaceId, sourceId, 'cancelled');
}

/**
 * Writes down and queues a source's messages, whatever their number, in a handful of statements. `beforeCounting` runs between the
 * long inserts and the short ones that others wait for: there the caller locks what it must. It throws to
 * undo everything. Returns how many were queued and skipped.
 */
export async function planMessages(
  tx: Tx,
  plan: Plan,
  people: People,
  beforeCounting: (planned: number) => Promise<void> = async () => {},
): Promise<{ readonly queued: number; readonly skipped: number }> {
  await keepMergesOut(tx, plan.workspaceId);
  const counts = await insertPlanned(tx, plan, people);
  const sum = (state: string) => counts.filter((one) => one.state === state).reduce((total, one) => total + one.n, 0);
  const result = { queued: sum('queued'), skipped: sum('skipped') };
  await beforeCounting(result.queued + result.skipped);
  const senderIds = plan.pool?.senderIds ?? (plan.senderId === null ? [] : [plan.senderId]);
  await lowerLaneMarks(tx, { ...plan, senderIds, dueAt: await transactionTime(tx) });
  await countPlanned(tx, plan, counts);
  return result;
}
