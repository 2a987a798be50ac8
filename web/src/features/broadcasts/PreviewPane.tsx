import { ActionIcon, Alert, Group, Stack, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { BroadcastPreview } from '@tidings/core/contract/broadcasts';
import { useState } from 'react';
import { plural } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Bubble, PhoneFrame } from '../../ui/PhoneFrame.tsx';

/** The text on a phone, as one real recipient after the other gets it. */
export function PreviewPane({ preview, body, sender }: { preview: BroadcastPreview | undefined; body: string; sender: string }) {
  const [at, setAt] = useState(0);
  const { country } = useWorkspace();
  const renderings = preview?.renderings ?? [];
  const count = renderings.length;
  const index = count === 0 ? 0 : Math.min(at, count - 1);
  const shown = renderings[index];
  const move = (by: number) => setAt((index + by + count) % count);
  return (
    <Stack gap="sm" align="center">
      <Group justify="space-between" w="100%" maw={360} wrap="nowrap">
        <ActionIcon variant="default" aria-label="The recipient before" disabled={count < 2} onClick={() => move(-1)}>
          <IconChevronLeft size={17} />
        </ActionIcon>
        <div style={{ textAlign: 'center', minWidth: 0 }} aria-live="polite">
          <Text fw={600} truncate>
            {shown === undefined ? 'Preview' : shown.contact.id === null ? 'An example' : shown.contact.name}
          </Text>
          <Text size="xs" c="dimmed">
            {shown?.contact.phone ? readablePhone(shown.contact.phone, country) : 'Choose recipients to see them here'}
            {count > 1 && ` · ${index + 1} of ${count}`}
          </Text>
        </div>
        <ActionIcon variant="default" aria-label="The next recipient" disabled={count < 2} onClick={() => move(1)}>
          <IconChevronRight size={17} />
        </ActionIcon>
      </Group>
      <PhoneFrame title={sender} height={420}>
        {body.trim() === '' ? (
          <Text size="sm" c="dimmed" ta="center" mt="xl">
            The text appears here as they get it.
          </Text>
        ) : (
          shown !== undefined && (
            <Bubble
              meta={shown.text === null ? undefined : `${plural(shown.segments, 'segment', 'segments')}, ${shown.encoding}`}
            >
              {shown.text ?? <em>Does not get it</em>}
            </Bubble>
          )
        )}
      </PhoneFrame>
      {shown?.problem && (
        <Alert color="amber" w="100%" maw={360} p="xs">
          {shown.contact.name} would not get it. {shown.problem}
        </Alert>
      )}
    </Stack>
  );
}
