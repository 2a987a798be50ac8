import { Button, Group, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { Lane } from '@tidings/core/contract/queue';
import type { ReactNode } from 'react';
import { formatNumber } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import classes from './Queue.module.css';
import { countWords, laneState } from './queue-words.ts';

interface LaneTableProps {
  readonly lanes: readonly Lane[];
  readonly country: string;
  /** The operator sees whose each is. */
  readonly withWorkspace?: boolean;
  readonly mayManage: boolean;
  /** The lane whose button was pressed, while the answer is awaited. */
  readonly busy: string | undefined;
  readonly onPause: (lane: Lane) => void;
  readonly onResume: (lane: Lane) => void;
  /** More to do with a lane, beside the button. */
  readonly more?: (lane: Lane) => ReactNode;
}

/** The queue of each sender, with a button to pause it or go on. */
export function LaneTable({ lanes, country, withWorkspace = false, mayManage, ...actions }: LaneTableProps) {
  const columns: Column<Lane>[] = [
    { key: 'name', header: 'Sender', render: (lane) => <Name lane={lane} country={country} withWorkspace={withWorkspace} /> },
    { key: 'state', header: 'State', width: 220, render: (lane) => <State lane={lane} /> },
    { key: 'due', header: 'Waiting', width: 90, align: 'right', render: (lane) => countWords(lane.due) },
    { key: 'later', header: 'Later', width: 80, align: 'right', hideBelow: 'md', render: (lane) => countWords(lane.later) },
    {
      key: 'unknown',
      header: 'Unknown',
      width: 92,
      align: 'right',
      hideBelow: 'lg',
      render: (lane) => formatNumber(lane.unknown),
    },
    ...(mayManage ? [{ key: 'do', header: '', width: 190, render: (lane: Lane) => <Actions lane={lane} {...actions} /> }] : []),
  ];
  return <DataTable label="Lanes" rows={lanes} columns={columns} rowId={(lane) => lane.sender_id} />;
}

function Name({ lane, country, withWorkspace }: { lane: Lane; country: string; withWorkspace: boolean }) {
  const address = readablePhone(lane.address, country);
  const named = lane.name !== lane.address;
  return (
    <div>
      <Text fw={550}>{named ? lane.name : address}</Text>
      <div className={classes.under}>
        {withWorkspace ? lane.workspace.name : named ? address : lane.connection.name}
        {' · '}
        {formatNumber(lane.rate_per_second, { maximumFractionDigits: 2 })} a second
        {lane.sandbox && ' · sandbox'}
      </div>
    </div>
  );
}

function State({ lane }: { lane: Lane }) {
  const { label, tone, pulse, words } = laneState(lane);
  return (
    <div>
      <StatusBadge tone={tone} pulse={pulse}>
        {label}
      </StatusBadge>
      <div className={classes.under}>
        {words}
        {words === undefined && lane.waiting_since !== null && (
          <>
            The first waits since <RelativeTime at={lane.waiting_since} />
          </>
        )}
      </div>
    </div>
  );
}

type ActionsProps = { readonly lane: Lane } & Pick<LaneTableProps, 'busy' | 'onPause' | 'onResume' | 'more'>;

function Actions({ lane, busy, onPause, onResume, more }: ActionsProps) {
  const paused = lane.paused_at !== null;
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Button
        size="xs"
        variant={paused ? 'filled' : 'default'}
        leftSection={paused ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
        loading={busy === lane.sender_id}
        onClick={() => (paused ? onResume(lane) : onPause(lane))}
        aria-label={`${paused ? 'Resume' : 'Pause'} ${lane.name}`}
      >
        {paused ? 'Resume' : 'Pause'}
      </Button>
      {more?.(lane)}
    </Group>
  );
}
