import { Group, Stack, Text } from '@mantine/core';
import type { EventDetails } from '@tidings/core/contract/events';
import { formatNumber, plural } from '../../lib/format.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { AppLink, ButtonLink } from '../../ui/AppLink.tsx';
import { Section } from '../../ui/Section.tsx';

/** The lists of an event, each with its people by status. */
export function EventPeople({ event }: { event: EventDetails }) {
  const path = usePath();
  const maySend = useMay('broadcasts:write');
  return (
    <Stack gap="lg">
      {event.lists.map((list) => {
        const statuses = event.statuses.filter((one) => one.list_id === list.id);
        const known = list.fields.find(({ key }) => key === 'status');
        return (
          <Section
            key={list.id}
            title={<AppLink to={path(`lists/${list.id}`)}>{list.name}</AppLink>}
            subtitle={plural(list.contacts, 'person', 'people')}
            actions={
              maySend && list.contacts > 0 ? (
                <ButtonLink variant="default" size="sm" to={path(`broadcasts/new?list=${list.id}`)}>
                  Send message
                </ButtonLink>
              ) : undefined
            }
          >
            {known === undefined || statuses.length === 0 ? (
              <Text c="dimmed" size="sm">
                {list.contacts === 0 ? 'Nobody is on this list yet.' : 'This list has no status.'}
              </Text>
            ) : (
              <Group gap="xl">
                {statuses.map(({ status, people }) => (
                  <div key={status ?? ''}>
                    <Text size="xl" fw={600}>
                      {formatNumber(people)}
                    </Text>
                    <AppLink size="sm" to={path(`lists/${list.id}?rules=${encodeURIComponent(rulesFor(list.id, status))}`)}>
                      {status ?? 'Without status'}
                    </AppLink>
                  </div>
                ))}
              </Group>
            )}
          </Section>
        );
      })}
    </Stack>
  );
}

/** The people of a list with this status, as a filter of its page. */
function rulesFor(id: string, status: string | null): string {
  const about = { kind: 'entry', id, field: 'status' } as const;
  const rule = status === null ? { ...about, op: 'is_not_set' } : { ...about, op: 'is', value: status };
  return JSON.stringify({ version: 1, match: 'all', rules: [rule] });
}
