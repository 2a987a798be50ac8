import { Group } from '@mantine/core';
import { suppressionWords } from '@tidings/core/compliance/suppression';
import type { Suppression } from '@tidings/core/contract/suppressions';
import { readablePhone } from '../../lib/phone.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import type { Tone } from '../../ui/tone.ts';

const sources: Readonly<Record<string, string>> = {
  keyword: 'Their text',
  meaning: 'What they wrote',
  delivery_failure: 'Failed delivery',
  lookup: 'Number lookup',
  member: 'By hand',
  import: 'Import',
  api: 'API',
  privacy: 'Deleted for privacy',
  form: 'Form',
};

/** Where an entry came from, in words. */
export const sourceWords = (source: string) => sources[source] ?? source;

export function kindTone(kind: Suppression['kind']): Tone {
  if (kind === 'opt_out' || kind === 'complaint' || kind === 'legal_block') return 'danger';
  return kind === 'manual' ? 'info' : 'warning';
}

/** Marks what was played on the sandbox phones. */
export function SandboxBadge() {
  return <StatusBadge tone="neutral">Sandbox</StatusBadge>;
}

export function suppressionColumns(country: string): readonly Column<Suppression>[] {
  return [
    {
      key: 'address',
      header: 'Address',
      width: 165,
      render: (one) => readablePhone(one.address, country),
    },
    {
      key: 'contact',
      header: 'Contact',
      width: 150,
      hideBelow: 'md',
      render: (one) => one.contact?.name ?? (one.contact === null ? '' : 'Not named'),
    },
    {
      key: 'kind',
      header: 'Kind',
      width: 140,
      card: 'corner',
      render: (one) => (
        <Group gap={4}>
          <StatusBadge tone={one.removed_at === null ? kindTone(one.kind) : 'neutral'}>
            {suppressionWords[one.kind].label}
          </StatusBadge>
          {one.sandbox && <SandboxBadge />}
        </Group>
      ),
    },
    {
      key: 'reason',
      header: 'Reason',
      render: (one) => (one.removed_at === null ? one.reason : one.removed_reason) ?? suppressionWords[one.kind].words,
    },
    { key: 'source', header: 'From', width: 140, hideBelow: 'lg', render: (one) => one.created_by ?? sourceWords(one.source) },
    { key: 'since', header: 'Since', width: 150, render: (one) => <RelativeTime at={one.removed_at ?? one.created_at} /> },
  ];
}
