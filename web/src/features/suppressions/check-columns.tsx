import { Group, Text } from '@mantine/core';
import type { PastOutcome } from '@tidings/core/compliance/past-failures';
import { suppressionWords } from '@tidings/core/compliance/suppression';
import type { FailureCheckDetail } from '@tidings/core/contract/failure-checks';
import { formatNumber } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import type { Tone } from '../../ui/tone.ts';
import { kindTone, SandboxBadge } from './suppression-columns.tsx';

const outcomes: Readonly<Record<PastOutcome, { readonly label: string; readonly tone: Tone }>> = {
  change: { label: 'Add to the list', tone: 'warning' },
  known: { label: 'On the list already', tone: 'neutral' },
  delivered_since: { label: 'Delivered since', tone: 'success' },
  allowed_since: { label: 'Allowed since', tone: 'neutral' },
  too_few: { label: 'Too few failures', tone: 'neutral' },
};

type CountRow = FailureCheckDetail['counts'][number];

/** What a check found, a line per code and outcome. */
export const countColumns: readonly Column<CountRow>[] = [
  {
    key: 'words',
    header: 'Why messages failed',
    render: (row) => (
      <Text size="sm">
        {row.words}{' '}
        <Text span c="dimmed">
          ({row.error_code})
        </Text>
      </Text>
    ),
  },
  {
    key: 'outcome',
    header: 'What happens',
    width: 190,
    card: 'corner',
    render: (row) => <StatusBadge tone={outcomes[row.outcome].tone}>{outcomes[row.outcome].label}</StatusBadge>,
  },
  { key: 'kind', header: 'As', width: 140, render: (row) => suppressionWords[row.kind].label },
  { key: 'addresses', header: 'Numbers', width: 110, align: 'right', render: (row) => formatNumber(row.addresses) },
];

type Finding = FailureCheckDetail['sample'][number];

/** Numbers that a check would add, or has added. */
export function findingColumns(country: string, zone: string): readonly Column<Finding>[] {
  return [
    { key: 'address', header: 'Number', width: 165, render: (row) => readablePhone(row.address, country) },
    { key: 'contact', header: 'Contact', width: 160, render: (row) => row.contact?.name ?? '' },
    {
      key: 'kind',
      header: 'As',
      width: 150,
      card: 'corner',
      render: (row) => (
        <Group gap={4}>
          <StatusBadge tone={kindTone(row.kind)}>{suppressionWords[row.kind].label}</StatusBadge>
          {row.sandbox && <SandboxBadge />}
        </Group>
      ),
    },
    {
      key: 'words',
      header: 'Why',
      hideBelow: 'md',
      render: (row) => <Text size="sm">{`${row.words} (${row.error_code})`}</Text>,
    },
    { key: 'at', header: 'Last failed', width: 140, render: (row) => <RelativeTime at={row.failed_at} zone={zone} /> },
  ];
}
