import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconDownload, IconUsers } from '@tabler/icons-react';
import { consentApi } from '@tidings/core/contract/consent';
import { type Import, importsApi } from '@tidings/core/contract/imports';
import { downloadUrl } from '../../lib/api.ts';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatCard } from '../../ui/StatCard.tsx';
import { StateBadge } from './EarlierImports.tsx';
import classes from './Imports.module.css';
import { UndoButton, UndoProgress } from './UndoImport.tsx';

/** How far the import is, or what came of it. */
export function ResultStep({ one }: { one: Import }) {
  const open = one.state === 'queued' || one.state === 'running' || one.state === 'paused';
  return (
    <Stack gap="md">
      <Section
        title={<bdi>{one.file_name}</bdi>}
        subtitle={`Started by ${one.created_by}`}
        actions={<StateBadge state={one.state} />}
      >
        {open ? <Running one={one} /> : <Ended one={one} />}
      </Section>
      <Counts one={one} />
      {!open && <NextSteps one={one} />}
    </Stack>
  );
}

function Running({ one }: { one: Import }) {
  const options = { invalidates: ['imports'] as const, onError: notifyError };
  const cancel = useApiMutation(importsApi.cancelImport, options);
  const pause = useApiMutation(importsApi.pauseImport, options);
  const resume = useApiMutation(importsApi.resumeImport, options);
  const share = one.rows_total === 0 ? 0 : one.rows_read / one.rows_total;
  const paused = one.state === 'paused';
  const params = { import_id: one.id };
  const ask = async () => {
    const yes = await confirm({
      title: 'Stop this import?',
      words:
        'People imported so far stay, unless you undo the import afterwards. Importing the file again later goes on without doubling anyone.',
      consequences: [{ count: Math.max(0, one.rows_total - one.rows_read), words: 'rows are not imported' }],
      confirmLabel: 'Stop the import',
      cancelLabel: paused ? 'Leave it paused' : 'Keep importing',
      danger: true,
    });
    if (yes) cancel.mutate({ params });
  };
  return (
    <Stack gap="sm">
      <Progress value={share * 100} size="lg" animated={!paused} aria-label="Progress of the import" />
      <Group justify="space-between">
        <Text role="status">
          {formatNumber(one.rows_read)} of {plural(one.rows_total, 'row', 'rows')}
        </Text>
        <Group gap="xs">
          {paused ? (
            <Button size="compact-sm" onClick={() => resume.mutate({ params })} loading={resume.isPending}>
              Go on
            </Button>
          ) : (
            <Button variant="default" size="compact-sm" onClick={() => pause.mutate({ params })} loading={pause.isPending}>
              Pause
            </Button>
          )}
          <Button variant="default" size="compact-sm" onClick={() => void ask()} loading={cancel.isPending}>
            Stop
          </Button>
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        {paused
          ? 'Nothing is imported while it is paused. The file is kept for 30 days.'
          : 'You can leave this page: the import goes on, and this page shows where it is when you come back.'}
      </Text>
    </Stack>
  );
}

function Ended({ one }: { one: Import }) {
  if (one.state === 'undoing' || one.state === 'undone') return <UndoProgress one={one} />;
  if (one.state === 'completed') {
    const { created, updated } = one.counts;
    return (
      <Text size="lg">
        {created + updated === 0
          ? 'Everyone in the file was here already, just as the file says. Nothing was changed.'
          : `${plural(created, 'person was', 'people were')} added, ${formatNumber(updated)} updated.`}
      </Text>
    );
  }
  return (
    <Alert color={one.state === 'failed' ? 'red' : 'gray'} variant="light">
      {one.problem ??
        `Stopped after ${formatNumber(one.rows_read)} of ${plural(one.rows_total, 'row', 'rows')}. People imported until then stay.`}
    </Alert>
  );
}

function Counts({ one: { counts, mapping } }: { one: Import }) {
  const asksFirst = useApi(consentApi.getDoubleOptIn, { topics: ['workspace'] }).data?.settings.import === true;
  const asked = asksFirst && mapping !== null && mapping.consent.kind !== 'none';
  const rare = [
    { label: 'Said no to texts', value: counts.said_no },
    { label: 'Left alone', value: counts.skipped, hint: 'Here already' },
    { label: 'Repeated rows', value: counts.duplicates, hint: 'About a person of an earlier row' },
    { label: 'Kept opted out', value: counts.kept_opted_out, hint: 'Said no here before' },
    { label: 'To look at', value: counts.warned, hint: 'Imported, but not quite as the file says, or with a doubt' },
  ].filter(({ value }) => value > 0);
  return (
    <div className={classes.stats}>
      <StatCard label="Added" value={counts.created} />
      <StatCard label="Updated" value={counts.updated} />
      <StatCard label="Unchanged" value={counts.unchanged} />
      <StatCard label="Rejected" value={counts.rejected} {...(counts.rejected > 0 ? { tone: 'warning' as const } : {})} />
      <StatCard
        label="Agreed to texts"
        value={counts.agreed}
        {...(asked ? { hint: 'Who agreed is asked by text, and counts with their YES' } : {})}
      />
      {rare.map((card) => (
        <StatCard key={card.label} {...card} />
      ))}
    </div>
  );
}

function NextSteps({ one }: { one: Import }) {
  const path = usePath();
  const { workspace_id: workspaceId } = useWorkspace();
  const file = (warnings: 'true' | 'false') =>
    downloadUrl(importsApi.downloadImportProblems, workspaceId, { params: { import_id: one.id }, query: { warnings } });
  const list = one.mapping?.list_ids[0];
  const changed = one.counts.created + one.counts.updated > 0 && !['undoing', 'undone'].includes(one.state);
  const people = list === undefined ? (changed ? `contacts?import=${one.id}` : 'contacts') : `lists/${list}`;
  return (
    <Group gap="sm">
      <ButtonLink to={path(people)} leftSection={<IconUsers size={17} />}>
        See the people
      </ButtonLink>
      {one.counts.rejected > 0 && (
        <Button component="a" href={file('false')} download variant="default" leftSection={<IconDownload size={17} />}>
          Download {plural(one.counts.rejected, 'rejected row', 'rejected rows')}
        </Button>
      )}
      {one.counts.warned + one.counts.duplicates > 0 && (
        <Button component="a" href={file('true')} download variant="default" leftSection={<IconDownload size={17} />}>
          Download everything to look at
        </Button>
      )}
      <ButtonLink to={path('contacts/import')} variant="default">
        Import another file
      </ButtonLink>
      {one.undo.refusal === null && <UndoButton one={one} />}
    </Group>
  );
}
