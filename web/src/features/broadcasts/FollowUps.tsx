import { Button, Group, Text } from '@mantine/core';
import { IconMessageCheck, IconSend } from '@tabler/icons-react';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { isOver } from '@tidings/core/messaging/broadcast-states';
import { isMissed, reachedStates } from '@tidings/core/messaging/follow-up';
import { formatNumber, plural } from '../../lib/format.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { FormError } from '../../ui/FormError.tsx';
import { Section } from '../../ui/Section.tsx';

/** What can follow a broadcast: the same to those missed, a correction to those reached. Each starts a draft; nothing is sent yet. */
export function FollowUps({ broadcastId, progress }: { broadcastId: string; progress: BroadcastProgress }) {
  const mayWrite = useMay('broadcasts:write');
  const go = useGo();
  const path = usePath();
  const start = useApiMutation(broadcastsApi.followUpBroadcast, {
    idempotent: true,
    invalidates: ['broadcasts'],
    onSuccess: (draft) => go(path(`broadcasts/${draft.id}`)),
  });
  // While it runs the counters are near enough; what was sent again since, only the ledger knows.
  const exact = useApi(broadcastsApi.countFollowUps, {
    params: { broadcast_id: broadcastId },
    enabled: mayWrite && isOver(progress.state),
    refetchInterval: 60_000,
  }).data;
  const missed =
    exact?.missed ?? progress.reasons.filter((one) => isMissed(one.state, one.reason)).reduce((sum, one) => sum + one.n, 0);
  const reached = exact?.reached ?? reachedStates.reduce((sum, state) => sum + progress.counts[state], 0);
  if (!mayWrite || missed + reached === 0) return null;
  const begin = (to: 'missed' | 'reached') => start.mutate({ params: { broadcast_id: broadcastId }, body: { to } });
  return (
    <Section
      title="What next"
      subtitle="Starts a draft to exactly those whom it missed, or those whom it reached. Nothing is sent before you look at it."
    >
      <FormError error={start.error} labels={{}} />
      <Group gap="md">
        {missed > 0 && (
          <Button
            variant="default"
            leftSection={<IconSend size={16} />}
            loading={start.isPending && start.variables?.request.body.to === 'missed'}
            onClick={() => begin('missed')}
          >
            Send again to {formatNumber(missed)} missed
          </Button>
        )}
        {reached > 0 && (
          <Button
            variant="default"
            leftSection={<IconMessageCheck size={16} />}
            loading={start.isPending && start.variables?.request.body.to === 'reached'}
            onClick={() => begin('reached')}
          >
            Send a correction to {plural(reached, 'person', 'people')}
          </Button>
        )}
      </Group>
      {missed > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          Missed are those for whom sending again can help: a phone that was off, a busy carrier, a time that ran out. Wrong
          numbers and people who said no are not among them.
        </Text>
      )}
    </Section>
  );
}
