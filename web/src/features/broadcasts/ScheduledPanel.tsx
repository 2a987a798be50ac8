import { Alert, Stack, Text } from '@mantine/core';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApi } from '../../lib/query.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { inZones } from '../../lib/zoned.ts';
import { FormError } from '../../ui/FormError.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatCard } from '../../ui/StatCard.tsx';
import classes from './Composer.module.css';
import { costHint, costWords } from './CostByCountry.tsx';
import { reachedBy } from './forecast-numbers.ts';
import { LaterHours } from './LaterHours.tsx';
import { problemSentence } from './use-preview.ts';

/** What will happen to a scheduled broadcast, as things stand now: when, to how many, through what, and what limits it. */
export function ScheduledPanel({ broadcast }: { broadcast: Broadcast }) {
  const { time_zone: workspace } = useWorkspace();
  const mayWrite = useMay('broadcasts:write');
  const { scheduled_at: at, scheduled_local: local } = broadcast;
  const zone = broadcast.scheduled_zone ?? 'UTC';
  const estimate = useApi(broadcastsApi.estimateBroadcast, {
    params: { broadcast_id: broadcast.id },
    query: at === null ? {} : { at },
    topics: ['broadcasts', 'contacts', 'workspace'],
    enabled: mayWrite && at !== null,
    keepPrevious: true,
  });
  const [problem] = estimate.data?.problems ?? [];
  return (
    <Section>
      <Stack gap="md">
        <Text fw={600} role="status">
          {at === null ? 'Scheduled' : `Goes out ${inZones(at, { chosen: zone, workspace })}`}
        </Text>
        {problem && (
          <Alert color="amber" title="As things stand, it could not go out">
            {problemSentence(problem)}
          </Alert>
        )}
        <FormError error={estimate.error} labels={{}} />
        {estimate.data !== undefined && <Numbers estimate={estimate.data} />}
        <Stack gap={4}>
          {factsOf(broadcast, estimate.data, workspace).map((words) => (
            <Text key={words} size="sm">
              {words}
            </Text>
          ))}
        </Stack>
        {mayWrite && local !== null && <LaterHours broadcastId={broadcast.id} local={local} zone={zone} />}
        <Text size="sm" c="dimmed">
          {broadcast.sent_by_name !== null && `Scheduled by ${broadcast.sent_by_name}. `}The time is kept in{' '}
          {zone.replaceAll('_', ' ')}. Who gets it is decided then: the numbers are those of now.
        </Text>
      </Stack>
    </Section>
  );
}

function Numbers({ estimate }: { estimate: BroadcastEstimate }) {
  const reached = reachedBy(estimate);
  return (
    <div className={classes.numbers}>
      <StatCard
        label="Would get it"
        value={formatNumber(reached)}
        tone="success"
        hint={`of ${plural(estimate.recipients, 'person', 'people')}`}
      />
      <StatCard label="Cost" value={costWords(estimate.cost)} hint={costHint(estimate.cost, estimate.mode)} />
      <StatCard label="Handed over" value={estimate.finish.words} hint="from its time on" />
    </div>
  );
}

/** What was chosen for it, a sentence each. Without a sender of its own it leaves through the one that stands then; now it is that of the estimate. */
function factsOf(broadcast: Broadcast, estimate: BroadcastEstimate | undefined, workspace: string): string[] {
  const { canary_size: first, useless_after: deadline, scheduled_zone: zone } = broadcast;
  const pool = broadcast.pool ?? estimate?.pool;
  const sender = broadcast.sender ?? estimate?.sender;
  const through = pool
    ? `From the ${plural(pool.numbers, 'number', 'numbers')} of ${pool.name}.`
    : sender
      ? `From ${sender.name}.`
      : 'From the default sender.';
  return [
    through,
    ...(first === null
      ? []
      : [`The first ${formatNumber(first)} get it, then it holds until somebody says go on with everybody.`]),
    ...(deadline === null ? [] : [`Not sent after ${inZones(deadline, { chosen: zone ?? workspace, workspace })}.`]),
  ];
}
