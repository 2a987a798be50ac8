import { Button, Menu } from '@mantine/core';
import { IconDots, IconTrash } from '@tabler/icons-react';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { useGo } from '../../lib/navigate.ts';
import { useApiMutation } from '../../lib/query.ts';
import { usePath } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import type { Draft } from './use-draft.ts';

/** What else can be done with a draft. */
export function DraftMenu({ draft, id }: { draft: Draft; id: string }) {
  const go = useGo();
  const path = usePath();
  const duplicate = useApiMutation(broadcastsApi.duplicateBroadcast, {
    idempotent: true,
    invalidates: ['broadcasts'],
    onSuccess: (copy) => go(path(`broadcasts/${copy.id}`)),
  });
  const remove = useApiMutation(broadcastsApi.deleteBroadcast, {
    invalidates: ['broadcasts'],
    onSuccess: () => {
      notifyDone('The draft is deleted');
      go(path('broadcasts'), { replace: true });
    },
  });
  const askAndRemove = async () => {
    const yes = await confirm({
      title: 'Delete this draft?',
      words: 'Its text and recipients are gone for good.',
      confirmLabel: 'Delete the draft',
      danger: true,
    });
    if (!yes) return;
    await draft.flush();
    remove.mutate({ params: { broadcast_id: id } });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px="xs" aria-label="More">
          <IconDots size={17} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void draft.flush().then(() => duplicate.mutate({ params: { broadcast_id: id } }))}>
          Duplicate
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => void askAndRemove()}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
