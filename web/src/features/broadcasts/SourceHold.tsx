import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { IconRefreshAlert } from '@tabler/icons-react';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { useApiMutation } from '../../lib/query.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';

/** Why a broadcast waits for the sheets of its lists, and what can be done about it. */
export function SourceHold({ progress }: { progress: BroadcastProgress }) {
  const path = usePath();
  const { time_zone: zone } = useWorkspace();
  const may = { send: useMay('broadcasts:send'), look: useMay('contacts:import') };
  const settle = useApiMutation(broadcastsApi.settleSourceHold, { invalidates: ['broadcasts', 'sources'] });
  const { source_hold: hold } = progress;
  if (hold === null) return null;
  const answer = (choice: 'sync_again' | 'send_anyway') =>
    settle.mutate({ params: { broadcast_id: progress.id }, body: { answer: choice } });
  const sendAnyway = () =>
    void confirm({
      title: 'Send without syncing?',
      words:
        'It goes to the list as it is here. Whoever was removed from the sheet, or withdrew there, since the last sync may still get it.',
      confirmLabel: 'Send anyway',
      danger: true,
    }).then((yes) => yes && answer('send_anyway'));
  return (
    <Alert
      color={hold.stuck ? 'amber' : 'tide'}
      variant="light"
      icon={<IconRefreshAlert size={20} />}
      title={hold.stuck ? 'It waits: a list could not be synced' : 'The list is synced before it goes out'}
    >
      <Stack gap="sm">
        <List size="sm" spacing={6}>
          {hold.sources.map((one) => (
            <List.Item key={one.source_id}>
              {may.look ? (
                <AppLink to={path(`lists/${one.list_id}?tab=source`)}>{one.list_name}</AppLink>
              ) : (
                <bdi>{one.list_name}</bdi>
              )}
              : {one.words}{' '}
              {one.last_synced_at !== null && (
                <Text span size="sm" c="dimmed">
                  Last in step <RelativeTime at={one.last_synced_at} zone={zone} />.
                </Text>
              )}
            </List.Item>
          ))}
        </List>
        <FormError error={settle.error} />
        {may.send && (
          <Group gap="xs">
            {hold.sources.some(({ state }) => state === 'failed') && (
              <Button size="compact-md" loading={settle.isPending} onClick={() => answer('sync_again')}>
                Sync again
              </Button>
            )}
            <Button size="compact-md" variant="default" disabled={settle.isPending} onClick={sendAnyway}>
              Send anyway
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
