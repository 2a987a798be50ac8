import { Button, Text } from '@mantine/core';
import { IconListDetails, IconPlus } from '@tabler/icons-react';
import { type List, listsApi } from '@tidings/core/contract/lists';
import type { Source } from '@tidings/core/contract/sources';
import { useState } from 'react';
import { z } from 'zod';
import { ListFormModal } from '../../features/lists/ListFormModal.tsx';
import { listFacts } from '../../features/lists/list-words.ts';
import { useArchiveList } from '../../features/lists/use-archive-list.ts';
import { SourceBadge, useSources } from '../../features/sources/SourceBadge.tsx';
import { formatDate, formatNumber } from '../../lib/format.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { ListFilters, usedOrArchived } from '../../ui/ListFilters.tsx';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { restoreColumn } from '../../ui/table/restore-column.tsx';

const Filters = z.object({ search: z.string().max(200).default(''), show: z.enum(['used', 'archived']).default('used') });

/** The lists of the workspace. */
export function ListsPage() {
  const [filters, setFilters] = useSearchState(Filters);
  const [making, setMaking] = useState(false);
  const mayChange = useMay('lists:write');
  const path = usePath();
  const go = useGo();
  const { restore } = useArchiveList();
  const sources = useSources();
  const archived = filters.show === 'archived';
  const query = {
    ...(filters.search === '' ? {} : { search: filters.search }),
    ...(archived ? { archived: 'true' as const } : {}),
  };
  const pages = useApiPages(listsApi.listLists, { query, topics: ['lists', 'contacts'] });
  return (
    <>
      <PageHeader
        title="Lists"
        subtitle="Fixed pools of contacts. Somebody may be in several."
        breadcrumbs={[{ label: 'Contacts', to: path('contacts') }]}
        actions={
          mayChange && (
            <Button leftSection={<IconPlus size={17} />} onClick={() => setMaking(true)}>
              New list
            </Button>
          )
        }
      />
      <ListFilters what="lists" {...filters} choices={usedOrArchived} onChange={setFilters} />
      <ListStates
        {...pages}
        onRetry={pages.refetch}
        empty={<Nothing {...filters} onMake={mayChange ? () => setMaking(true) : undefined} />}
      >
        <DataTable
          label="Lists"
          rows={pages.items}
          columns={columns(archived && mayChange ? restore : undefined, sources)}
          rowId={(list) => list.id}
          rowName={(list) => list.name}
          {...(archived ? {} : { rowHref: (list: List) => path(`lists/${list.id}`) })}
          more={pages}
        />
      </ListStates>
      <ListFormModal
        opened={making}
        list={null}
        onClose={() => setMaking(false)}
        onDone={(list) => {
          setMaking(false);
          notifyDone(`The list ${list.name} is there`);
          go(path(`lists/${list.id}`));
        }}
      />
    </>
  );
}

function columns(restore: ((list: List) => void) | undefined, sources: ReadonlyMap<string, Source>): Column<List>[] {
  return [
    { key: 'name', header: 'Name', render: (list) => <bdi>{list.name}</bdi>, card: 'title' },
    {
      key: 'for',
      header: 'For',
      render: (list) => {
        const facts = listFacts(list);
        return facts.length === 0 ? null : <Text size="sm">{facts.join(' · ')}</Text>;
      },
    },
    {
      key: 'description',
      header: 'Description',
      hideBelow: 'md',
      render: (list) => (
        <Text c="dimmed" size="sm" lineClamp={1}>
          {list.description}
        </Text>
      ),
      card: 'none',
    },
    ...(sources.size === 0
      ? []
      : [
          {
            key: 'source',
            header: 'Source',
            width: 170,
            render: (list: List) => <SourceBadge source={sources.get(list.id)} />,
          },
        ]),
    { key: 'contacts', header: 'People', align: 'right', width: 110, render: (list) => formatNumber(list.contacts) },
    { key: 'made', header: 'Made', width: 140, hideBelow: 'md', render: (list) => formatDate(list.created_at), card: 'none' },
    ...restoreColumn(restore),
  ];
}

function Nothing({ search, show, onMake }: { search: string; show: string; onMake: (() => void) | undefined }) {
  if (search !== '') return <EmptyState title="No list found" words={`No list has “${search}” in its name.`} />;
  if (show === 'archived') return <EmptyState title="Nothing archived" words="Lists that you archive can be restored here." />;
  return (
    <EmptyState
      icon={<IconListDetails size={26} stroke={1.5} />}
      title="No lists yet"
      words="A list holds people you write to together: the choir, the volunteers, the registered of one event."
      action={onMake && <Button onClick={onMake}>Make a list</Button>}
    />
  );
}
