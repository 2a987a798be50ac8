import { Group, SegmentedControl } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import type { BroadcastState } from '@tidings/core/messaging/broadcast-states';
import { z } from 'zod';
import { broadcastColumns } from '../../features/broadcasts/broadcast-columns.tsx';
import { useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';

const tabs = {
  all: { label: 'All', states: undefined },
  drafts: { label: 'Drafts', states: ['draft'] },
  scheduled: { label: 'Scheduled', states: ['scheduled'] },
  sending: { label: 'Sending', states: ['planning', 'sending', 'paused'] },
  done: { label: 'Done', states: ['completed', 'cancelled', 'failed'] },
} as const satisfies Record<string, { label: string; states: readonly BroadcastState[] | undefined }>;

type Tab = keyof typeof tabs | 'api';
const tabNames = [...(Object.keys(tabs) as (keyof typeof tabs)[]), 'api'] as const;
const Search = z.object({ tab: z.enum(tabNames).default('all'), search: z.string().default('') });

/** Every broadcast, newest first; sends over the API among them, marked as such. */
export function BroadcastsPage() {
  const [{ tab, search }, setSearch] = useSearchState(Search);
  const { time_zone } = useWorkspace();
  const path = usePath();
  const mayWrite = useMay('broadcasts:write');
  const states = tab === 'api' ? undefined : tabs[tab].states;
  const query = {
    kind: tab === 'api' ? ('direct' as const) : ('all' as const),
    ...(states === undefined ? {} : { state: [...states] }),
    ...(search === '' ? {} : { search }),
  };
  const pages = useApiPages(broadcastsApi.listBroadcasts, { query, topics: ['broadcasts'] });
  return (
    <>
      <PageHeader
        title="Broadcasts"
        subtitle="One message to many people, now or at a time."
        actions={
          mayWrite && (
            <ButtonLink to={path('broadcasts/new')} leftSection={<IconSend size={16} />}>
              Write a broadcast
            </ButtonLink>
          )
        }
      />
      <Group mb="md" gap="sm">
        <SearchInput label="Search broadcasts" value={search} onChange={(text) => setSearch({ search: text })} width={260} />
        <div style={{ overflowX: 'auto', maxWidth: '100%' }}>
          <SegmentedControl
            aria-label="Which broadcasts"
            value={tab}
            onChange={(value) => setSearch({ tab: value as Tab }, { push: true })}
            data={tabNames.map((value) => ({ value, label: value === 'api' ? 'By API' : tabs[value].label }))}
          />
        </div>
      </Group>
      <ListStates {...pages} onRetry={pages.refetch} empty={<Nothing filtered={tab !== 'all' || search !== ''} />}>
        <DataTable
          label="Broadcasts"
          rows={pages.items}
          columns={broadcastColumns(time_zone)}
          rowId={(row) => row.id}
          rowName={(row) => row.name}
          rowHref={(row) => path(`broadcasts/${row.id}`)}
          more={pages}
        />
      </ListStates>
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  const path = usePath();
  const mayWrite = useMay('broadcasts:write');
  const icon = <IconSend size={26} stroke={1.5} />;
  if (filtered)
    return <EmptyState icon={icon} title="No broadcast matches" words="Choose another tab, or search for something else." />;
  return (
    <EmptyState
      icon={icon}
      title="Nothing was broadcast yet"
      words="Choose people, write a text, look at it as they will get it, and send. You see on one page what became of each."
      action={mayWrite && <ButtonLink to={path('broadcasts/new')}>Write your first broadcast</ButtonLink>}
    />
  );
}
