import { Button, Group, Select } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { failureChecksApi } from '@tidings/core/contract/failure-checks';
import { z } from 'zod';
import { CheckPanel } from '../../features/suppressions/CheckPanel.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { FormError } from '../../ui/FormError.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

const Search = z.object({ check: z.string().optional() });

/** Past failures run through today's rules: look first, then add to the list, and undo if it was wrong. */
export function PastFailuresPage() {
  const path = usePath();
  const { time_zone } = useWorkspace();
  const [search, setSearch] = useSearchState(Search);
  const mayWrite = useMay('suppressions:write');
  const checks = useApi(failureChecksApi.listFailureChecks, { topics: ['suppressions'] });
  const start = useApiMutation(failureChecksApi.startFailureCheck, {
    invalidates: ['suppressions'],
    onSuccess: (check) => setSearch({ check: check.id }, { push: true }),
  });
  const items = checks.data?.items ?? [];
  const shown = items.find((one) => one.id === search.check) ?? items[0];
  const busy = items.some((one) => ['looking', 'applying', 'undoing'].includes(one.state));
  return (
    <>
      <PageHeader
        title="Past failures"
        breadcrumbs={[{ label: 'Do not contact', to: path('suppressions') }]}
        subtitle="Goes through every message that failed and finds numbers that today’s rules would put on the list. Nothing changes until you say so."
        actions={
          mayWrite && (
            <Button loading={start.isPending} disabled={busy} onClick={() => start.mutate({ body: {} })}>
              {items.length === 0 ? 'Look at past failures' : 'Look again'}
            </Button>
          )
        }
      />
      <FormError error={start.error} labels={{}} />
      {items.length > 1 && shown !== undefined && (
        <Group mb="md">
          <Select
            label="Which check"
            allowDeselect={false}
            w={300}
            maw="100%"
            value={shown.id}
            onChange={(id) => setSearch({ check: id ?? undefined }, { push: true })}
            data={items.map((one) => ({ value: one.id, label: formatInstant(one.created_at, time_zone) }))}
          />
        </Group>
      )}
      {checks.data === undefined ? (
        checks.error === null ? (
          <LoadingState />
        ) : (
          <ErrorState error={checks.error} onRetry={() => void checks.refetch()} />
        )
      ) : shown === undefined ? (
        <EmptyState
          icon={<IconHistory size={28} />}
          title="Nothing looked at yet"
          words="Failures are sorted when they happen. Look at past ones when an update has changed the rules."
        />
      ) : (
        <Check key={shown.id} id={shown.id} />
      )}
    </>
  );
}

function Check({ id }: { id: string }) {
  const check = useApi(failureChecksApi.getFailureCheck, {
    params: { check_id: id },
    topics: ['suppressions'],
    refetchInterval: 5_000,
  });
  if (check.data !== undefined) return <CheckPanel check={check.data} />;
  return check.error === null ? <LoadingState /> : <ErrorState error={check.error} onRetry={() => void check.refetch()} />;
}
