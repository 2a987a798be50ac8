import { Alert, Drawer, Stack, Text } from '@mantine/core';
import type { SourceSync, SyncChangeKind } from '@tidings/core/contract/source-syncs';
import { sourcesApi } from '@tidings/core/contract/sources';
import { useState } from 'react';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApiPages } from '../../lib/query.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { ChangeList } from './ChangeList.tsx';
import { SyncCounts } from './SyncReview.tsx';
import { changeKinds, changeWords, syncWords, triggerWords } from './source-words.ts';

const columns: readonly Column<SourceSync>[] = [
  { key: 'what', header: 'Sync', render: (one) => triggerWords[one.trigger], card: 'title', width: 190 },
  { key: 'state', header: 'State', width: 170, render: (one) => <SyncBadge sync={one} />, card: 'corner' },
  { key: 'outcome', header: 'What it changed', render: outcome },
  { key: 'by', header: 'By', width: 140, hideBelow: 'md', render: (one) => one.requested_by, card: 'none' },
  { key: 'when', header: 'When', width: 140, render: (one) => <RelativeTime at={one.finished_at ?? one.created_at} /> },
];

export function SyncBadge({ sync }: { sync: SourceSync }) {
  const { label, tone, pulse } = syncWords(sync);
  return (
    <StatusBadge tone={tone} {...(pulse ? { pulse } : {})}>
      {label}
    </StatusBadge>
  );
}

function outcome(sync: SourceSync): string {
  if (sync.problem !== null && sync.state !== 'completed') return sync.problem.words;
  const { counts, trigger } = sync;
  if (sync.state === 'discarded') return 'Nothing';
  if (trigger === 'read') return sync.state === 'completed' ? `${formatNumber(counts.rows ?? 0)} rows seen` : '–';
  const parts = changeKinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${formatNumber(counts[kind])} ${changeWords[kind].label.toLowerCase()}`);
  if (counts.details > 0) parts.push(plural(counts.details, 'detail changed', 'details changed'));
  if (parts.length === 0) return sync.state === 'completed' ? 'Nothing' : '–';
  return sync.state === 'review' ? `Would be ${parts.join(', ')}` : parts.join(', ');
}

interface SyncLogProps {
  readonly sourceId: string;
  readonly opened: string | undefined;
  readonly onOpen: (syncId: string | undefined) => void;
}

/** Every sync with what it changed, newest first. */
export function SyncLog({ sourceId, opened, onOpen }: SyncLogProps) {
  const pages = useApiPages(sourcesApi.listSourceSyncs, {
    params: { source_id: sourceId },
    topics: ['sources'],
    topicId: sourceId,
  });
  const sync = pages.items.find((one) => one.id === opened);
  return (
    <Section title="Log" flush={pages.items.length > 0}>
      <ListStates
        {...pages}
        onRetry={pages.refetch}
        empty={<EmptyState title="No sync yet" words="Each sync will be listed here with what it changed." />}
      >
        <DataTable
          label="Log of syncs"
          rows={pages.items}
          columns={columns}
          rowId={(one) => one.id}
          onOpen={(one) => onOpen(one.id)}
          more={pages}
        />
      </ListStates>
      <Drawer
        opened={sync !== undefined}
        onClose={() => onOpen(undefined)}
        position="right"
        size={560}
        title={sync ? triggerWords[sync.trigger] : ''}
      >
        {sync && <SyncDetails sourceId={sourceId} sync={sync} />}
      </Drawer>
    </Section>
  );
}

function SyncDetails({ sourceId, sync }: { sourceId: string; sync: SourceSync }) {
  const [kind, setKind] = useState<SyncChangeKind>();
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" component="div">
        <SyncBadge sync={sync} /> <RelativeTime at={sync.finished_at ?? sync.created_at} />, {sync.requested_by}
        {sync.approved_by !== null && `, approved by ${sync.approved_by}`}
      </Text>
      {sync.problem !== null && (
        <Alert color={sync.state === 'failed' ? 'red' : 'gray'} variant="light">
          {sync.problem.words}
        </Alert>
      )}
      {sync.trigger !== 'read' && sync.state !== 'failed' && <SyncCounts sync={sync} />}
      {changeKinds.some((one) => sync.counts[one] > 0) && (
        <ChangeList sourceId={sourceId} sync={sync} kind={kind} onKind={setKind} />
      )}
    </Stack>
  );
}
