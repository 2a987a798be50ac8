import { Button, Text } from '@mantine/core';
import { IconCalendarEvent, IconPlus } from '@tabler/icons-react';
import { type EventSummary, eventsApi } from '@tidings/core/contract/events';
import { useState } from 'react';
import { z } from 'zod';
import { EventFormModal } from '../../features/events/EventFormModal.tsx';
import { eventPeople, eventTime } from '../../features/events/event-words.ts';
import { useArchiveEvent } from '../../features/events/use-archive-event.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { ListFilters } from '../../ui/ListFilters.tsx';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { restoreColumn } from '../../ui/table/restore-column.tsx';

const Filters = z.object({
  search: z.string().max(200).default(''),
  show: z.enum(['coming', 'past', 'archived']).default('coming'),
});
type Filters = z.output<typeof Filters>;

/** The events of the workspace: those to come, those that are over, the archived ones. */
export function EventsPage() {
  const [filters, setFilters] = useSearchState(Filters);
  const [adding, setAdding] = useState(false);
  const mayChange = useMay('events:write');
  const path = usePath();
  const go = useGo();
  const { restore } = useArchiveEvent();
  const { search, show } = filters;
  const query = { show, ...(search === '' ? {} : { search }) };
  const pages = useApiPages(eventsApi.listEvents, { query, topics: ['lists', 'contacts'] });
  const archived = show === 'archived';
  return (
    <>
      <PageHeader
        title="Events"
        subtitle="What people register for. Each event has lists of its own."
        breadcrumbs={[{ label: 'Contacts', to: path('contacts') }]}
        actions={
          mayChange && (
            <Button leftSection={<IconPlus size={17} />} onClick={() => setAdding(true)}>
              New event
            </Button>
          )
        }
      />
      <ListFilters
        what="events"
        {...filters}
        choices={[
          { value: 'coming', label: 'To come' },
          { value: 'past', label: 'Over' },
          { value: 'archived', label: 'Archived' },
        ]}
        onChange={setFilters}
      />
      <ListStates
        {...pages}
        onRetry={pages.refetch}
        empty={<Nothing {...filters} onAdd={mayChange ? () => setAdding(true) : undefined} />}
      >
        <DataTable
          label="Events"
          rows={pages.items}
          columns={columns(archived && mayChange ? restore : undefined)}
          rowId={(one) => one.id}
          rowName={(one) => one.name}
          rowHref={(one) => path(`events/${one.id}`)}
          more={pages}
        />
      </ListStates>
      <EventFormModal
        opened={adding}
        event={null}
        onClose={() => setAdding(false)}
        onDone={(event) => {
          setAdding(false);
          notifyDone(`${event.name} is there`);
          go(path(`events/${event.id}`));
        }}
      />
    </>
  );
}

function columns(restore: ((event: EventSummary) => void) | undefined): Column<EventSummary>[] {
  return [
    { key: 'name', header: 'Name', render: (one) => <bdi>{one.name}</bdi>, card: 'title' },
    { key: 'time', header: 'When', render: (one) => eventTime(one) },
    {
      key: 'place',
      header: 'Where',
      hideBelow: 'md',
      render: (one) =>
        one.place === null ? null : (
          <Text size="sm" lineClamp={1}>
            {one.place}
          </Text>
        ),
    },
    { key: 'people', header: 'On its lists', align: 'right', width: 170, render: (one) => eventPeople(one) },
    ...restoreColumn(restore),
  ];
}

function Nothing({ search, show, onAdd }: Filters & { onAdd: (() => void) | undefined }) {
  if (search !== '') return <EmptyState title="No event found" words={`No event has “${search}” in its name or place.`} />;
  if (show === 'archived') return <EmptyState title="Nothing archived" words="Events that you archive can be restored here." />;
  if (show === 'past') return <EmptyState title="Nothing is over yet" words="Events move here once they have ended." />;
  return (
    <EmptyState
      icon={<IconCalendarEvent size={26} stroke={1.5} />}
      title="No events to come"
      words="Add an event, then a list of the people registered for it. They are kept apart from everybody else."
      action={onAdd && <Button onClick={onAdd}>Add an event</Button>}
    />
  );
}
