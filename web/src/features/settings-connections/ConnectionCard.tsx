import { ActionIcon, Alert, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconArchive, IconDots, IconPencil, IconPlugConnected } from '@tabler/icons-react';
import { type Connection, type ConnectionTest, connectionsApi } from '@tidings/core/contract/connections';
import { useState } from 'react';
import { useApiMutation } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { notifyError, notifyUndo } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { FoundSenders } from './FoundSenders.tsx';
import { HookAddresses } from './HookAddresses.tsx';
import { SenderForm } from './SenderForm.tsx';
import { SenderTable } from './SenderTable.tsx';

const statuses = {
  working: { tone: 'success', label: 'Working' },
  failing: { tone: 'danger', label: 'Has a problem' },
  untested: { tone: 'neutral', label: 'Not tested yet' },
} as const;

/** One provider account: whether it works, what it sends from, where it calls back. */
export function ConnectionCard({ connection, onEdit }: { connection: Connection; onEdit: () => void }) {
  const mayManage = useMay('connections:manage');
  const [addingSender, setAddingSender] = useState(false);
  const [found, setFound] = useState<ConnectionTest | null>(null);
  const test = useApiMutation(connectionsApi.testConnection, {
    invalidates: ['connections'],
    onSuccess: setFound,
    onError: notifyError,
  });
  const params = { connection_id: connection.id };
  const status = statuses[connection.status];
  return (
    <Section
      flush
      title={
        <Group gap="sm">
          {connection.name}
          {connection.sandbox ? (
            <StatusBadge tone="warning">Sandbox</StatusBadge>
          ) : (
            <StatusBadge tone={status.tone}>{status.label}</StatusBadge>
          )}
        </Group>
      }
      subtitle={
        connection.sandbox ? (
          'Pretend phones on this machine. Used while the workspace is in sandbox mode.'
        ) : (
          <Facts connection={connection} />
        )
      }
      actions={
        mayManage && (
          <Group gap="xs">
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlugConnected size={15} />}
              loading={test.isPending}
              onClick={() => test.mutate({ params })}
            >
              Test
            </Button>
            {!connection.sandbox && <MoreMenu connection={connection} onEdit={onEdit} />}
          </Group>
        )
      }
    >
      <Stack gap={0}>
        {found !== null && !test.isPending ? (
          <FoundSenders connectionId={connection.id} result={found} onClose={() => setFound(null)} />
        ) : (
          connection.status === 'failing' && (
            <Alert color="red" mx="md" mb="md" icon={<IconAlertTriangle size={20} />} title="This connection does not work">
              {connection.status_words}
            </Alert>
          )
        )}
        <SenderTable connection={connection} onAdd={() => setAddingSender(true)} />
        {!connection.sandbox && <HookAddresses connection={connection} />}
      </Stack>
      <SenderForm connection={connection} editing={addingSender ? 'new' : null} onClose={() => setAddingSender(false)} />
    </Section>
  );
}

function Facts({ connection }: { connection: Connection }) {
  return (
    <Text size="sm" c="dimmed" component="span">
      {connection.provider_label}
      {connection.checked_at !== null && (
        <>
          {' · tested '}
          <RelativeTime at={connection.checked_at} />
        </>
      )}
    </Text>
  );
}

function MoreMenu({ connection, onEdit }: { connection: Connection; onEdit: () => void }) {
  const params = { connection_id: connection.id };
  const restore = useApiMutation(connectionsApi.restoreConnection, { invalidates: ['connections'], onError: notifyError });
  const archive = useApiMutation(connectionsApi.archiveConnection, {
    invalidates: ['connections'],
    onSuccess: () => notifyUndo({ message: `${connection.name} is disconnected`, onUndo: () => restore.mutate({ params }) }),
    onError: notifyError,
  });
  const ask = async () => {
    const yes = await confirm({
      title: `Disconnect ${connection.name}?`,
      words: 'Nothing can be sent through it any more. Receipts of what was sent still arrive. You can undo this.',
      consequences: [
        {
          count: connection.senders.length,
          words: connection.senders.length === 1 ? 'sender goes with it' : 'senders go with it',
        },
      ],
      confirmLabel: 'Disconnect',
      danger: true,
    });
    if (yes) archive.mutate({ params });
  };
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={`More for ${connection.name}`}>
          <IconDots size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={onEdit}>
          Change settings or credentials
        </Menu.Item>
        <Menu.Item leftSection={<IconArchive size={16} />} color="red" onClick={() => void ask()}>
          Disconnect
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
