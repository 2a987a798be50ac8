import { Button, Group, Text } from '@mantine/core';
import { IconMessageCheck, IconSend, IconTool } from '@tabler/icons-react';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { isOver } from '@tidings/core/messaging/broadcast-states';
import { type FollowUpCounts, isMissed, isReached, isRepairable, reachedStates } from '@tidings/core/messaging/follow-up';
import { formatNumber, plural } from '../../lib/format.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { notifyError } from '../../ui/notify.tsx';
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
  const pause = useApiMutation(broadcastsApi.pauseBroadcast, { invalidates: ['broadcasts'], onError: notifyError });
  // While it runs the counters are near enough; what was sent again since, only the ledger knows.
  const exact = useApi(broadcastsApi.countFollowUps, {
    params: { broadcast_id: broadcastId },
    enabled: mayWrite && (isOver(progress.state) || progress.state === 'paused'),
    refetchInterval: 60_000,
  }).data;
  const { missed, repaired, reached } = exact ?? countedSoFar(progress);
  if (!mayWrite || missed + repaired + reached === 0) return null;
  const begin = (to: keyof FollowUpCounts) => start.mutate({ params: { broadcast_id: broadcastId }, body: { to } });
  const goes = progress.waiting > 0 && (progress.state === 'sending' || progress.state === 'planning');
  const correct = async () => {
    if (goes && !(await pausedFirst())) return;
    begin('reached');
  };
  const pausedFirst = async () => {
    const yes = await confirm({
      title: 'Pause it first?',
      words: 'It still goes out. Whoever gets it from now on would not get the correction.',
      consequences: [
        { count: progress.waiting, words: progress.waiting === 1 ? 'person still waits for it' : 'people still wait for it' },
      ],
      confirmLabel: 'Pause it and correct',
      cancelLabel: 'Not now',
    });
    return (
      yes &&
      (await pause.mutateAsync({ params: { broadcast_id: broadcastId } }).then(
        () => true,
        () => false,
      ))
    );
  };
  const starting = (to: keyof FollowUpCounts) => start.isPending && start.variables?.request.body.to === to;
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
            loading={starting('missed')}
            onClick={() => begin('missed')}
          >
            Send again to {formatNumber(missed)} missed
          </Button>
        )}
        {repaired > 0 && (
          <Button
            variant="default"
            leftSection={<IconTool size={16} />}
            loading={starting('repaired')}
            onClick={() => begin('repaired')}
          >
            It is repaired: send to {formatNumber(repaired)} it failed for
          </Button>
        )}
        {reached > 0 && (
          <Button
            variant="default"
            leftSection={<IconMessageCheck size={16} />}
            loading={starting('reached') || pause.isPending}
            onClick={() => void correct()}
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
      {repaired > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {plural(repaired, 'text was', 'texts were')} refused because of the account or the sender, not because of the person.
          Once that is repaired at the provider, they can go, however long ago it was.
        </Text>
      )}
      {reached > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          A correction goes to the phone that got the text, as long as it is still theirs, to those who only may have it, too.
          Your limit of texts per person does not hold it back.
        </Text>
      )}
    </Section>
  );
}

/** From the counters of its page; several messages to one person count as several. */
function countedSoFar({ reasons, counts }: BroadcastProgress): FollowUpCounts {
  const sum = (is: (state: string, reason: string) => boolean) =>
    reasons.reduce((total, { state, reason, n }) => total + (is(state, reason) ? n : 0), 0);
  const surely = reachedStates.reduce((total, state) => total + counts[state], 0);
  return {
    missed: sum(isMissed),
    repaired: sum(isRepairable),
    reached: surely + sum((state, reason) => state === 'failed' && isReached(state, reason)),
  };
}
