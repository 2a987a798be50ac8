import { Text } from '@mantine/core';
import { IconFilter, IconPlus } from '@tabler/icons-react';
import { type SavedAudience, savedAudiencesApi } from '@tidings/core/contract/saved-audiences';
import { z } from 'zod';
import { AudienceCount } from '../../features/audiences/AudienceCount.tsx';
import { useAudienceActs } from '../../features/audiences/use-audience-acts.ts';
import { useStaleCounts } from '../../features/audiences/use-stale-counts.ts';
import { useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { ListFilters, usedOrArchived } from '../../ui/ListFilters.tsx';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { restoreColumn } from '../../ui/table/restore-column.tsx';

const Filters = z.object({ search: z.string().max(200).default(''), show: z.enum(['used', 'archived']).default('used') });

/** The saved audiences of the workspace. */
export function AudiencesPage() {
  const [filters, setFilters] = useSearchState(Filters);
  const mayChange = useMay('lists:write');
  const path = usePath();
  const acts = useAudienceActs();
  const archived = filters.show === 'archived';
  const query = {
    ...(filters.search === '' ? {} : { search: filters.search }),
    ...(archived ? { archived: 'true' as const } : {}),
  };
  const pages = useApiPages(savedAudiencesApi.listAudiences, { query, topics: ['lists'] });
  useStaleCounts(archived ? [] : pages.items, acts);
  return (
    <>
      <PageHeader
        title="Audiences"
        subtitle="People found by rules, afresh whenever you use them."
        breadcrumbs={[{ label: 'Contacts', to: path('contacts') }]}
        actions={
          mayChange && (
            <ButtonLink to={path('audiences/new')} leftSection={<IconPlus size={17} />}>
              New audience
            </ButtonLink>
          )
        }
      />
      <ListFilters what="audiences" {...filters} choices={usedOrArchived} onChange={setFilters} />
      <ListStates
        {...pages}
        onRetry={pages.refetch}
        empty={<Nothing {...filters} newPath={mayChange ? path('audiences/new') : undefined} />}
      >
        <DataTable
          label="Audiences"
          rows={pages.items}
          columns={archived ? archivedColumns(mayChange ? acts.restore : undefined) : columns(acts)}
          rowId={(one) => one.id}
          rowName={(one) => one.name}
          {...(archived ? {} : { rowHref: (one: SavedAudience) => path(`audiences/${one.id}`) })}
          more={pages}
        />
      </ListStates>
    </>
  );
}

const named: Column<SavedAudience> = {
  key: 'name',
  header: 'Name',
  width: 240,
  render: (one) => <bdi>{one.name}</bdi>,
  card: 'title',
};

const inWords: Column<SavedAudience> = {
  key: 'words',
  header: 'Who',
  render: (one) => (
    <>
      <Text c="dimmed" size="sm" lineClamp={2}>
        {one.words}
      </Text>
      {one.problem !== null && <StatusBadge tone="danger">Cannot be used as it is</StatusBadge>}
    </>
  ),
};

function columns({ count, isCounting }: ReturnType<typeof useAudienceActs>): Column<SavedAudience>[] {
  return [
    named,
    inWords,
    {
      key: 'people',
      header: 'People',
      align: 'right',
      width: 170,
      render: (one) => <AudienceCount audience={one} onCount={() => count(one)} isCounting={isCounting(one)} />,
    },
  ];
}

function archivedColumns(restore: ((one: SavedAudience) => void) | undefined): Column<SavedAudience>[] {
  if (restore === undefined) return [named, inWords];
  return [named, inWords, ...restoreColumn(restore)];
}

function Nothing({ search, show, newPath }: { search: string; show: string; newPath: string | undefined }) {
  if (search !== '') return <EmptyState title="No audience found" words={`No audience has “${search}” in its name.`} />;
  if (show === 'archived')
    return <EmptyState title="Nothing archived" words="Audiences that you archive can be restored here." />;
  return (
    <EmptyState
      icon={<IconFilter size={26} stroke={1.5} />}
      title="No audiences yet"
      words="An audience finds people by rules: everyone in Salem who was not texted this month, everyone whose birthday is this week."
      action={newPath && <ButtonLink to={newPath}>Make an audience</ButtonLink>}
    />
  );
}
