import { Alert, Button, Group, Text } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { inZones } from '../../lib/zoned.ts';
import { Unschedule } from './Unschedule.tsx';

interface LatePanelProps {
  readonly broadcast: Broadcast;
  readonly onSend: () => void;
  readonly onCancel: () => void;
}

/** A broadcast whose time passed while nothing ran: whether it still goes is for somebody to say. */
export function LatePanel({ broadcast, onSend, onCancel }: LatePanelProps) {
  const { time_zone: workspace } = useWorkspace();
  const maySend = useMay('broadcasts:send');
  const { scheduled_at: at, scheduled_zone: zone } = broadcast;
  const due = at === null ? 'earlier' : inZones(at, { chosen: zone ?? workspace, workspace });
  return (
    <Alert
      color="amber"
      mb="lg"
      role="status"
      icon={<IconClockExclamation size={20} />}
      title="Its time has passed. Should it still go?"
    >
      <Text size="sm" mb="sm">
        It was to go out {due}, and nothing ran then. Nobody has got it. It waits until somebody decides
        {maySend ? '.' : '; you may look, not send.'}
      </Text>
      {maySend && (
        <Group gap="sm">
          <Button size="xs" onClick={onSend}>
            Send it now, late
          </Button>
          <Unschedule broadcast={broadcast} label="Choose another time" size="xs" />
          <Button size="xs" variant="default" c="red" onClick={onCancel}>
            Never send it
          </Button>
        </Group>
      )}
    </Alert>
  );
}
