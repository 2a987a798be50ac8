import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPlayerTrackNext, IconTrash } from '@tabler/icons-react';
import { type Lane, queueApi } from '@tidings/core/contract/queue';
import { plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { confirm } from '../../ui/confirm.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { countWords } from './queue-words.ts';

/** What else can be done with a lane: try again now, or cancel what waits. */
export function LaneMenu({ lane }: { lane: Lane }) {
  const params = { sender_id: lane.sender_id };
  const retry = useApiMutation(queueApi.retryNow, {
    invalidates: ['connections', 'messages'],
    onSuccess: ({ queued }) =>
      notifyDone(queued === 0 ? 'Nothing waits for a next attempt' : `${plural(queued, 'message is', 'messages are')} tried now`),
    onError: notifyError,
  });
  const discard = useApiMutation(queueApi.discardWaiting, {
    invalidates: ['connections', 'messages', 'broadcasts'],
    onSuccess: ({ discarded, left }) => {
      const done = plural(discarded, 'message was cancelled', 'messages were cancelled');
      notifyDone(left === 0 ? done : `${done}, ${countWords(left)} still wait. Press again to go on.`);
    },
    onError: notifyError,
  });
  const waiting = lane.due + lane.later;
  const ask = async () => {
    const yes = await confirm({
      title: `Cancel what waits for ${lane.name}?`,
      words: 'They are never sent. What is being handed over right now still goes out. This cannot be undone.',
      consequences: [{ count: waiting, words: waiting === 1 ? 'message is cancelled' : 'messages are cancelled' }],
      confirmLabel: waiting === 1 ? 'Cancel this message' : 'Cancel these messages',
      cancelLabel: 'Keep them',
      danger: true,
    });
    if (yes) discard.mutate({ params });
  };
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={`More for ${lane.name}`} loading={retry.isPending || discard.isPending}>
          <IconDots size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPlayerTrackNext size={16} />}
          disabled={lane.later === 0}
          onClick={() => retry.mutate({ params })}
        >
          Try waiting attempts now
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={16} />} color="red" disabled={waiting === 0} onClick={() => void ask()}>
          Cancel what waits
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
