import { type ImportSummary, importsApi } from '@tidings/core/contract/imports';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApiPages } from '../../lib/query.ts';
import { usePath } from '../../lib/workspace.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { stateWords } from './import-words.ts';

const columns: readonly Column<ImportSummary>[] = [
  { key: 'file', header: 'File', render: (one) => one.file_name, card: 'title' },
  { key: 'state', header: 'State', width: 170, render: (one) => <StateBadge state={one.state} />, card: 'corner' },
  { key: 'people', header: 'People', render: outcome },
  { key: 'by', header: 'By', width: 160, render: (one) => one.created_by, hideBelow: 'md' },
  { key: 'when', header: 'When', width: 140, render: (one) => <RelativeTime at={one.started_at ?? one.created_at} /> },
];

export function StateBadge({ state }: { state: ImportSummary['state'] }) {
  const { label, tone, pulse } = stateWords[state];
  return (
    <StatusBadge tone={tone} {...(pulse ? { pulse } : {})}>
      {label}
    </StatusBadge>
  );
}

function outcome({ state, counts, rows_read: read, rows_total: total }: ImportSummary): string {
  if (state === 'new') return '–';
  if (state === 'ready') return plural(total, 'row', 'rows');
  if (state === 'queued' || state === 'running') return `${formatNumber(read)} of ${formatNumber(total)} rows`;
  const parts = [`${formatNumber(counts.created)} new`, `${formatNumber(counts.updated)} updated`];
  if (counts.rejected > 0) parts.push(`${formatNumber(counts.rejected)} rejected`);
  return parts.join(', ');
}

/** Every import so far; those that run or wait can be gone on with. */
export function EarlierImports() {
  const path = usePath();
  const imports = useApiPages(importsApi.listImports, { topics: ['imports'] });
  const rows = imports.items.filter((one) => one.state !== 'new');
  return (
    <Section title="Earlier imports" flush={rows.length > 0}>
      <ListStates
        isPending={imports.isPending}
        error={imports.error}
        items={rows}
        onRetry={imports.refetch}
        empty={<EmptyState title="No file was imported yet" words="It will be listed here with what came of it." />}
      >
        <DataTable
          label="Earlier imports"
          rows={rows}
          columns={columns}
          rowId={(one) => one.id}
          rowHref={(one) => path(`contacts/imports/${one.id}`)}
          more={imports}
        />
      </ListStates>
    </Section>
  );
}
