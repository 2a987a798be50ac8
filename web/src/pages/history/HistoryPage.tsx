import { Button } from '@mantine/core';
import { IconDownload, IconHistory } from '@tabler/icons-react';
import { messagesApi } from '@tidings/core/contract/messages';
import { HistoryFilters } from '../../features/history/HistoryFilters.tsx';
import { historyColumns } from '../../features/history/history-columns.tsx';
import { HistorySearch, historyQuery, isFiltered } from '../../features/history/history-search.ts';
import { MessageDrawer } from '../../features/history/MessageDrawer.tsx';
import { downloadUrl } from '../../lib/api.ts';
import { useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';

/** Every message of the workspace, sent and received. */
export function HistoryPage() {
  const [search, setSearch] = useSearchState(HistorySearch);
  const { workspace_id, country, time_zone } = useWorkspace();
  const mayExport = useMay('contacts:export');
  const query = historyQuery(search, time_zone);
  const pages = useApiPages(messagesApi.listMessages, { query, topics: ['messages'] });
  return (
    <>
      <PageHeader
        title="History"
        subtitle="Every message, sent and received, with what became of it."
        actions={
          mayExport && (
            <Button
              component="a"
              variant="default"
              leftSection={<IconDownload size={16} />}
              href={downloadUrl(messagesApi.exportMessages, workspace_id, { query })}
              download
            >
              Export as CSV
            </Button>
          )
        }
      />
      <HistoryFilters search={search} onChange={setSearch} />
      <ListStates {...pages} onRetry={pages.refetch} empty={<Nothing filtered={isFiltered(search)} />}>
        <DataTable
          label="Messages"
          rows={pages.items}
          columns={historyColumns(country)}
          rowId={(one) => one.id}
          onOpen={(one) => setSearch({ message: one.id })}
          more={pages}
        />
      </ListStates>
      <MessageDrawer messageId={search.message} onClose={() => setSearch({ message: undefined })} />
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  const path = usePath();
  const maySend = useMay('broadcasts:write');
  const icon = <IconHistory size={26} stroke={1.5} />;
  if (filtered)
    return <EmptyState icon={icon} title="No message matches" words="Widen the filters, or search for something else." />;
  return (
    <EmptyState
      icon={icon}
      title="Nothing was sent or received yet"
      words="Messages appear here as soon as they are planned, and stay for good."
      action={maySend && <ButtonLink to={path('broadcasts/new')}>Write a broadcast</ButtonLink>}
    />
  );
}
