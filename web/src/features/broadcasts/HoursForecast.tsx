import { Alert, Stack, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { BroadcastEstimate, SkipCount } from '@tidings/core/contract/broadcast-estimate';
import { formatNumber, plural } from '../../lib/format.ts';
import { usePath } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Section } from '../../ui/Section.tsx';
import { WaitsList } from './WaitsList.tsx';

/** Who goes at once, and who waits until when and for what. */
export function HoursForecast({ hours, urgent }: { hours: BroadcastEstimate['hours']; urgent: boolean }) {
  const path = usePath();
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

function summary({ observed, now, waiting, left_out, held }: BroadcastEstimate['hours'], urgent: boolean): string {
  const everybody = waiting.length === 0 && left_out.length === 0 && held.length === 0;
  if (everybody && urgent) return 'Everybody at once, at any hour: it is marked as urgent.';
  if (everybody && !observed) return 'Everybody at once: sandbox phones have no quiet hours.';
  if (everybody) return 'Everybody at once.';
  if (now > 0) return `${plural(now, 'person', 'people')} at once.`;
  return waiting.length + held.length > 0 ? 'Nobody at once.' : 'Nobody: all of them are left out, see below.';
}
