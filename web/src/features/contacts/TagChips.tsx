import { Badge, Group, Tooltip } from '@mantine/core';
import type { ContactRow } from '@tidings/core/contract/contacts';

type TagRef = ContactRow['tags'][number];

/** Tags of a person; more than `most` are counted, with their names on hover. */
export function TagChips({ tags, most = Number.POSITIVE_INFINITY }: { tags: readonly TagRef[]; most?: number }) {
  const shown = tags.slice(0, most);
  const rest = tags.slice(most);
  return (
    <Group gap={6} wrap={most < tags.length ? 'nowrap' : 'wrap'}>
      {shown.map((tag) => (
        <Badge key={tag.id} color={tag.color} variant="light" tt="none" radius="sm" fw={500} maw={160} title={tag.name}>
          {tag.name}
        </Badge>
      ))}
      {rest.length > 0 && (
        <Tooltip label={rest.map((tag) => tag.name).join(', ')} multiline maw={300}>
          <Badge color="gray" variant="light" tt="none" radius="sm" fw={500} style={{ flexShrink: 0 }}>
            +{rest.length}
          </Badge>
        </Tooltip>
      )}
    </Group>
  );
}
