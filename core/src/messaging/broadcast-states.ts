/** The life of a broadcast as a whole; each message in it has a state of its own (see states.ts). */
export const broadcastStates = [
  'draft',
  'scheduled',
  'planning',
  'sending',
  'paused',
  'completed',
  'cancelled',
  'failed',
] as const;

export type BroadcastState = (typeof broadcastStates)[number];

/**
 * What happens to a broadcast:
 * - `due`: the time of a scheduled one has come; `overdue`: it had passed long before anybody could send it, so somebody is asked; `planned`: its messages are written down and in the queue;
 * - `finish`: nothing of it waits any more; `retry`: something does again, because a receipt reported a failure that passes; `fail`: it could not be planned, and `state_reason` says why.
 */
export type BroadcastEvent =
  | 'schedule'
  | 'unschedule'
  | 'send'
  | 'due'
  | 'overdue'
  | 'planned'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'finish'
  | 'retry'
  | 'fail';

const table: Readonly<Record<BroadcastState, Partial<Readonly<Record<BroadcastEvent, BroadcastState>>>>> = {
  draft: { schedule: 'scheduled', send: 'planning' },
  scheduled: {
    schedule: 'scheduled',
    unschedule: 'draft',
    send: 'planning',
    due: 'planning',
    overdue: 'paused',
    cancel: 'cancelled',
  },
  planning: { planned: 'sending', pause: 'paused', cancel: 'cancelled', fail: 'failed' },
  sending: { pause: 'paused', cancel: 'cancelled', finish: 'completed' },
  // Paused while it was being planned: it stays paused, and its messages wait.
  paused: { planned: 'paused', resume: 'sending', unschedule: 'draft', cancel: 'cancelled', fail: 'failed' },
  completed: { retry: 'sending' },
  cancelled: {},
  failed: {},
};

/**
 * The state after an event, or null when the event cannot happen in this state. A broadcast that was paused before its
 * messages were written down returns to `planning`, and only such a one can become a draft again.
 *
 * @example nextBroadcastState('sending', 'pause') // 'paused'
 */
export function nextBroadcastState(
  state: BroadcastState,
  event: BroadcastEvent,
  facts: { planned: boolean },
): BroadcastState | null {
  const next = table[state][event] ?? null;
  if (event === 'unschedule' && facts.planned) return state === 'paused' ? null : next;
  return event === 'resume' && next !== null && !facts.planned ? 'planning' : next;
}

/** Whether a member may still change what it says and who gets it. */
export function isEditable(state: BroadcastState): boolean {
  return state === 'draft';
}

/** Whether it has come to its end. */
export function isOver(state: BroadcastState): boolean {
  return state === 'completed' || state === 'cancelled' || state === 'failed';
}

const words: Readonly<Record<BroadcastState, { label: string; explanation: string }>> = {
  draft: { label: 'Draft', explanation: 'Being written. Nobody gets anything yet.' },
  scheduled: { label: 'Scheduled', explanation: 'Goes out by itself at its time.' },
  planning: { label: 'Preparing', explanation: 'Being written down for every recipient.' },
  sending: { label: 'Sending', explanation: 'Going out at the rate of its sender.' },
  paused: { label: 'Paused', explanation: 'Nothing goes out until somebody resumes it.' },
  completed: { label: 'Completed', explanation: 'Everything has been handed over. Receipts may still arrive.' },
  cancelled: { label: 'Cancelled', explanation: 'Somebody cancelled it. What was not yet handed over is never sent.' },
  failed: { label: 'Not sent', explanation: 'It could not be sent. The reason stands beside it.' },
};

/** How many messages are in each state that matters here. */
interface OpenCounts {
  readonly planned: number;
  readonly queued: number;
  readonly leased: number;
  readonly unknown: number;
}

/**
 * Messages of which nobody knows yet whether the provider took them, when nothing else of the broadcast is left to do; else 0.
 * It stays in `sending` until they are known: one that was not taken is sent again.
 */
export function settlingCount(state: BroadcastState, counts: OpenCounts): number {
  return state === 'sending' && counts.planned + counts.queued + counts.leased === 0 ? counts.unknown : 0;
}

/**
 * One or two words for a badge.
 *
 * @param settling see {@link settlingCount}
 */
export function broadcastStateLabel(state: BroadcastState, settling = 0): string {
  return settling > 0 ? `Sent, checking ${settling}` : words[state].label;
}

/** A sentence for a member who asks what the state means. */
export function broadcastStateExplanation(state: BroadcastState, settling = 0): string {
  if (settling === 0) return words[state].explanation;
  const messages = settling === 1 ? '1 message' : `${settling} messages`;
  return `The provider did not answer for ${messages}; its list is asked until it is known.`;
}
