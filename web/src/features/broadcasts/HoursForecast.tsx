import { Alert, Stack, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { BroadcastEstimate, SkipCount } from '@tidings/core/contract/broadcast-estimate';
import { formatInstant, formatNumber, plural } from '../../lib/format.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Section } from '../../ui/Section.tsx';
import { WaitsList } from './WaitsList.tsx';

interface HoursForecastProps {
  readonly hours: BroadcastEstimate['hours'];
  readonly urgent: boolean;
  /** After this it is not sent. */
  readonly deadline: string | null;
}

/** Who goes at once, and who waits until when and for what. */
export function HoursForecast({ hours, urgent, deadline }: HoursForecastProps) {
  const path = usePath();
  const { time_zone: zone } = useWorkspace();
  const cap = hours.frequency_cap;
  return (
    <Section
      title="When they get it"
      subtitle={
        <>
          If it is sent now. By your{' '}
          <AppLink to={path('settings/quiet-hours')} underline="always">
            quiet hours
          </AppLink>
          , at each person’s place.
        </>
      }
    >
      <Stack gap="sm">
        {hours.held.map((one) => (
          <Alert key={one.reason} color="amber" icon={<IconHandStop size={20} />} title={heldTitle(one)}>
            {one.words}
          </Alert>
        ))}
        <Text>
          <strong>{summary(hours, urgent)}</strong>
        </Text>
        {hours.slip > 0 && (
          <Text size="sm">
            About {formatNumber(hours.slip)} of them come to their turn only after their hours have ended, and wait until they
            begin again.
          </Text>
        )}
        {hours.late > 0 && deadline !== null && (
          <Text size="sm">
            About {formatNumber(hours.late)} come to their turn only after {formatInstant(deadline, zone)}, when it is not sent
            any more, and do not get it.
          </Text>
        )}
        {hours.waiting.length > 0 && <WaitsList waits={hours.waiting} />}
        {cap !== null && (
          <Text size="sm" c="dimmed">
            Whoever has had {plural(cap.messages, 'text', 'texts')} in {plural(cap.days, 'day', 'days')}{' '}
            {cap.excess === 'skip' ? 'is left out' : 'waits until one more is allowed'}
            {reached(hours, 'frequency_cap') ? '.' : '; nobody of these has.'}
          </Text>
        )}
      </Stack>
    </Section>
  );
}

/** Whether anybody waits or is left out for this reason. */
function reached({ waiting, left_out }: BroadcastEstimate['hours'], reason: string): boolean {
  return [...waiting, ...left_out].some((one) => one.reason === reason);
}

function heldTitle({ label, n }: SkipCount): string {
  return `${label}: ${plural(n, 'person waits', 'people wait')} until somebody acts`;
}

function summary({ observed, now, late, waiting, left_out, held }: BroadcastEstimate['hours'], urgent: boolean): string {
  const everybody = waiting.length === 0 && left_out.length === 0 && held.length === 0 && late === 0;
  if (everybody && urgent && !observed) return 'Everybody at once, at any hour: it is marked as urgent.';
  if (everybody && !observed) return 'Everybody at once: sandbox phones have no quiet hours.';
  if (everybody) return 'Everybody at once.';
  const atOnce = Math.max(0, now - late);
  if (atOnce > 0) return `${plural(atOnce, 'person', 'people')} at once.`;
  return waiting.length + held.length + late > 0 ? 'Nobody at once.' : 'Nobody: all of them are left out, see below.';
}
