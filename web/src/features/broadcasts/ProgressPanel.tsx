import { Alert, Group, Stack, Text } from '@mantine/core';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import type { BroadcastState } from '@tidings/core/messaging/broadcast-states';
import { formatDuration, formatNumber, plural } from '../../lib/format.ts';
import { useSendingStopped } from '../../lib/sending.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { ProgressCounts } from '../../ui/ProgressCounts.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { broadcastStateWords, lateWords, progressParts } from './broadcast-words.ts';
import { CanaryPanel } from './CanaryPanel.tsx';
import { LatePanel } from './LatePanel.tsx';
import { LimitReached } from './LimitReached.tsx';
import { LookupsLine } from './LookupsLine.tsx';
import { ReasonList } from './ReasonList.tsx';
import { RetriesLine } from './RetriesLine.tsx';
import type { ReasonLine } from './reason-groups.ts';
import { ScheduledPanel } from './ScheduledPanel.tsx';
import { SourceHold } from './SourceHold.tsx';
import { StandingLanes } from './StandingLanes.tsx';
import { WaitsList } from './WaitsList.tsx';

interface ProgressPanelProps {
  readonly broadcast: Broadcast;
  readonly progress: BroadcastProgress;
  /** As shown: what was asked for a moment ago counts already. */
  readonly state: BroadcastState;
  readonly onReason: (line: ReasonLine) => void;
  /** Sends one that is late. */
  readonly onResume: () => void;
  /** Goes on after the first few. */
  readonly onRelease: () => void;
  readonly onCancel: () => void;
}

/** Where everyone is, how fast it goes and what is left. The counts add up to everyone planned. */
export function ProgressPanel({ broadcast, progress, state, onReason, onResume, onRelease, onCancel }: ProgressPanelProps) {
  const { time_zone } = useWorkspace();
  const stopped = useSendingStopped();
  if (state === 'scheduled') return <ScheduledPanel broadcast={broadcast} />;
  if (state === 'paused' && broadcast.late_since !== null)
    return <LatePanel broadcast={broadcast} onSend={onResume} onCancel={onCancel} />;
  if (state === 'failed') {
    return (
      <Alert color="red" title="It could not be sent" mb="lg">
        {progress.state_reason ?? broadcastStateWords('failed').explanation}
      </Alert>
    );
  }
  return (
    <Section>
      <Stack gap="md">
        <Group justify="space-between" gap="xs">
          <Text fw={600} role="status">
            {headline(progress, state, stopped)}
          </Text>
          <Text size="sm" c="dimmed">
            {broadcast.started_at !== null && (
              <>
                Sent <RelativeTime at={broadcast.started_at} zone={time_zone} />
                {broadcast.sent_by_name !== null && ` by ${broadcast.sent_by_name}`}
                {lateWords(broadcast)}
              </>
            )}
          </Text>
        </Group>
        {progress.canary?.holding && state === 'sending' && (
          <CanaryPanel progress={progress} onRelease={onRelease} onCancel={onCancel} />
        )}
        {(state === 'sending' || state === 'planning') && <LimitReached progress={progress} />}
        {(state === 'planning' || state === 'paused') && <SourceHold progress={progress} />}
        {state === 'sending' && <StandingLanes progress={progress} />}
        <ProgressCounts
          label="Progress of the broadcast"
          parts={progressParts(progress.counts, progress.reasons).filter((part) => part.count > 0)}
          total={progress.planned}
        />
        {progress.waits.length > 0 && state !== 'cancelled' && <WaitsList waits={progress.waits} />}
        <LookupsLine lookups={progress.lookups} />
        <RetriesLine retries={progress.retries} />
        {progress.reasons.length > 0 && <ReasonList reasons={progress.reasons} onReason={onReason} />}
      </Stack>
    </Section>
  );
}

function headline(progress: BroadcastProgress, state: BroadcastState, stopped: boolean): string {
  const { waiting, planned, rate_per_second: rate, seconds_left: left } = progress;
  if (state === 'planning' && progress.source_hold !== null)
    return progress.source_hold.stuck ? 'It waits for a sync. Nothing was sent.' : 'Syncing its list before it goes out…';
  if (state === 'planning')
    return progress.lookups?.running ? 'Looking numbers up before it goes out…' : 'Writing it down for every recipient…';
  if (state === 'paused') return `Paused. ${plural(waiting, 'person waits', 'people wait')}.`;
  if (state === 'cancelled')
    return waiting > 0 ? `Cancelled. Taking ${plural(waiting, 'text', 'texts')} out of the queue…` : 'Cancelled.';
  if (state === 'completed')
    return `Handed over to ${plural(planned - progress.counts.skipped - progress.counts.cancelled, 'person', 'people')}.`;
  if (stopped && waiting > 0)
    return `Sending is stopped. ${plural(waiting, 'person waits', 'people wait')}; it goes on here once somebody starts sending again.`;
  if (progress.canary?.holding)
    return `The first ${formatNumber(progress.canary.leased)} of ${formatNumber(planned)} are on their way; the others wait.`;
  if (progress.settling > 0) return broadcastStateWords(state, progress.settling).explanation;
  if (waiting === 0) return 'Everything is handed over.';
  if (waiting === progress.retries.waiting) return 'Everything was handed over. Some are tried again.';
  const waits = progress.waits.reduce((sum, one) => sum + one.n, 0);
  const standing = progress.standing.reduce((sum, one) => sum + one.waiting, 0);
  if (standing > 0 && standing >= waiting - waits)
    return `${formatNumber(planned - waiting)} of ${formatNumber(planned)} done. ${plural(standing, 'person waits', 'people wait')} for the sender.`;
  if (waits >= waiting) {
    const doubts = progress.waits.filter((one) => one.reason === 'asked_to_stop_maybe').length;
    const why = doubts === 0 ? 'wait for their hour' : doubts === progress.waits.length ? 'wait for your answer' : 'wait';
    return `${formatNumber(planned - waiting)} of ${formatNumber(planned)} done. The others ${why}.`;
  }
  const pace = rate > 0 ? ` at ${formatNumber(rate, { maximumFractionDigits: 1 })} a second` : '';
  const end = left === null ? '' : `, about ${formatDuration(left * 1_000)} left`;
  return `${formatNumber(planned - waiting)} of ${formatNumber(planned)} done${pace}${end}`;
}
