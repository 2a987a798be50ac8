import { Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp, IconTrashOff } from '@tabler/icons-react';
import { type DeletedContact, type DeletedTarget, deletedContactsApi } from '@tidings/core/contract/deleted-contacts';
import { z } from 'zod';
import { plural } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApi, useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { SelectionBar } from '../../ui/StickyBar.tsx';
import type { Selected } from '../../ui/selection.ts';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useSelection } from '../../ui/use-selection.ts';
import { BulkProgress } from './BulkProgress.tsx';
import { useRestore } from './use-restore.ts';

const Filters = z.object({ search: z.string().max(200).default('') });

/** People who were deleted, to bring them back with their tags, lists and history. */
export function DeletedBrowser() {
  const [{ search }, setFilters] = useSearchState(Filters);
  const { country } = useWorkspace();
  const query = search === '' ? {} : { search };
  const pages = useApiPages(deletedContactsApi.listDeletedContacts, { query, topics: ['contacts'] });
  const counted = useApi(deletedContactsApi.countDeletedContacts, { query, topics: ['contacts'], keepPrevious: true });
  const selection = useSelection(query);
  const restore = useRestore(selection.clear);
  const one = useRestore();
  const total = counted.data?.count;
  return (
    <>
      <BulkProgress />
      <Group mb="md" gap="sm">
        <SearchInput
          label="Search by name or number"
          width={270}
          value={search}
          onChange={(text) => setFilters({ search: text })}
        />
        <Text c="dimmed" size="sm" role="status">
          {total === undefined ? '' : plural(total, 'person', 'people')}
        </Text>
      </Group>
      <ListStates
        {...pages}
        onRetry={pages.refetch}
        empty={
          search === '' ? (
            <EmptyState
              icon={<IconTrashOff size={26} stroke={1.5} />}
              title="Nobody is deleted"
              words="Whom you delete can be brought back here, with tags, lists and history."
            />
          ) : (
            <EmptyState title="Nobody found" words={`Nobody deleted has “${search}” in a name or number.`} />
          )
        }
      >
        <DataTable
          label="Deleted contacts"
          rows={pages.items}
          columns={columns(country, (contact) => one.mutate({ body: { ids: [contact.id] } }))}
          rowId={(contact) => contact.id}
          rowName={(contact) => contact.name}
          more={pages}
          selection={selection}
          {...(total === undefined ? {} : { total })}
        />
      </ListStates>
      <SelectionBar selection={selection} one="person" many="people" {...(total === undefined ? {} : { total })}>
        <Button
          size="sm"
          leftSection={<IconArrowBackUp size={16} />}
          loading={restore.isPending}
          onClick={() => restore.mutate({ body: targetOf(selection.selected, query) })}
        >
          Restore {plural(selection.count(total ?? 0), 'person', 'people')}
        </Button>
      </SelectionBar>
    </>
  );
}

function targetOf(selected: Selected, filter: { search?: string }): DeletedTarget {
  return selected.mode === 'some' ? { ids: [...selected.ids] } : { filter, except_ids: [...selected.except] };
}

function columns(country: string, restore: (contact: DeletedContact) => void): Column<DeletedContact>[] {
  return [
    { key: 'name', header: 'Name', render: (contact) => <bdi>{contact.name}</bdi>, card: 'title' },
    {
      key: 'phone',
      header: 'Phone',
      width: 170,
      render: (contact) => (contact.phone === null ? '–' : readablePhone(contact.phone, country)),
    },
    { key: 'email', header: 'E-mail', hideBelow: 'lg', card: 'none', render: (contact) => contact.email ?? '–' },
    { key: 'deleted', header: 'Deleted', width: 150, render: (contact) => <RelativeTime at={contact.deleted_at} /> },
    {
      key: 'restore',
      header: '',
      width: 120,
      card: 'corner',
      render: (contact) => (
        <Button size="compact-sm" variant="light" aria-label={`Restore ${contact.name}`} onClick={() => restore(contact)}>
          Restore
        </Button>
      ),
    },
  ];
}
