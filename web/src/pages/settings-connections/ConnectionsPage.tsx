import { Alert, Button } from '@mantine/core';
import { IconPlugConnected, IconPlus, IconRocket } from '@tabler/icons-react';
import { type Connection, connectionsApi } from '@tidings/core/contract/connections';
import { useState } from 'react';
import { ConnectionCard } from '../../features/settings-connections/ConnectionCard.tsx';
import { ConnectionForm } from '../../features/settings-connections/ConnectionForm.tsx';
import { PoolsSection } from '../../features/settings-connections/PoolsSection.tsx';
import { useApi } from '../../lib/query.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import classes from './ConnectionsPage.module.css';

/** The accounts that carry messages, and what is sent from. */
export function ConnectionsPage() {
  const connections = useApi(connectionsApi.listConnections, { topics: ['connections', 'messages', 'workspace'] });
  const mayManage = useMay('connections:manage');
  const [editing, setEditing] = useState<Connection | 'new' | null>(null);
  const items = connections.data?.items ?? [];
  const real = items.filter((one) => !one.sandbox);
  const connect = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
      Connect a provider
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Connections"
        subtitle="Accounts that carry your messages, and the numbers you send from."
        actions={mayManage && connect}
      />
      <ListStates
        isPending={connections.isPending}
        error={connections.error}
        items={items}
        onRetry={() => void connections.refetch()}
        empty={
          <EmptyState
            icon={<IconPlugConnected size={26} stroke={1.5} />}
            title="Nothing is connected"
            words="Connect a provider such as Twilio to reach real phones."
            action={mayManage && connect}
          />
        }
      >
        <div className={classes.list}>
          <GoLiveHint connections={real} />
          {[...real, ...items.filter((one) => one.sandbox)].map((one) => (
            <ConnectionCard key={one.id} connection={one} onEdit={() => setEditing(one)} />
          ))}
          <PoolsSection connections={items} />
        </div>
      </ListStates>
      <ConnectionForm editing={editing} onClose={() => setEditing(null)} />
    </>
  );
}

/** The next step on the way to real phones, while the workspace is in the sandbox. */
function GoLiveHint({ connections }: { connections: readonly Connection[] }) {
  const { mode } = useWorkspace();
  const mayGoLive = useMay('workspace:go_live');
  const path = usePath();
  if (mode === 'live') {
    if (connections.some((one) => one.senders.length > 0)) return null;
    return (
      <Alert color="red" icon={<IconPlugConnected size={20} />} title="Nothing can be sent">
        This workspace is live, but no provider is connected with a number to send from.
      </Alert>
    );
  }
  const ready = connections.some((one) => one.status === 'working' && one.senders.length > 0);
  return (
    <Alert
      color={ready ? 'leaf' : 'tide'}
      icon={<IconRocket size={20} />}
      title={ready ? 'Ready to go live' : 'You are in the sandbox'}
    >
      {ready
        ? 'A provider is connected and has a number. Until somebody goes live, nothing reaches a real phone. '
        : 'Messages go to pretend phones. To reach real ones: connect a provider, add a number, then go live. '}
      {ready && mayGoLive && <AppLink to={path('settings/workspace')}>Go live in the workspace settings</AppLink>}
    </Alert>
  );
}
