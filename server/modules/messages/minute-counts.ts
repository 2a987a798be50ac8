import type { Tx } from '../../db/database.ts';
import { addCounts } from './counts-store.ts';
import { insertFailures, type SenderMinute } from './minute-counts-store.ts';
import { type Changed, type Moved, toStateChange } from './transitions-store.ts';

/** An attempt to hand a message over, as the sender's minute counts it. */
export interface Attempted {
  readonly workspaceId: string;
  readonly senderId: string;
  /** `busy`: asked to come later; `troubled`: the provider had a problem or could not be reached, nobody has it. */
  readonly kind: 'accepted' | 'busy' | 'troubled';
  /** Since the message was due, in milliseconds. */
  readonly waitedMs: number;
}

const zero = { handedOver: 0, delivered: 0, failed: 0, refused: 0, unknown: 0, busy: 0, troubled: 0, waitedMs: 0, longestMs: 0 };

const taken: ReadonlySet<string> = new Set(['accepted', 'sent', 'delivered']);
const notYetTaken: ReadonlySet<string> = new Set(['planned', 'queued', 'leased', 'unknown']);

/**
 * Counts what was moved with `moveMessages`: for its sources and hours (I5) and for the minutes of its senders, and notes what failed: what
 * charts, the list of failures and the automatic pause read. The last thing that a transaction does.
 */
export async function countMoved(tx: Tx, moved: readonly Moved[], attempted: readonly Attempted[] = []): Promise<void> {
  await insertFailures(
    tx,
    moved.filter((one) => one.to === 'failed'),
  );
  await addCounts(tx, moved.map(toStateChange), sumMinutes(moved, attempted));
}

/** Sums changes and attempts by sender. */
export function sumMinutes(changed: readonly Changed[], attempted: readonly Attempted[]): SenderMinute[] {
  const senders = new Map<string, SenderMinute>();
  const rowOf = (workspaceId: string, senderId: string): SenderMinute => {
    const known = senders.get(senderId);
    if (known) return known;
    const row = { workspaceId, senderId, ...zero };
    senders.set(senderId, row);
    return row;
  };
  for (const { workspaceId, senderId, from, to } of changed) {
    if (senderId === null) continue;
    const newlyTaken = taken.has(to) && notYetTaken.has(from);
    if (!newlyTaken && to !== 'failed' && to !== 'unknown' && to !== 'delivered') continue;
    const row = rowOf(workspaceId, senderId);
    if (newlyTaken) row.handedOver += 1;
    if (to === 'failed' && notYetTaken.has(from)) row.refused += 1;
    if (to === 'delivered') row.delivered += 1;
    else if (to === 'failed') row.failed += 1;
    else if (to === 'unknown') row.unknown += 1;
  }
  for (const { workspaceId, senderId, kind, waitedMs } of attempted) {
    const row = rowOf(workspaceId, senderId);
    if (kind === 'accepted') {
      row.waitedMs += waitedMs;
      row.longestMs = Math.max(row.longestMs, waitedMs);
    } else row[kind] += 1;
  }
  return [...senders.values()];
}
