import { Button, Group, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { type FailedJob, healthApi } from '@tidings/core/contract/health';
import { plural } from '../../lib/format.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import classes from './Health.module.css';

/** Background jobs that were given up: run again, or removed. */
export function FailedJobs() {
  const jobs = useApi(healthApi.listFailedJobs, { refetchInterval: 10_000 });
  const settings = { onError: notifyError };
  const again = () => void jobs.refetch();
  const retry = useApiMutation(healthApi.retryJob, {
    ...settings,
    onSuccess: () => {
      notifyDone('It runs again');
      again();
    },
  });
  const discard = useApiMutation(healthApi.discardJob, { ...settings, onSuccess: again });
  const ask = async (job: FailedJob) => {
    const yes = await confirm({
      title: `Remove the job ${job.name}?`,
      words: 'It is not tried again. What it was about stays as it is.',
      confirmLabel: 'Remove the job',
      danger: true,
    });
    if (yes) discard.mutate({ params: { job_id: job.id } });
  };
  const columns: Column<FailedJob>[] = [
    { key: 'name', header: 'Job', render: (job) => <What job={job} /> },
    { key: 'at', header: 'Given up', width: 150, render: (job) => <RelativeTime at={job.failed_at ?? job.created_at} /> },
    {
      key: 'do',
      header: '',
      width: 210,
      render: (job) => (
        <Group gap={6} justify="flex-end" wrap="nowrap">
          <Button
            size="xs"
            variant="light"
            onClick={() => retry.mutate({ params: { job_id: job.id } })}
            aria-label={`Run ${job.name} again`}
          >
            Run again
          </Button>
          <Button size="xs" variant="default" onClick={() => void ask(job)} aria-label={`Remove ${job.name}`}>
            Remove
          </Button>
        </Group>
      ),
    },
  ];
  const items = jobs.data?.items ?? [];
  return (
    <Section title="Jobs that were given up" subtitle="Background work that failed as often as allowed. Kept for a day." flush>
      <ListStates
        isPending={jobs.isPending}
        error={jobs.error}
        items={items}
        onRetry={again}
        empty={
          <EmptyState
            icon={<IconCircleCheck size={26} stroke={1.5} />}
            title="None"
            words="Every job ended well, or is still tried."
          />
        }
      >
        <DataTable label="Jobs that were given up" rows={items} columns={columns} rowId={(job) => job.id} />
      </ListStates>
    </Section>
  );
}

function What({ job }: { job: FailedJob }) {
  return (
    <div>
      <Text fw={550}>{job.name}</Text>
      <div className={classes.under}>
        {job.words === '' ? 'It said nothing why.' : job.words} · {plural(job.attempts, 'attempt', 'attempts')}
      </div>
    </div>
  );
}
