import { Button, type ButtonProps } from '@mantine/core';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { inZones } from '../../lib/zoned.ts';
import { confirm } from '../../ui/confirm.tsx';
import { notifyError } from '../../ui/notify.tsx';

interface UnscheduleProps extends Pick<ButtonProps, 'size'> {
  readonly broadcast: Broadcast;
  readonly label: string;
}

/** Makes it a draft again, once somebody has seen that it then does not go by itself. */
export function Unschedule({ broadcast, label, size }: UnscheduleProps) {
  const { time_zone: workspace } = useWorkspace();
  const { scheduled_at: at, scheduled_zone: zone } = broadcast;
  const unschedule = useApiMutation(broadcastsApi.unscheduleBroadcast, { invalidates: ['broadcasts'], onError: notifyError });
  const ask = async () => {
    const time = at === null ? 'its time' : inZones(at, { chosen: zone ?? workspace, workspace });
    const yes = await confirm({
      title: 'Make it a draft again?',
      words: `It does not go out ${time} then, unless somebody schedules it again. Day and time stay proposed on the page where it is sent.`,
      confirmLabel: 'Make it a draft',
      cancelLabel: 'Leave it as it is',
    });
    if (yes) unschedule.mutate({ params: { broadcast_id: broadcast.id } });
  };
  return (
    <Button variant="default" {...(size === undefined ? {} : { size })} loading={unschedule.isPending} onClick={() => void ask()}>
      {label}
    </Button>
  );
}
