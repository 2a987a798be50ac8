import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import { IconArchive, IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconPlus, IconStar } from '@tabler/icons-react';
import { type Connection, connectionsApi, type Sender } from '@tidings/core/contract/connections';
import { useState } from 'react';
import { formatClock, formatNumber, plural } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Meter } from '../../ui/Meter.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import classes from './Connections.module.css';
import { PauseSender } from './PauseSender.tsx';
import { SenderForm } from './SenderForm.tsx';

/** What a connection sends from, with each lane's rate. */
export function SenderTable({ connection, onAdd }: { connection: Connection; onAdd: () => void }) {
  const mayManage = useMay('connections:manage');
  const { country } = useWorkspace();
  const [editing, setEditing] = useState<Sender | null>(null);
  const [pausing, setPausing] = useState<Sender | null>(null);
  if (connection.senders.length === 0) {
    return (
      <div className={classes.none}>
        <Text fw={550}>No number to send from yet</Text>
        <Text c="dimmed" size="sm" mb="sm">
          Test the connection to pick one of the account’s numbers, or type one.
        </Text>
        {mayManage && (
          <Button variant="light" size="xs" leftSection={<IconPlus size={15} />} onClick={onAdd}>
            Add a sender
          </Button>
        )}
      </div>
    );
  }
  const columns: Column<Sender>[] = [
    { key: 'name', header: 'Sender', render: (one) => <Name sender={one} country={country} /> },
    { key: 'state', header: 'State', width: 150, card: 'corner', render: (one) => <State sender={one} /> },
    { key: 'rate', header: 'Rate', width: 240, render: (one) => <Rate sender={one} /> },
    { key: 'waiting', header: 'Waiting', width: 90, align: 'right', hideBelow: 'md', render: (one) => formatNumber(one.waiting) },
    ...(mayManage
      ? [
          {
            key: 'more',
            header: '',
            width: 56,
            render: (one: Sender) => (
              <SenderMenu
                sender={one}
                only={connection.senders.length === 1}
                onEdit={() => setEditing(one)}
                onPause={() => setPausing(one)}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <div className={classes.senders}>
      <DataTable label={`Senders of ${connection.name}`} rows={connection.senders} columns={columns} rowId={(one) => one.id} />
      {mayManage && (
        <div className={classes.add}>
          <Button variant="subtle" size="xs" leftSection={<IconPlus size={15} />} onClick={onAdd}>
            Add a sender
          </Button>
        </div>
      )}
      <SenderForm connection={connection} editing={editing} onClose={() => setEditing(null)} />
      <PauseSender sender={pausing} onClose={() => setPausing(null)} />
    </div>
  );
}

function Name({ sender, country }: { sender: Sender; country: string }) {
  const address = readablePhone(sender.address, country);
  return (
    <div>
      <Text fw={550}>{sender.name === sender.address ? address : sender.name}</Text>
      {sender.name !== sender.address && <div className={classes.address}>{address}</div>}
    </div>
  );
}

function State({ sender }: { sender: Sender }) {
  if (sender.paused_at !== null) {
    return (
      <div>
        <StatusBadge tone="warning">Paused</StatusBadge>
        <div className={classes.address}>{sender.pause_reason}</div>
      </div>
    );
  }
  return sender.is_default ? <StatusBadge tone="success">Default</StatusBadge> : <StatusBadge tone="neutral">Active</StatusBadge>;
}

function Rate({ sender }: { sender: Sender }) {
  return (
    <div>
      {formatNumber(sender.rate_per_second, { maximumFractionDigits: 2 })} a second
      {sender.daily_cap === null ? (
        <div className={classes.address}>No daily cap</div>
      ) : (
        <Cap sender={sender} cap={sender.daily_cap} />
      )}
    </div>
  );
}

/** What of the cap is used today, and when the carrier counts anew, in the workspace's zone. */
function Cap({ sender, cap }: { sender: Sender; cap: number }) {
  const { time_zone } = useWorkspace();
  const left = Math.max(0, cap - sender.cap_used);
  const again = `starts again at ${formatClock(sender.cap_resets_at, time_zone)}`;
  return (
    <Meter
      label={`Daily cap of ${sender.name}`}
      value={sender.cap_used}
      max={cap}
      tone={left === 0 ? 'danger' : sender.cap_used > cap * 0.9 ? 'warning' : 'info'}
      words={
        left === 0
          ? `The daily cap of ${formatNumber(cap)} is used up; the rest waits and goes on at ${formatClock(sender.cap_resets_at, time_zone)}.`
          : `${formatNumber(sender.cap_used)} of ${formatNumber(cap)} used today; ${again}`
      }
    />
  );
}

interface SenderMenuProps {
  readonly sender: Sender;
  readonly only: boolean;
  readonly onEdit: () => void;
  readonly onPause: () => void;
}

function SenderMenu({ sender, only, onEdit, onPause }: SenderMenuProps) {
  const settings = { invalidates: ['connections'] as const, onError: notifyError };
  const params = { sender_id: sender.id };
  const change = useApiMutation(connectionsApi.updateSender, settings);
  const resume = useApiMutation(connectionsApi.resumeSender, {
    ...settings,
    onSuccess: () => notifyDone(`${sender.name} sends again`),
  });
  const remove = useApiMutation(connectionsApi.archiveSender, settings);
  const ask = async () => {
    const yes = await confirm({
      title: `Remove ${sender.name}?`,
      words: 'Nothing is sent from it any more. Its history stays, and you can add it again.',
      confirmLabel: 'Remove the sender',
      danger: true,
    });
    if (yes) remove.mutate({ params });
  };
  return (
    <Group justify="flex-end">
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${sender.name}`}>
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {sender.paused_at === null ? (
            <Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={onPause}>
              Pause{sender.waiting > 0 ? ` (${plural(sender.waiting, 'message waits', 'messages wait')})` : ''}
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => resume.mutate({ params })}>
              Go on sending
            </Menu.Item>
          )}
          {!sender.is_default && (
            <Menu.Item leftSection={<IconStar size={16} />} onClick={() => change.mutate({ params, body: { is_default: true } })}>
              Make it the default
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={onEdit}>
            Name, rate and cap
          </Menu.Item>
          {!(sender.sandbox && only) && (
            <Menu.Item leftSection={<IconArchive size={16} />} color="red" onClick={() => void ask()}>
              Remove
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
