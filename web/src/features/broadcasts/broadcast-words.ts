import type { BroadcastRow, StateCounts } from '@tidings/core/contract/broadcast';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { type BroadcastState, broadcastStateExplanation, broadcastStateLabel } from '@tidings/core/messaging/broadcast-states';
import { mayHaveArrived } from '@tidings/core/messaging/may-have-arrived';
import { stateLabel } from '@tidings/core/messaging/state-words';
import type { MessageState } from '@tidings/core/messaging/states';
import { formatDuration } from '../../lib/format.ts';
import { mayHaveArrivedWords } from '../../lib/message-words.ts';
import type { ProgressPart } from '../../ui/ProgressCounts.tsx';
import type { Tone } from '../../ui/tone.ts';

const tones: Readonly<Record<BroadcastState, Tone>> = {
  draft: 'neutral',
  scheduled: 'info',
  planning: 'info',
  sending: 'info',
  paused: 'warning',
  completed: 'success',
  cancelled: 'neutral',
  failed: 'danger',
};

/** A broadcast's state for a badge. */
export function broadcastStateWords(state: BroadcastState, settling = 0) {
  return {
    label: broadcastStateLabel(state, settling),
    explanation: broadcastStateExplanation(state, settling),
    tone: settling > 0 ? ('warning' as const) : tones[state],
    moving: state === 'planning' || state === 'sending',
  };
}

/** How the states of messages stand on the bar: what arrived first, what waits last. */
const order: readonly { readonly states: readonly MessageState[]; readonly label: string; readonly tone: Tone }[] = [
  { states: ['delivered'], label: stateLabel('delivered'), tone: 'success' },
  { states: ['sent'], label: stateLabel('sent'), tone: 'info' },
  { states: ['accepted'], label: stateLabel('accepted'), tone: 'info' },
  { states: ['failed'], label: stateLabel('failed'), tone: 'danger' },
  { states: ['unknown'], label: stateLabel('unknown'), tone: 'warning' },
  { states: ['expired'], label: stateLabel('expired'), tone: 'warning' },
  { states: ['skipped'], label: stateLabel('skipped'), tone: 'warning' },
  { states: ['cancelled'], label: stateLabel('cancelled'), tone: 'neutral' },
  { states: ['queued', 'planned', 'leased'], label: 'Waiting', tone: 'neutral' },
];

/**
 * The parts of the stacked bar; together they are everyone planned. With the reasons, those who failed and may have it all the same are a part
 * of their own.
 */
export function progressParts(counts: StateCounts, reasons: BroadcastProgress['reasons'] = []): ProgressPart[] {
  const doubtful = doubtfulCount(reasons);
  const parts = order.map(({ states, label, tone }) => ({
    key: states[0] ?? label,
    label,
    tone,
    count: states.reduce((sum, state) => sum + counts[state], 0),
  }));
  const { label, tone } = mayHaveArrivedWords;
  return parts.flatMap((part) =>
    part.key === 'failed'
      ? [{ ...part, count: part.count - doubtful }, ...(doubtful > 0 ? [{ key: 'doubtful', label, tone, count: doubtful }] : [])]
      : [part],
  );
}

/** How many failed and may have it all the same. */
export function doubtfulCount(reasons: BroadcastProgress['reasons']): number {
  return reasons.reduce((sum, { state, reason, n }) => sum + (mayHaveArrived(state, reason) ? n : 0), 0);
}

/** Those whom it has reached, or will without anybody doing anything more. */
export function reached(counts: StateCounts): number {
  return counts.delivered + counts.sent + counts.accepted;
}

/** What a broadcast is for. */
export const messagePurposeWords = {
  marketing: 'Offers, invitations and appeals',
  informational: 'Information only',
  patient: 'Reminders to patients',
} as const;

/** By how much it went out after its time, said from a minute on; empty for what was in time, or had no time. */
export function lateWords({ scheduled_at: due, started_at: began }: Pick<BroadcastRow, 'scheduled_at' | 'started_at'>): string {
  if (due === null || began === null) return '';
  const minutes = Math.floor((Date.parse(began) - Date.parse(due)) / 60_000);
  return minutes < 1 ? '' : `, ${formatDuration(minutes * 60_000)} late`;
}
