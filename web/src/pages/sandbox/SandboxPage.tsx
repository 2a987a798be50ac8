import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle, IconDeviceMobile, IconPlugConnectedX } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { sandboxApi } from '@tidings/core/contract/sandbox';
import { useState } from 'react';
import { FaultsDrawer } from '../../features/sandbox/FaultsDrawer.tsx';
import { PhoneList } from '../../features/sandbox/PhoneList.tsx';
import { PhonePane } from '../../features/sandbox/PhonePane.tsx';
import { plural } from '../../lib/format.ts';
import { useApi } from '../../lib/query.ts';
import { EmptyState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SplitPane } from '../../ui/SplitPane.tsx';

/** The phones of the sandbox: what people would see, and replying as them. */
export function SandboxPage() {
  const { phone } = useParams({ strict: false }) as { phone?: string };
  const [faultsOpen, setFaultsOpen] = useState(false);
  const sandbox = useApi(sandboxApi.getSandbox, { topics: ['messages', 'connections', 'workspace'] });
  const faults = sandbox.data?.faults ?? [];
  return (
    <>
      <PageHeader
        title="Sandbox phones"
        {...(phone === undefined ? { subtitle: 'In sandbox mode, what you send arrives here and nowhere else.' } : {})}
        actions={
          <Button
            variant={faults.length > 0 ? 'light' : 'default'}
            color={faults.length > 0 ? 'amber' : 'tide'}
            leftSection={<IconAlertTriangle size={16} />}
            onClick={() => setFaultsOpen(true)}
          >
            {faults.length > 0 ? `${plural(faults.length, 'failure', 'failures')} switched on` : 'Failures'}
          </Button>
        }
      />
      {sandbox.data?.running === false && (
        <Alert color="amber" mb="md" icon={<IconPlugConnectedX size={20} />} title="The sandbox carrier does not answer">
          It is started again by itself. Messages wait in the meantime.
        </Alert>
      )}
      {sandbox.data?.mode === 'live' && (
        <Alert color="amber" mb="md" icon={<IconAlertTriangle size={20} />} title="This workspace is live">
          Messages go to real phones now. The sandbox keeps what happened in it; nobody can write from its phones.
        </Alert>
      )}
      <SplitPane
        showMain={phone !== undefined}
        side={<PhoneList chosen={phone} />}
        main={
          phone === undefined ? (
            <EmptyState
              icon={<IconDeviceMobile size={26} stroke={1.5} />}
              title="Choose a phone"
              words="Pick one on the left, look for a contact, or type any number to write from it."
            />
          ) : (
            <PhonePane key={phone} phone={phone} live={sandbox.data?.mode === 'live'} />
          )
        }
      />
      <FaultsDrawer
        opened={faultsOpen}
        onClose={() => setFaultsOpen(false)}
        faults={faults}
        disabled={sandbox.data?.mode === 'live'}
      />
    </>
  );
}
