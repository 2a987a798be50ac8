import { Stack, Text } from '@mantine/core';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcasts';
import { formatNumber, plural } from '../../lib/format.ts';
import { usePath } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Section } from '../../ui/Section.tsx';
import { WaitsList } from './WaitsList.tsx';

/** Who goes at once, who waits until when, and whom their hours leave out. */
export function HoursForecast({ hours, urgent }: { hours: BroadcastEstimate['hours']; urgent: boolean }) {
  const path = usePath();
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
        {hours.too_late > 0 && (
          <Text size="sm">
            {plural(hours.too_late, 'person does', 'people do')} not get it: their hours begin only after the time from which it
            is not sent.
          </Text>
        )}
        {hours.never > 0 && (
          <Text size="sm">
            {plural(hours.never, 'person does', 'people do')} not get it: no hour suits every place where they may be. Give them a
            time zone.
          </Text>
        )}
        {hours.frequency_cap !== null && (
          <Text size="sm" c="dimmed">
            Whoever has had {plural(hours.frequency_cap.messages, 'text', 'texts')} in{' '}
            {plural(hours.frequency_cap.days, 'day', 'days')}{' '}
            {hours.frequency_cap.excess === 'skip' ? 'is left out' : 'waits until one more is allowed'}.
          </Text>
        )}
      </Stack>
    </Section>
  );
}

function summary({ observed, now, waiting }: BroadcastEstimate['hours'], urgent: boolean): string {
  if (urgent) return 'Everybody at once, at any hour: it is marked as urgent.';
  if (!observed) return 'Everybody at once: sandbox phones have no quiet hours.';
  if (waiting.length === 0) return 'Everybody at once.';
  return now === 0 ? 'Nobody at once: it is outside their hours.' : `${plural(now, 'person', 'people')} at once.`;
}
