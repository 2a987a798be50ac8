import { Anchor, Button, Chip, Group, Stack, Text } from '@mantine/core';
import {
  IconArrowDownLeft,
  IconArrowUpRight,
  IconCheck,
  IconHistory,
  IconMinus,
  IconNote,
  IconPencil,
} from '@tabler/icons-react';
import { queryList } from '@tidings/core/contract/common';
import { peopleApi, type TimelineEntry, type TimelineKind, timelineKinds } from '@tidings/core/contract/people';
import { z } from 'zod';
import { useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { Section } from '../../ui/Section.tsx';
import { Timeline } from '../../ui/Timeline.tsx';
import type { Tone } from '../../ui/tone.ts';
import classes from './People.module.css';

const Filters = z.object({ kind: queryList(z.enum(timelineKinds)) });

const kinds: Readonly<Record<TimelineKind, { label: string; icon: typeof IconCheck; tone: Tone }>> = {
  sent: { label: 'Sent', icon: IconArrowUpRight, tone: 'info' },
  received: { label: 'Received', icon: IconArrowDownLeft, tone: 'success' },
  skipped: { label: 'Skipped', icon: IconMinus, tone: 'neutral' },
  consent: { label: 'Consent', icon: IconCheck, tone: 'success' },
  notes: { label: 'Notes', icon: IconNote, tone: 'neutral' },
  changes: { label: 'Changes', icon: IconPencil, tone: 'neutral' },
};

/** Everything that happened to one person, the latest first. */
export function PersonTimeline({ contactId, onOpen }: { contactId: string; onOpen: (messageId: string) => void }) {
  const [{ kind = [] }, setFilters] = useSearchState(Filters);
  const { time_zone: zone } = useWorkspace();
  const pages = useApiPages(peopleApi.getTimeline, {
    params: { contact_id: contactId },
    query: { limit: 40, ...(kind.length === 0 ? {} : { kind: [...kind] }) },
    topics: ['contacts', 'messages', 'activity'],
  });
  return (
    <Section>
      <Chip.Group
        multiple
        value={[...kind]}
        onChange={(chosen) =>
          setFilters({ kind: chosen.length === 0 ? undefined : timelineKinds.filter((one) => chosen.includes(one)) })
        }
      >
        <Group gap={8} mb="md" role="group" aria-label="Show only">
          {timelineKinds.map((one) => (
            <Chip key={one} value={one} size="sm" variant="outline">
              {kinds[one].label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <ListStates
        {...pages}
        onRetry={pages.refetch}
        empty={
          <EmptyState
            icon={<IconHistory size={26} stroke={1.5} />}
            title="Nothing here yet"
            words={
              kind.length === 0
                ? 'What is sent, received, noted and changed appears here.'
                : 'Nothing of this kind. Choose others to see more.'
            }
          />
        }
      >
        <Stack gap="sm">
          <Timeline
            label="What happened"
            zone={zone}
            items={pages.items.map((entry) => {
              const { icon: Icon, tone } = kinds[entry.kind];
              return {
                key: entry.id,
                at: entry.at,
                tone,
                icon: <Icon size={15} />,
                title: <Title entry={entry} onOpen={onOpen} />,
                body: <Body entry={entry} />,
              };
            })}
          />
          {pages.hasMore && (
            <Button variant="subtle" size="compact-sm" loading={pages.isLoadingMore} onClick={pages.loadMore}>
              Earlier
            </Button>
          )}
        </Stack>
      </ListStates>
    </Section>
  );
}

function Title({ entry, onOpen }: { entry: TimelineEntry; onOpen: (messageId: string) => void }) {
  const { message_id: id } = entry;
  if (id === null) return <bdi>{entry.title}</bdi>;
  return (
    <Anchor component="button" type="button" ta="start" onClick={() => onOpen(id)}>
      <bdi>{entry.title}</bdi>
    </Anchor>
  );
}

function Body({ entry }: { entry: TimelineEntry }) {
  const by = entry.kind === 'changes' ? null : entry.by;
  return (
    <>
      {entry.words !== null && (
        <Text size="sm" className={classes.words} lineClamp={6}>
          <bdi>{entry.words}</bdi>
        </Text>
      )}
      {by !== null && (
        <Text size="sm" c="dimmed">
          {by}
        </Text>
      )}
    </>
  );
}
