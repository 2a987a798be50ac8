import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlayerPlay, IconX } from '@tabler/icons-react';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { plural } from '../../lib/format.ts';
import { useMay } from '../../lib/workspace.ts';
import { doubtfulCount } from './broadcast-words.ts';

interface CanaryPanelProps {
  readonly progress: BroadcastProgress;
  readonly onRelease: () => void;
  readonly onCancel: () => void;
}

/** The first few have it and the others wait: what became of the first, and the two ways on. */
export function CanaryPanel({ progress, onRelease, onCancel }: CanaryPanelProps) {
  const maySend = useMay('broadcasts:send');
  const { counts, replies, waiting } = progress;
  const doubtful = doubtfulCount(progress.reasons);
  const parts = [
    `${counts.delivered} delivered`,
    counts.accepted + counts.sent > 0 ? `${counts.accepted + counts.sent} on their way` : '',
    counts.failed > doubtful ? `${counts.failed - doubtful} failed` : '',
    doubtful > 0 ? `${doubtful} may have it` : '',
    plural(replies.total, 'reply', 'replies'),
    replies.opt_outs > 0 ? `${replies.opt_outs} asked to stop` : '',
  ].filter((part) => part !== '');
  return (
    <Alert color="amber" title={`${plural(waiting, 'person waits', 'people wait')} for you`}>
      <Stack gap="sm">
        <Text size="sm">Of the first: {parts.join(' · ')}.</Text>
        {maySend && (
          <Group gap="xs">
            <Button leftSection={<IconPlayerPlay size={16} />} onClick={onRelease}>
              Go on with everybody
            </Button>
            <Button variant="default" c="red" leftSection={<IconX size={16} />} onClick={onCancel}>
              Stop here
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
