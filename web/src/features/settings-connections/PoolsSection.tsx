import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import { IconArchive, IconDots, IconPencil, IconPlus } from '@tabler/icons-react';
import type { Connection } from '@tidings/core/contract/connections';
import { type Pool, poolsApi } from '@tidings/core/contract/pools';
import { useState } from 'react';
import { formatNumber } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { ListStates } from '../../ui/ListStates.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import classes from './Connections.module.css';
import { PoolForm } from './PoolForm.tsx';

/** Numbers that are used as one. Shown once there are two numbers to group. */
export function PoolsSection({ connections }: { connections: readonly Connection[] }) {
  const mayManage = useMay('connections:manage');
  const pools = useApi(poolsApi.listPools, { topics: ['connections'] });
  const [editing, setEditing] = useState<Pool | 'new' | null>(null);
  const senders = connections.flatMap((one) => one.senders).filter((one) => one.kind === 'number' && one.channel === 'sms');
  const items = pools.data?.items ?? [];
  if (items.length === 0 && senders.length < 2) return null;
  const columns: Column<Pool>[] = [
    { key: 'name', header: 'Pool', render: (one) => <Name pool={one} /> },
    { key: 'numbers', header: 'Numbers, share of new people', render: (one) => <Numbers pool={one} /> },
    {
      key: 'rate',
      header: 'Together',
      width: 160,
      render: (one) => `${formatNumber(one.rate_per_second, { maximumFractionDigits: 2 })} a second`,
    },
    ...(mayManage
      ? [{ key: 'more', header: '', width: 56, render: (one: Pool) => <PoolMenu pool={one} onEdit={() => setEditing(one)} /> }]
      : []),
  ];
  return (
    <Section
      flush
      title="Pools"
      subtitle="Numbers that are used as one. Each person keeps hearing from the same of them."
      actions={
        mayManage && (
          <Button variant="default" size="xs" leftSection={<IconPlus size={15} />} onClick={() => setEditing('new')}>
            Make a pool
          </Button>
        )
      }
    >
      <ListStates
        isPending={pools.isPending}
        error={pools.error}
        items={items}
        onRetry={() => void pools.refetch()}
        empty={
          <div className={classes.none}>
            <Text c="dimmed" size="sm">
              With a pool, a broadcast goes out through several numbers at once, and nobody hears from two of them.
            </Text>
          </div>
        }
      >
        <div className={classes.senders}>
          <DataTable label="Pools" rows={items} columns={columns} rowId={(one) => one.id} />
        </div>
      </ListStates>
      <PoolForm editing={editing} senders={senders} onClose={() => setEditing(null)} />
    </Section>
  );
}

function Name({ pool }: { pool: Pool }) {
  return (
    <Group gap="xs">
      <Text fw={550}>{pool.name}</Text>
      {pool.sandbox && <StatusBadge tone="warning">Sandbox</StatusBadge>}
    </Group>
  );
}

function Numbers({ pool }: { pool: Pool }) {
  const { country } = useWorkspace();
  if (pool.senders.length === 0) return <Text c="red">No number left; add one</Text>;
  return (
    <div>
      {pool.senders.map((one) => (
        <div key={one.id}>
          {readablePhone(one.address, country)}{' '}
          <Text span size="sm" c="dimmed">
            {one.paused ? 'paused' : formatNumber(one.share, { style: 'percent', maximumFractionDigits: 0 })}
          </Text>
        </div>
      ))}
    </div>
  );
}

function PoolMenu({ pool, onEdit }: { pool: Pool; onEdit: () => void }) {
  const archive = useApiMutation(poolsApi.archivePool, { invalidates: ['connections'], onError: notifyError });
  const ask = async () => {
    const yes = await confirm({
      title: `Remove the pool ${pool.name}?`,
      words: 'Its numbers stay, and what waits for them is sent. Drafts that name it need another sender.',
      confirmLabel: 'Remove the pool',
      danger: true,
    });
    if (yes) archive.mutate({ params: { pool_id: pool.id } });
  };
  return (
    <Group justify="flex-end">
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`More for the pool ${pool.name}`}>
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={onEdit}>
            Name and numbers
          </Menu.Item>
          <Menu.Item leftSection={<IconArchive size={16} />} color="red" onClick={() => void ask()}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
