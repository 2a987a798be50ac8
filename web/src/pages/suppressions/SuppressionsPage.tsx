import { Button, Menu, MultiSelect, SegmentedControl, Text } from '@mantine/core';
import { IconChevronDown, IconDownload, IconHistory, IconPlus, IconShieldOff, IconUpload } from '@tabler/icons-react';
import { isSuppressionKind, suppressionKinds, suppressionWords } from '@tidings/core/compliance/suppression';
import { queryList } from '@tidings/core/contract/common';
import { type Suppression, suppressionsApi } from '@tidings/core/contract/suppressions';
import { useState } from 'react';
import { z } from 'zod';
import { AddSuppression } from '../../features/suppressions/AddSuppression.tsx';
import { ImportSuppressions } from '../../features/suppressions/ImportSuppressions.tsx';
import { SuppressionDrawer } from '../../features/suppressions/SuppressionDrawer.tsx';
import { suppressionColumns } from '../../features/suppressions/suppression-columns.tsx';
import { downloadUrl } from '../../lib/api.ts';
import { formatNumber, plural } from '../../lib/format.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi, useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import classes from './SuppressionsPage.module.css';

const Filters = z.object({
  search: z.string().default(''),
  kind: queryList(z.enum(suppressionKinds)),
  show: z.enum(['active', 'removed']).default('active'),
});

/** Addresses that nothing is sent to, and why. */
export function SuppressionsPage() {
  const [filters, setFilters] = useSearchState(Filters);
  const [dialog, setDialog] = useState<'add' | 'import' | null>(null);
  const [open, setOpen] = useState<Suppression | null>(null);
  const { workspace_id, country } = useWorkspace();
  const query = {
    ...(filters.search === '' ? {} : { search: filters.search }),
    ...(filters.kind === undefined ? {} : { kind: filters.kind }),
    ...(filters.show === 'removed' ? { removed: 'true' as const } : {}),
  };
  const pages = useApiPages(suppressionsApi.listSuppressions, { query, topics: ['suppressions'] });
  const counts = useApi(suppressionsApi.countSuppressions, { topics: ['suppressions'] });
  const filtered = filters.search !== '' || (filters.kind?.length ?? 0) > 0 || filters.show === 'removed';
  return (
    <>
      <PageHeader
        title="Do not contact"
        subtitle="Numbers that nothing is sent to: people who said STOP, numbers that do not work, and whom you add yourselves."
        actions={
          <Actions exportHref={downloadUrl(suppressionsApi.exportSuppressions, workspace_id, { query })} onOpen={setDialog} />
        }
      />
      <div className={classes.filters}>
        <SearchInput label="Search by number" width={260} value={filters.search} onChange={(search) => setFilters({ search })} />
        <MultiSelect
          aria-label="Kinds"
          placeholder={filters.kind?.length ? '' : 'All kinds'}
          clearable
          w={300}
          maw="100%"
          value={filters.kind ?? []}
          onChange={(kind) => setFilters({ kind: kind.filter(isSuppressionKind) })}
          data={suppressionKinds.map((kind) => {
            const n = counts.data?.by_kind[kind];
            return { value: kind, label: `${suppressionWords[kind].label}${n === undefined ? '' : ` (${formatNumber(n)})`}` };
          })}
        />
        <SegmentedControl
          aria-label="Which entries"
          value={filters.show}
          onChange={(show) => setFilters({ show: show as 'active' | 'removed' })}
          data={[
            { value: 'active', label: 'In force' },
            { value: 'removed', label: 'Removed' },
          ]}
        />
        {counts.data !== undefined && (
          <Text c="dimmed" size="sm" className={classes.total}>
            {plural(counts.data.total, 'address', 'addresses')}
          </Text>
        )}
      </div>
      <ListStates {...pages} onRetry={pages.refetch} empty={<Nothing filtered={filtered} onOpen={setDialog} />}>
        <DataTable
          label="Suppressed addresses"
          rows={pages.items}
          columns={suppressionColumns(country)}
          rowId={(one) => one.id}
          onOpen={setOpen}
          more={pages}
        />
      </ListStates>
      <AddSuppression opened={dialog === 'add'} onClose={() => setDialog(null)} />
      <ImportSuppressions opened={dialog === 'import'} onClose={() => setDialog(null)} />
      <SuppressionDrawer suppression={open} onClose={() => setOpen(null)} />
    </>
  );
}

function Actions({ exportHref, onOpen }: { exportHref: string; onOpen: (dialog: 'add' | 'import') => void }) {
  const mayWrite = useMay('suppressions:write');
  const mayExport = useMay('contacts:export');
  const go = useGo();
  const path = usePath();
  return (
    <>
      {(mayWrite || mayExport) && (
        <Menu>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={16} />}>
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {mayWrite && (
              <Menu.Item leftSection={<IconUpload size={16} />} onClick={() => onOpen('import')}>
                Import a list
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => void go(path('suppressions/past-failures'))}>
              Look at past failures
            </Menu.Item>
            {mayExport && (
              <Menu.Item leftSection={<IconDownload size={16} />} component="a" href={exportHref} download>
                Export as CSV
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {mayWrite && (
        <Button leftSection={<IconPlus size={16} />} onClick={() => onOpen('add')}>
          Add a number
        </Button>
      )}
    </>
  );
}

function Nothing({ filtered, onOpen }: { filtered: boolean; onOpen: (dialog: 'add' | 'import') => void }) {
  const mayWrite = useMay('suppressions:write');
  if (filtered)
    return (
      <EmptyState
        icon={<IconShieldOff size={26} stroke={1.5} />}
        title="Nothing matches"
        words="Try another number or other kinds."
      />
    );
  return (
    <EmptyState
      icon={<IconShieldOff size={26} stroke={1.5} />}
      title="Everybody may be written to"
      words="Whoever texts STOP, and numbers that turn out not to work, appear here by themselves. If you have a list from elsewhere, bring it along before you send."
      action={
        mayWrite && (
          <>
            <Button onClick={() => onOpen('import')}>Import a list</Button>
            <Button variant="default" onClick={() => onOpen('add')}>
              Add a number
            </Button>
          </>
        )
      }
    />
  );
}
