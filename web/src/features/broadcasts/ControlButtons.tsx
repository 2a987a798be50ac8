import { Button } from '@mantine/core';
import { IconCopy, IconPencil, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { type BroadcastState, nextBroadcastState } from '@tidings/core/messaging/broadcast-states';
import { useGo } from '../../lib/navigate.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { SendScheduledNow } from './SendScheduledNow.tsx';
import { Unschedule } from './Unschedule.tsx';
import type { BroadcastControl } from './use-broadcast-control.ts';

interface ControlButtonsProps {
  readonly broadcast: Broadcast;
  readonly state: BroadcastState;
  /** Not yet handed over. */
  readonly waiting: number;
  /** Handed over without an answer, and nothing else left to do: there is nothing to pause. */
  readonly settling: number;
  readonly control: BroadcastControl;
  /** Opens a scheduled one to change it. */
  readonly onChange: () => void;
}

/** What can be done with a broadcast that is on its way, or is over. */
export function ControlButtons({ broadcast, state, waiting, settling, control, onChange }: ControlButtonsProps) {
  const maySend = useMay('broadcasts:send');
  const mayChange = useMay('broadcasts:write') && maySend;
  const may = (event: 'pause' | 'resume' | 'cancel') => maySend && nextBroadcastState(state, event, { planned: true }) !== null;
  return (
    <>
      <Duplicate id={broadcast.id} />
      {state === 'scheduled' && maySend && <Unschedule broadcast={broadcast} label="Back to draft" />}
      {state === 'scheduled' && mayChange && (
        <Button variant="default" leftSection={<IconPencil size={16} />} onClick={onChange}>
          Change it
        </Button>
      )}
      {may('cancel') && (
        <Button variant="default" c="red" leftSection={<IconX size={16} />} onClick={() => void askAndCancel(waiting, control)}>
          Cancel
        </Button>
      )}
      {maySend && state === 'scheduled' && <SendScheduledNow broadcast={broadcast} />}
      {may('pause') && settling === 0 && (
        <Button leftSection={<IconPlayerPause size={16} />} onClick={control.pause}>
          Pause
        </Button>
      )}
      {may('resume') && broadcast.late_since === null && (
        <Button leftSection={<IconPlayerPlay size={16} />} onClick={control.resume}>
          Resume
        </Button>
      )}
    </>
  );
}

/** Goes on with everybody; where the sender stands still, once somebody has seen when that will be. */
export async function askAndRelease({ standing }: BroadcastProgress, control: BroadcastControl): Promise<void> {
  const still = standing.find((lane) => lane.why === 'sender_paused' || lane.why === 'sending_stopped');
  if (still === undefined) return control.release(false);
  const yes = await confirm({
    title: 'Go on with everybody?',
    words: `${still.words} Everybody else gets it as soon as that ends, without a further question.`,
    confirmLabel: 'Go on with everybody',
    cancelLabel: 'Keep them waiting',
  });
  if (yes) control.release(true);
}

/** Cancels once somebody has seen what that means. */
export async function askAndCancel(waiting: number, control: BroadcastControl): Promise<void> {
  const yes = await confirm({
    title: 'Cancel this broadcast?',
    words: 'What has been handed over already cannot be called back.',
    consequences: [
      { count: waiting, words: waiting === 1 ? 'person who waits will not get it' : 'people who wait will not get it' },
    ],
    confirmLabel: 'Cancel the broadcast',
    cancelLabel: 'Keep it going',
    danger: true,
  });
  if (yes) control.cancel();
}

function Duplicate({ id }: { id: string }) {
  const go = useGo();
  const path = usePath();
  const mayWrite = useMay('broadcasts:write');
  const duplicate = useApiMutation(broadcastsApi.duplicateBroadcast, {
    idempotent: true,
    invalidates: ['broadcasts'],
    onSuccess: (copy) => go(path(`broadcasts/${copy.id}`)),
  });
  if (!mayWrite) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconCopy size={16} />}
      loading={duplicate.isPending}
      onClick={() => duplicate.mutate({ params: { broadcast_id: id } })}
    >
      Duplicate
    </Button>
  );
}
