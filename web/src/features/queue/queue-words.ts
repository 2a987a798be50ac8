import { type Lane, mostCounted, type QueueMinute } from '@tidings/core/contract/queue';
import { formatInstant, formatNumber } from '../../lib/format.ts';
import type { Tone } from '../../ui/tone.ts';

/** "1,204", or "10,000+" where counting stops. */
export function countWords(count: number): string {
  return count > mostCounted ? `${formatNumber(mostCounted)}+` : formatNumber(count);
}

/** "0.4 s", "12 s", "3 min": how long messages waited. */
export function waitWords(ms: number): string {
  if (ms < 10_000) return `${formatNumber(ms / 1_000, { maximumFractionDigits: 1 })} s`;
  if (ms < 120_000) return `${formatNumber(Math.round(ms / 1_000))} s`;
  return ms < 7_200_000 ? `${formatNumber(Math.round(ms / 60_000))} min` : `${formatNumber(Math.round(ms / 3_600_000))} h`;
}

export interface LaneState {
  readonly label: string;
  readonly tone: Tone;
  readonly pulse: boolean;
  readonly words: string | undefined;
}

const byWhom: Readonly<Record<NonNullable<Lane['paused_by']>, string>> = {
  member: 'Paused',
  operator: 'Paused by operator',
  failures: 'Paused by itself',
  account: 'Paused by itself',
};

const stopOf = {
  workspace: { label: 'Stopped', words: 'All sending of this workspace is stopped' },
  installation: { label: 'Stopped by operator', words: 'The operator stopped all sending' },
} as const;

/** What a lane does right now, for people. What was handed over before a stop still comes to its end, so a stop is said first. */
export function laneState(lane: Lane): LaneState {
  if (lane.stopped !== null) {
    const { label, words } = stopOf[lane.stopped.of];
    return { label, tone: 'danger', pulse: false, words: `${words}: ${lane.stopped.reason}` };
  }
  if (lane.paused_at !== null) {
    const label = lane.paused_by === null ? 'Paused' : byWhom[lane.paused_by];
    const tone = lane.paused_by === 'member' ? 'warning' : 'danger';
    return { label, tone, pulse: false, words: lane.pause_reason ?? undefined };
  }
  if (lane.capped) {
    const words = lane.cap_resets_at === null ? undefined : `It goes on ${formatInstant(lane.cap_resets_at)}.`;
    return { label: 'Daily cap reached', tone: 'warning', pulse: false, words };
  }
  if (lane.catching_up_until !== null) {
    const words = `Broadcasts wait until what people wrote during an outage is fetched, at most until ${formatInstant(lane.catching_up_until)}.`;
    return { label: 'Fetching missed texts', tone: 'warning', pulse: true, words };
  }
  if (lane.connection.status === 'failing') {
    return {
      label: 'Connection has a problem',
      tone: 'danger',
      pulse: false,
      words: `See ${lane.connection.name} in Settings, Connections.`,
    };
  }
  if (lane.leased > 0 || lane.waiting_since !== null) return { label: 'Sending', tone: 'info', pulse: true, words: undefined };
  return { label: 'Ready', tone: 'success', pulse: false, words: undefined };
}

/** What waits in some lanes together. */
export function sumLanes(lanes: readonly Lane[]) {
  const sum = (pick: (lane: Lane) => number) => lanes.reduce((total, lane) => total + pick(lane), 0);
  return {
    due: sum((lane) => lane.due),
    later: sum((lane) => lane.later),
    leased: sum((lane) => lane.leased),
    unknown: sum((lane) => lane.unknown),
  };
}

/** What went out in some minutes together, and how long it waited. */
export function sumMinutes(minutes: readonly QueueMinute[]) {
  const sum = (pick: (minute: QueueMinute) => number) => minutes.reduce((total, minute) => total + pick(minute), 0);
  const handedOver = sum((minute) => minute.handed_over);
  return {
    handedOver,
    delivered: sum((minute) => minute.delivered),
    failed: sum((minute) => minute.failed),
    again: sum((minute) => minute.again),
    averageWaitMs: handedOver === 0 ? null : sum((minute) => (minute.average_wait_ms ?? 0) * minute.handed_over) / handedOver,
    longestWaitMs: Math.max(0, ...minutes.map((minute) => minute.longest_wait_ms ?? 0)),
  };
}
