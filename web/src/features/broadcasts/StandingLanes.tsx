import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { BroadcastProgress, StandingLane } from '@tidings/core/contract/broadcast-progress';
import { connectionsApi } from '@tidings/core/contract/connections';
import { mostCounted } from '@tidings/core/contract/queue';
import { formatInstant, formatNumber, plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';

/** Why nothing goes out where a sender stands still, and how it goes on. A stop of all sending is said above every page. */
export function StandingLanes({ progress }: { progress: BroadcastProgress }) {
  return progress.standing
    .filter(({ why }) => why !== 'sending_stopped')
    .map((lane) => <Standing key={lane.sender.id} lane={lane} />);
}

function Standing({ lane }: { lane: StandingLane }) {
  const { time_zone: zone } = useWorkspace();
  const path = usePath();
  const maySee = useMay('queue:read');
  return (
    <Alert icon={<IconHandStop size={20} />} color="amber" title={titleOf(lane)} role="status">
      <Stack gap="sm">
        <Text size="sm">
          {lane.words}{' '}
          {lane.until === null
            ? 'It goes on once somebody resumes it.'
            : `It goes on by itself ${lane.why === 'catching_up' ? 'then, at the latest ' : ''}${formatInstant(lane.until, zone)}.`}
        </Text>
        <Group gap="sm">
          {lane.why === 'sender_paused' && <Resume lane={lane} />}
          {maySee && (
            <AppLink
              to={path(lane.paused_by === 'failures' || lane.paused_by === 'account' ? 'queue?view=failures' : 'queue')}
              inherit
            >
              {lane.paused_by === 'failures' || lane.paused_by === 'account' ? 'See what failed' : 'See the queue'}
            </AppLink>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

function titleOf({ label, waiting }: StandingLane): string {
  const people =
    waiting > mostCounted ? `more than ${formatNumber(mostCounted)} people wait` : plural(waiting, 'person waits', 'people wait');
  return `${label}: ${people}`;
}

function Resume({ lane: { sender } }: { lane: StandingLane }) {
  const mayManage = useMay('connections:manage');
  const resume = useApiMutation(connectionsApi.resumeSender, {
    invalidates: ['connections', 'broadcasts'],
    onSuccess: () => notifyDone(`${sender.name} sends again`),
    onError: notifyError,
  });
  if (!mayManage) return null;
  return (
    <Button size="compact-md" loading={resume.isPending} onClick={() => resume.mutate({ params: { sender_id: sender.id } })}>
      Resume the sender
    </Button>
  );
}
