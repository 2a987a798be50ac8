import { Button, Group, Stack, Text } from '@mantine/core';
import { type FailureCheckDetail, failureChecksApi } from '@tidings/core/contract/failure-checks';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { Meter } from '../../ui/Meter.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { countColumns, findingColumns } from './check-columns.tsx';

/** One check of past failures: how far it is, what it found, and what can be done with it. */
export function CheckPanel({ check }: { check: FailureCheckDetail }) {
  const { country, time_zone } = useWorkspace();
  return (
    <Stack gap="lg">
      <Section>
        <Stack gap="sm">
          <Group justify="space-between" gap="xs">
            <Text fw={600} role="status">
              {headline(check)}
            </Text>
            <Text size="sm" c="dimmed">
              Started <RelativeTime at={check.created_at} zone={time_zone} /> by {check.created_by_name}
            </Text>
          </Group>
          <Progress check={check} />
          <NextStep check={check} />
        </Stack>
      </Section>
      {check.counts.length > 0 && (
        <Section title="What was found" subtitle="By the code that the carrier gave." flush>
          <DataTable
            label="What was found"
            rows={check.counts}
            columns={countColumns}
            rowId={(row) => `${row.error_code} ${row.kind} ${row.outcome}`}
          />
        </Section>
      )}
      {check.sample.length > 0 && (
        <Section
          title={check.sample.length < check.to_change ? `Some of the ${formatNumber(check.to_change)} numbers` : 'The numbers'}
          flush
        >
          <DataTable
            label="Numbers"
            rows={check.sample}
            columns={findingColumns(country, time_zone)}
            rowId={(row) => `${row.address} ${row.sandbox}`}
          />
        </Section>
      )}
    </Stack>
  );
}

function headline(check: FailureCheckDetail): string {
  const numbers = (count: number) => plural(count, 'number', 'numbers');
  switch (check.state) {
    case 'looking':
      return 'Looking at past messages… You can leave this page.';
    case 'ready':
      return check.to_change === 0
        ? 'Nothing to do: the list agrees with today’s rules.'
        : `${numbers(check.to_change)} would be added to the list. Nothing has changed yet.`;
    case 'applying':
      return 'Adding them to the list… You can leave this page.';
    case 'done':
      return `${numbers(check.applied)} ${check.applied === 1 ? 'was' : 'were'} added to the list.`;
    case 'undoing':
      return 'Taking them off the list again… You can leave this page.';
    case 'undone':
      return `Undone: ${numbers(check.undone)} taken off the list again.`;
  }
}

function Progress({ check }: { check: FailureCheckDetail }) {
  const [value, max, words] =
    check.state === 'looking'
      ? [check.looked, check.about, `${formatNumber(check.looked)} of about ${plural(check.about, 'message', 'messages')}`]
      : check.state === 'applying'
        ? [check.applied, check.to_change, `${formatNumber(check.applied)} of ${formatNumber(check.to_change)}`]
        : [check.undone, check.applied, `${formatNumber(check.undone)} of ${formatNumber(check.applied)}`];
  if (check.state !== 'looking' && check.state !== 'applying' && check.state !== 'undoing') return null;
  return <Meter label="Progress of the check" value={value} max={max} words={words} />;
}

function NextStep({ check }: { check: FailureCheckDetail }) {
  const mayWrite = useMay('suppressions:write');
  const mayRemove = useMay('suppressions:remove');
  const options = { invalidates: ['suppressions', 'contacts'] as const };
  const apply = useApiMutation(failureChecksApi.applyFailureCheck, options);
  const undo = useApiMutation(failureChecksApi.undoFailureCheck, options);
  const params = { check_id: check.id };
  const numbers = plural(check.to_change, 'number', 'numbers');
  const askAndApply = async () => {
    const yes = await confirm({
      title: `Add ${numbers} to the list?`,
      words: 'Nothing is sent to them any more. You can undo it as a whole. What arrived meanwhile is left alone.',
      confirmLabel: `Add ${numbers}`,
    });
    if (yes) apply.mutate({ params });
  };
  const askAndUndo = async () => {
    const yes = await confirm({
      title: 'Undo this check?',
      words: 'Numbers that it added may be written to again, unless the person has said STOP or written since.',
      consequences: [
        { count: check.applied, words: check.applied === 1 ? 'number comes off the list' : 'numbers come off the list' },
      ],
      confirmLabel: 'Take them off the list',
      danger: true,
    });
    if (yes) undo.mutate({ params });
  };
  return (
    <>
      <FormError error={apply.error ?? undo.error} labels={{}} />
      {check.state === 'ready' && check.to_change > 0 && mayWrite && (
        <Group>
          <Button loading={apply.isPending} onClick={() => void askAndApply()}>
            Add {numbers} to the list
          </Button>
        </Group>
      )}
      {check.state === 'done' && check.applied > 0 && mayRemove && (
        <Group>
          <Button variant="default" loading={undo.isPending} onClick={() => void askAndUndo()}>
            Undo
          </Button>
        </Group>
      )}
    </>
  );
}
