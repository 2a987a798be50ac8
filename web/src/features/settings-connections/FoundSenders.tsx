import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPlus } from '@tabler/icons-react';
import { type ConnectionTest, connectionsApi } from '@tidings/core/contract/connections';
import { useState } from 'react';
import { useApiMutation } from '../../lib/query.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import classes from './Connections.module.css';

interface FoundSendersProps {
  readonly connectionId: string;
  readonly result: ConnectionTest;
  readonly onClose: () => void;
}

/** What a test said, and the account's numbers, each one press away from being a sender. */
export function FoundSenders({ connectionId, result, onClose }: FoundSendersProps) {
  const [added, setAdded] = useState<readonly string[]>([]);
  const add = useApiMutation(connectionsApi.createSender, {
    invalidates: ['connections'],
    onSuccess: (sender) => {
      setAdded((before) => [...before, sender.address]);
      notifyDone(`${sender.name} can be sent from now`);
    },
    onError: notifyError,
  });
  return (
    <Alert
      role="status"
      color={result.ok ? 'leaf' : 'red'}
      mx="md"
      mb="md"
      icon={result.ok ? <IconCheck size={20} /> : <IconAlertTriangle size={20} />}
      title={result.ok ? 'This connection works' : 'This connection does not work'}
      withCloseButton
      closeButtonLabel="Close the result"
      onClose={onClose}
    >
      {result.words}
      {result.found.length > 0 && (
        <ul className={classes.found}>
          {result.found.map((one) => (
            <Group key={one.address} component="li" gap="sm" wrap="nowrap" justify="space-between">
              <Text size="sm" truncate>
                {one.name === one.address ? one.address : `${one.name} · ${one.address}`}
              </Text>
              {one.added || added.includes(one.address) ? (
                <Text size="sm" c="dimmed">
                  Added
                </Text>
              ) : (
                <Button
                  size="compact-sm"
                  variant="light"
                  leftSection={<IconPlus size={14} />}
                  loading={add.isPending && add.variables?.request.body.address === one.address}
                  onClick={() =>
                    add.mutate({
                      params: { connection_id: connectionId },
                      body: { kind: one.kind, address: one.address, name: one.name.slice(0, 80) },
                    })
                  }
                >
                  Send from it
                </Button>
              )}
            </Group>
          ))}
        </ul>
      )}
    </Alert>
  );
}
