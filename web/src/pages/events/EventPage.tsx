import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconArchive, IconListDetails, IconPencil, IconPlus } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { type EventDetails, eventsApi } from '@tidings/core/contract/events';
import { useState } from 'react';
import { BroadcastBadge } from '../../features/broadcasts/BroadcastBadge.tsx';
import { EventFormModal } from '../../features/events/EventFormModal.tsx';
import { EventPeople } from '../../features/events/EventPeople.tsx';
import { eventPeople, eventTime } from '../../features/events/event-words.ts';
import { useArchiveEvent } from '../../features/events/use-archive-event.ts';
import { ListFormModal } from '../../features/lists/ListFormModal.tsx';
import { ApiError } from '../../lib/api-error.ts';
import { formatInstant } from '../../lib/format.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi } from '../../lib/query.ts';
import { useTitle } from '../../lib/title.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

/** One event: its facts, its lists with their people by status, and what is sent to them. */
export function EventPage() {
  const { eventId = '' } = useParams({ strict: false }) as { eventId?: string };
  const path = usePath();
  const event = useApi(eventsApi.getEvent, { params: { event_id: eventId }, topics: ['lists', 'contacts', 'broadcasts'] });
  useTitle(event.data?.name, 'Events');
  if (event.data !== undefined) return <Shown event={event.data} />;
  if (event.error instanceof ApiError && [400, 404].includes(event.error.status)) {
    return (
      <EmptyState
        title="This event is not there"
        words="The address may be wrong."
        action={<ButtonLink to={path('events')}>All events</ButtonLink>}
      />
    );
  }
  return event.error === null ? (
    <LoadingState rows={8} />
  ) : (
    <ErrorState error={event.error} onRetry={() => void event.refetch()} />
  );
}

function Shown({ event }: { event: EventDetails }) {
  const [dialog, setDialog] = useState<'edit' | 'list' | null>(null);
  const path = usePath();
  const go = useGo();
  const mayList = useMay('lists:write');
  const { restore } = useArchiveEvent();
  const archived = event.archived_at !== null;
  const close = () => setDialog(null);
  const full = event.capacity !== null && event.people > event.capacity;
  const addList = mayList && !archived && (
    <Button variant="default" leftSection={<IconPlus size={17} />} onClick={() => setDialog('list')}>
      New list
    </Button>
  );
  return (
    <>
      <PageHeader
        title={<bdi>{event.name}</bdi>}
        subtitle={[eventTime(event), event.place, eventPeople(event)].filter(Boolean).join(' · ')}
        breadcrumbs={[
          { label: 'Contacts', to: path('contacts') },
          { label: 'Events', to: path('events') },
        ]}
        actions={!archived && <Actions event={event} onEdit={() => setDialog('edit')} />}
      />
      <Stack gap="lg">
        {archived && (
          <Alert color="gray" title="Archived">
            It is not offered to new lists.{' '}
            {mayList && (
              <Button size="compact-sm" variant="light" onClick={() => restore(event)}>
                Restore
              </Button>
            )}
          </Alert>
        )}
        {full && <Alert color="amber">More people are on its lists than it has places.</Alert>}
        {event.note !== null && <Text style={{ whiteSpace: 'pre-wrap' }}>{event.note}</Text>}
        {event.lists.length === 0 ? (
          <EmptyState
            icon={<IconListDetails size={26} stroke={1.5} />}
            title="No list belongs to it yet"
            words="Make a list for the people registered: it begins with status, ticket and table, and is kept apart from all others."
            action={addList}
          />
        ) : (
          <>
            <EventPeople event={event} />
            <div>{addList}</div>
          </>
        )}
        {event.broadcasts.length > 0 && <Broadcasts event={event} />}
      </Stack>
      <EventFormModal opened={dialog === 'edit'} event={event} onClose={close} onDone={close} />
      <ListFormModal
        opened={dialog === 'list'}
        list={null}
        eventId={event.id}
        onClose={close}
        onDone={(list) => go(path(`lists/${list.id}`))}
      />
    </>
  );
}

function Actions({ event, onEdit }: { event: EventDetails; onEdit: () => void }) {
  const path = usePath();
  const go = useGo();
  const mayChange = useMay('events:write');
  const { archive, isPending } = useArchiveEvent(() => go(path('events')));
  if (!mayChange) return null;
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconArchive size={17} stroke={1.7} />}
        loading={isPending}
        onClick={() => archive(event)}
      >
        Archive
      </Button>
      <Button variant="default" leftSection={<IconPencil size={17} stroke={1.7} />} onClick={onEdit}>
        Edit
      </Button>
    </>
  );
}

function Broadcasts({ event }: { event: EventDetails }) {
  const path = usePath();
  const { time_zone: zone } = useWorkspace();
  const columns: Column<EventDetails['broadcasts'][number]>[] = [
    { key: 'name', header: 'Name', render: (one) => <bdi>{one.name}</bdi>, card: 'title' },
    { key: 'state', header: 'State', width: 170, card: 'corner', render: (one) => <BroadcastBadge state={one.state} /> },
    { key: 'at', header: 'When', width: 220, render: (one) => (one.at === null ? 'No time yet' : formatInstant(one.at, zone)) },
  ];
  return (
    <Section title="Broadcasts to its lists" flush>
      <DataTable
        label="Broadcasts"
        rows={event.broadcasts}
        columns={columns}
        rowId={(one) => one.id}
        rowName={(one) => one.name}
        rowHref={(one) => path(`broadcasts/${one.id}`)}
      />
    </Section>
  );
}
