import { Button, Code, Text } from '@mantine/core';
import { type ApiKey, apiKeysApi } from '@tidings/core/contract/api-keys';
import { roleWords } from '@tidings/core/contract/permissions';
import { useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column, DataTableProps } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import type { Tone } from '../../ui/tone.ts';

const states: Readonly<Record<ApiKey['state'], { label: string; tone: Tone }>> = {
  active: { label: 'Active', tone: 'success' },
  expired: { label: 'Expired', tone: 'warning' },
  revoked: { label: 'Revoked', tone: 'neutral' },
};

/** The workspace's keys. */
export function KeysTable({ keys, more }: { keys: readonly ApiKey[]; more: NonNullable<DataTableProps<ApiKey>['more']> }) {
  const { time_zone: zone } = useWorkspace();
  const columns: Column<ApiKey>[] = [
    {
      key: 'name',
      header: 'Key',
      card: 'title',
      render: (key) => (
        <div>
          <Text fw={600}>{key.name}</Text>
          <Code>{key.prefix}…</Code>
        </div>
      ),
    },
    { key: 'role', header: 'Role', width: 110, render: (key) => roleWords[key.role].label },
    {
      key: 'state',
      header: 'State',
      width: 110,
      card: 'corner',
      render: (key) => <StatusBadge tone={states[key.state].tone}>{states[key.state].label}</StatusBadge>,
    },
    {
      key: 'used',
      header: 'Last used',
      width: 150,
      hideBelow: 'md',
      render: (key) =>
        key.last_used_at === null ? <Text c="dimmed">Never</Text> : <RelativeTime at={key.last_used_at} zone={zone} />,
    },
    {
      key: 'expires',
      header: 'Expires',
      width: 150,
      hideBelow: 'md',
      render: (key) =>
        key.expires_at === null ? <Text c="dimmed">Never</Text> : <RelativeTime at={key.expires_at} zone={zone} />,
    },
    {
      key: 'revoke',
      header: '',
      width: 110,
      align: 'right',
      render: (key) => (key.state === 'active' ? <Revoke apiKey={key} /> : null),
    },
  ];
  return (
    <DataTable
      label="API keys"
      rows={keys}
      columns={columns}
      rowId={(key) => key.id}
      rowName={(key) => key.name}
      rowHeight={64}
      more={more}
    />
  );
}

function Revoke({ apiKey }: { apiKey: ApiKey }) {
  const revoke = useApiMutation(apiKeysApi.revokeApiKey, {
    invalidates: ['activity'],
    onSuccess: () => notifyDone(`The key “${apiKey.name}” is revoked.`),
    onError: notifyError,
  });
  const ask = async () => {
    const sure = await confirm({
      title: `Revoke “${apiKey.name}”?`,
      words:
        'Programs that use it are refused from this moment on. A revoked key cannot be brought back; make a new one instead.',
      confirmLabel: 'Revoke',
      danger: true,
    });
    if (sure) revoke.mutate({ params: { key_id: apiKey.id } });
  };
  return (
    <Button variant="subtle" color="red" size="compact-sm" loading={revoke.isPending} onClick={ask}>
      Revoke…
    </Button>
  );
}
