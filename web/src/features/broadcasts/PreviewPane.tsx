import { ActionIcon, Alert, Group, Stack, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { BroadcastPreview } from '@tidings/core/contract/broadcast-text';
import { useState } from 'react';
import { plural } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { Bubble, PhoneFrame } from '../../ui/PhoneFrame.tsx';

interface PreviewPaneProps {
  readonly preview: BroadcastPreview | undefined;
  readonly body: string;
  /** Whether recipients are chosen. */
  readonly chosen: boolean;
  readonly sender: string;
}

/** The text on a phone, as one real recipient after the other gets it. */
export function PreviewPane({ preview, body, chosen, sender }: PreviewPaneProps) {
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
            {shown?.contact.phone ? readablePhone(shown.contact.phone, country) : missingWords({ preview, body, chosen })}
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

/** Why no recipient stands here. */
function missingWords({ preview, body, chosen }: Pick<PreviewPaneProps, 'preview' | 'body' | 'chosen'>): string {
  if (body.trim() === '') return 'Write the text to see it here';
  if (preview === undefined) return '';
  if (preview.renderings.length === 0 && preview.problems.some(({ code }) => code !== 'empty_body'))
    return 'Correct the text to see it here';
  if (!chosen) return 'Choose recipients to see them here';
  if (preview.problems.some(({ field }) => field === 'audience')) return 'Correct the recipients to see them here';
  return preview.renderings.length === 0 ? '' : 'Nobody of those chosen would get it';
}
