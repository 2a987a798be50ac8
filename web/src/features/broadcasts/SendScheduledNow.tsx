import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { formatNumber, roughMoney } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { inZones } from '../../lib/zoned.ts';
import { confirm } from '../../ui/confirm.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { reachedBy } from './forecast-numbers.ts';
import { problemSentence } from './use-preview.ts';

/** Sends a scheduled broadcast before its time, once somebody has seen to how many. */
export function SendScheduledNow({ broadcast }: { broadcast: Broadcast }) {
  const params = { broadcast_id: broadcast.id };
  const { time_zone: workspace } = useWorkspace();
  const count = useApiMutation(broadcastsApi.estimateBroadcast, { onError: notifyError });
  const send = useApiMutation(broadcastsApi.sendBroadcast, {
    idempotent: true,
    invalidates: ['broadcasts', 'messages'],
    onSuccess: () => notifyDone('It is on its way now.'),
    onError: notifyError,
  });
  const ask = async () => {
    const estimate = await count.mutateAsync({ params, query: {} }).catch(() => undefined);
    if (estimate === undefined) return;
    const [problem] = estimate.problems;
    if (problem) return notifyError(problemSentence(problem));
    if (!(await confirm(questionOf(broadcast, estimate, workspace)))) return;
    send.mutate({
      params,
      body: {
        version: broadcast.version,
        now: true,
        expected_recipients: estimate.will_get,
        ...(estimate.cost.confirm ? { accept_cost_micros: estimate.cost.cautious_micros } : {}),
        ...(estimate.pools.crossings.length > 0 ? { across_purposes: true } : {}),
      },
    });
  };
  return (
    <Button
      variant="default"
      leftSection={<IconSend size={16} />}
      loading={count.isPending || send.isPending}
      onClick={() => void ask()}
    >
      Send now
    </Button>
  );
}

function questionOf(
  { scheduled_at: at, scheduled_zone: zone, canary_size: first }: Broadcast,
  estimate: BroadcastEstimate,
  workspace: string,
) {
  const { cost, pools } = estimate;
  const people = reachedBy(estimate);
  const time = at === null ? 'its time' : inZones(at, { chosen: zone ?? workspace, workspace });
  const may = cost.confirm ? ` It may cost up to ${roughMoney(cost.cautious_micros)}.` : '';
  const canary = first === null ? '' : ` The first ${formatNumber(first)} get it at once, the others when you say go on.`;
  return {
    title: 'Send it now?',
    words: `It does not wait for ${time}. What has been handed over cannot be called back.${canary}${may}${pools.crossings.map(({ words }) => ` ${words}`).join('')}`,
    consequences: [{ count: people, words: people === 1 ? 'person gets it' : 'people get it' }],
    confirmLabel: 'Send it now',
    cancelLabel: 'Keep its time',
  };
}
