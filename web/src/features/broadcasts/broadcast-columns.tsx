import { Group, Text } from '@mantine/core';
import type { BroadcastRow } from '@tidings/core/contract/broadcast';
import { formatNumber } from '../../lib/format.ts';
import { inZones } from '../../lib/zoned.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import { BroadcastBadge } from './BroadcastBadge.tsx';
import classes from './Broadcasts.module.css';
import { lateWords, progressParts, reached } from './broadcast-words.ts';
import { excerptWords } from './tag-words.ts';

/** The columns of the list of broadcasts. */
export function broadcastColumns(zone: string): Column<BroadcastRow>[] {
  return [
    {
      key: 'name',
      header: 'Broadcast',
      render: (row) => (
        <div className={classes.name}>
          <Group gap={6} wrap="nowrap">
            <span className={classes.nameText}>{row.name}</span>
            {row.kind === 'direct' && <StatusBadge>API</StatusBadge>}
          </Group>
          <Text size="sm" c="dimmed" lineClamp={1} component="div">
            {row.excerpt === '' ? 'No text yet' : excerptWords(row.excerpt)}
          </Text>
        </div>
      ),
    },
    {
      key: 'state',
      header: 'State',
      width: 180,
      card: 'corner',
      render: (row) => <BroadcastBadge state={row.state} settling={row.settling} />,
    },
    {
      key: 'audience',
      header: 'Recipients',
      width: 220,
      hideBelow: 'lg',
      render: (row) => (
        <Text size="sm" lineClamp={2}>
          {row.audience_words}
        </Text>
      ),
    },
    { key: 'progress', header: 'Reached', width: 190, render: (row) => <Reached row={row} /> },
    { key: 'when', header: 'When', width: 170, render: (row) => <When row={row} zone={zone} /> },
  ];
}

function Reached({ row }: { row: BroadcastRow }) {
  if (row.planned === 0)
    return (
      <Text size="sm" c="dimmed">
        –
      </Text>
    );
  return (
    <div className={classes.reached}>
      <span>
        <strong>{formatNumber(reached(row.counts))}</strong> of {formatNumber(row.planned)}
        {row.counts.failed > 0 && <span className={classes.failed}>, {formatNumber(row.counts.failed)} failed</span>}
      </span>
      <span className={classes.thin} aria-hidden="true">
        {progressParts(row.counts).map((part) => (
          <span key={part.key} data-tone={part.tone} style={{ width: `${(100 * part.count) / row.planned}%` }} />
        ))}
      </span>
    </div>
  );
}

function When({ row, zone }: { row: BroadcastRow; zone: string }) {
  if (row.state === 'scheduled' && row.scheduled_at !== null) {
    return <Text size="sm">{inZones(row.scheduled_at, { chosen: row.scheduled_zone ?? zone, workspace: zone })}</Text>;
  }
  if (row.state === 'paused' && row.late_since !== null && row.scheduled_at !== null) {
    return <Text size="sm">Was due {inZones(row.scheduled_at, { chosen: row.scheduled_zone ?? zone, workspace: zone })}</Text>;
  }
  const at = row.started_at ?? row.updated_at;
  const who = row.started_at === null ? row.created_by_name : row.sent_by_name;
  return (
    <Text size="sm" c="dimmed">
      {row.started_at === null ? 'Edited ' : 'Sent '}
      <RelativeTime at={at} zone={zone} />
      {who !== null && ` by ${who}`}
      {lateWords(row)}
    </Text>
  );
}
