import { Button, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { type QueueError, queueApi } from '@tidings/core/contract/queue';
import { useState } from 'react';
import { useNow } from '../../lib/now.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApi } from '../../lib/query.ts';
import { usePath } from '../../lib/workspace.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import classes from './Queue.module.css';

const outcomes = {
  retry: { tone: 'warning', label: 'Tried again' },
  unknown: { tone: 'warning', label: 'Unknown' },
  failed: { tone: 'danger', label: 'Failed' },
} as const;

const shownAtFirst = 12;

/** The latest that went wrong, message by message. */
export function ErrorList({ country }: { country: string }) {
  const errors = useApi(queueApi.listQueueErrors, { topics: ['messages', 'broadcasts'], refetchInterval: 10_000 });
  const path = usePath();
  const [all, setAll] = useState(false);
  const known = errors.data?.items ?? [];
  const items = all ? known : known.slice(0, shownAtFirst);
  const columns: Column<QueueError>[] = [
    {
      key: 'who',
      header: 'Person',
      width: 200,
      render: (one) => one.contact?.name ?? (one.address === null ? 'No number' : readablePhone(one.address, country)),
    },
    { key: 'what', header: 'What happened', render: (one) => <What error={one} /> },
    {
      key: 'outcome',
      header: 'Outcome',
      width: 130,
      card: 'corner',
      render: (one) => <StatusBadge tone={outcomes[one.outcome].tone}>{outcomes[one.outcome].label}</StatusBadge>,
    },
    { key: 'at', header: 'When', width: 140, render: (one) => <RelativeTime at={one.at} /> },
  ];
  return (
    <Section
      title="Latest errors"
      subtitle="Attempts that did not succeed, and messages that failed. The last seven days, 50 at most."
      flush
    >
      <ListStates
        isPending={errors.isPending}
        error={errors.error}
        items={items}
        onRetry={() => void errors.refetch()}
        empty={
          <EmptyState
            icon={<IconCircleCheck size={26} stroke={1.5} />}
            title="No errors"
            words="What goes wrong is listed here, with the provider’s code."
          />
        }
      >
        <DataTable
          label="Latest errors"
          rows={items}
          columns={columns}
          rowId={(one) => `${one.message_id} ${one.at} ${one.outcome}`}
          rowHref={(one) => path(`history?message=${one.message_id}`)}
        />
        {known.length > items.length && (
          <Button variant="subtle" m="md" onClick={() => setAll(true)}>
            Show all {known.length}
          </Button>
        )}
      </ListStates>
    </Section>
  );
}

function What({ error }: { error: QueueError }) {
  const now = useNow();
  const comes = error.retry_at !== null && Date.parse(error.retry_at) > now;
  return (
    <div>
      <Text size="sm">{error.words}</Text>
      <div className={classes.under}>
        {error.error_code !== null && `Code ${error.error_code}`}
        {error.error_code !== null && comes && ' · '}
        {comes && (
          <>
            next attempt <RelativeTime at={error.retry_at ?? error.at} />
          </>
        )}
      </div>
    </div>
  );
}
