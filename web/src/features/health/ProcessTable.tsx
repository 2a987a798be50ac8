import { Text } from '@mantine/core';
import { IconServerOff } from '@tabler/icons-react';
import type { ProcessRow } from '@tidings/core/contract/health';
import { EmptyState } from '../../ui/ListStates.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import classes from './Health.module.css';

const states = {
  working: { tone: 'success', label: 'Working' },
  stopping: { tone: 'warning', label: 'Stopping' },
  lost: { tone: 'danger', label: 'Not heard of' },
} as const;

const columns: readonly Column<ProcessRow>[] = [
  {
    key: 'what',
    header: 'Process',
    render: (one) => (
      <div>
        <Text fw={550}>{one.role === 'worker' ? 'Worker' : 'Web'}</Text>
        <div className={classes.under}>
          {one.host}, process {one.pid}
          {one.listens_at !== null && ` · ${one.listens_at}`}
        </div>
      </div>
    ),
  },
  {
    key: 'state',
    header: 'State',
    width: 150,
    card: 'corner',
    render: (one) => <StatusBadge tone={states[one.state].tone}>{states[one.state].label}</StatusBadge>,
  },
  {
    key: 'doing',
    header: 'Doing',
    width: 240,
    render: (one) => (one.state === 'lost' ? '–' : one.doing === '' ? 'Nothing right now' : one.doing),
  },
  { key: 'since', header: 'Running since', width: 150, hideBelow: 'md', render: (one) => <RelativeTime at={one.started_at} /> },
  { key: 'beat', header: 'Last heard', width: 140, render: (one) => <RelativeTime at={one.heartbeat_at} /> },
  { key: 'version', header: 'Version', width: 90, hideBelow: 'lg', card: 'none', render: (one) => one.version },
];

/** Every web and worker process, wherever it runs. */
export function ProcessTable({ processes }: { processes: readonly ProcessRow[] }) {
  return (
    <Section
      title="Processes"
      subtitle="Web processes serve screens and API, workers send. One that ends in order leaves this list; one that was not heard of for a day, too."
      flush
    >
      {processes.length === 0 ? (
        <EmptyState icon={<IconServerOff size={26} stroke={1.5} />} title="No process has said that it lives" />
      ) : (
        <DataTable label="Processes" rows={processes} columns={columns} rowId={(one) => one.id} />
      )}
    </Section>
  );
}
