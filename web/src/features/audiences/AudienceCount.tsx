import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { SavedAudience } from '@tidings/core/contract/saved-audiences';
import { formatNumber } from '../../lib/format.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';

interface AudienceCountProps {
  readonly audience: SavedAudience;
  readonly onCount: () => void;
  readonly isCounting: boolean;
}

/** How many people an audience had, and when that was counted. */
export function AudienceCount({ audience, onCount, isCounting }: AudienceCountProps) {
  const { people, people_exact: exact, counted_at: at, problem } = audience;
  if (problem !== null && people === null) return <Text c="dimmed">–</Text>;
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <div>
        <Text component="span">
          {people === null ? (isCounting ? 'Counting…' : '–') : `${exact ? '' : 'about '}${formatNumber(people)}`}
        </Text>
        {at !== null && (
          <Text size="xs" c="dimmed" component="div">
            <RelativeTime at={at} />
          </Text>
        )}
      </div>
      <Tooltip label="Count again">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Count ${audience.name} again`}
          loading={isCounting}
          onClick={(event) => {
            event.stopPropagation();
            onCount();
          }}
        >
          <IconRefresh size={16} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
