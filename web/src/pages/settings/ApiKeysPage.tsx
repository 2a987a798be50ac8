import { Anchor, Button } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { apiKeysApi } from '@tidings/core/contract/api-keys';
import { useState } from 'react';
import { KeysTable } from '../../features/api-keys/KeysTable.tsx';
import { NewKeyDialog } from '../../features/api-keys/NewKeyDialog.tsx';
import { useApiPages } from '../../lib/query.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

/** Keys that let other programs work in the workspace. */
export function ApiKeysPage() {
  const [making, setMaking] = useState(false);
  // Making and revoking a key is recorded as activity, which is how other open screens learn of it.
  const keys = useApiPages(apiKeysApi.listApiKeys, { topics: ['activity'] });
  const create = (
    <Button leftSection={<IconPlus size={17} stroke={1.8} />} onClick={() => setMaking(true)}>
      New key
    </Button>
  );
  return (
    <>
      <PageHeader
        title="API keys"
        subtitle={
          <>
            Let other programs do what these screens do.{' '}
            <Anchor href="/api/docs" underline="always">
              Read how
            </Anchor>
            .
          </>
        }
        actions={create}
      />
      <ListStates
        {...keys}
        onRetry={keys.refetch}
        empty={
          <EmptyState
            icon={<IconKey size={26} stroke={1.5} />}
            title="No keys yet"
            words="A key is like a member without a face: it has a role, and may do what that role may."
            action={create}
          />
        }
      >
        <KeysTable keys={keys.items} more={keys} />
      </ListStates>
      <NewKeyDialog opened={making} onClose={() => setMaking(false)} />
    </>
  );
}
