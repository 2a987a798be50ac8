import { Alert, Button, Group, Stack, Stepper, Text } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import { listsApi } from '@tidings/core/contract/lists';
import { type Source, sourcesApi } from '@tidings/core/contract/sources';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { ColumnsStep } from '../../features/imports/ColumnsStep.tsx';
import { draftOf } from '../../features/imports/import-draft.ts';
import { PeopleStep } from '../../features/imports/PeopleStep.tsx';
import { SettingsFields, settingsOf } from '../../features/sources/SettingsFields.tsx';
import { SyncBadge } from '../../features/sources/SyncLog.tsx';
import { SyncReview } from '../../features/sources/SyncReview.tsx';
import { isMoving, type SetupStep, stepOf } from '../../features/sources/source-words.ts';
import { WhereStep } from '../../features/sources/WhereStep.tsx';
import { ApiError } from '../../lib/api-error.ts';
import { plural } from '../../lib/format.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useTitle } from '../../lib/title.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';

const steps: readonly { value: SetupStep; label: string }[] = [
  { value: 'where', label: 'Sheet' },
  { value: 'columns', label: 'Columns' },
  { value: 'people', label: 'People and consent' },
  { value: 'schedule', label: 'Schedule' },
  { value: 'preview', label: 'Preview' },
];

const Search = z.object({
  step: z.enum(['where', 'columns', 'people', 'schedule', 'preview']).optional(),
  source: z.string().optional(),
});

/** The way from a sheet to a list that stays in step with it. Each step is saved when it is left. */
export function SourceSetupPage() {
  const { listId = '' } = useParams({ strict: false }) as { listId?: string };
  const path = usePath();
  const list = useApi(listsApi.getList, { params: { list_id: listId }, topics: ['lists'] });
  const sources = useApi(sourcesApi.listSources, { query: { list_id: listId }, topics: ['sources'] });
  const [{ source: wanted }, setSearch] = useSearchState(Search);
  // Those that were there before a new one was begun.
  const [before, setBefore] = useState<readonly string[] | null>(null);
  const items = sources.data?.items;
  useEffect(() => {
    if (items !== undefined) setBefore((those) => those ?? items.map(({ id }) => id));
  }, [items]);
  const source = items === undefined || before === null ? undefined : chosenOf(items, wanted, before);
  const made = wanted === 'new' ? source?.id : undefined;
  useEffect(() => {
    if (made !== undefined) setSearch({ source: made });
  }, [made, setSearch]);
  useTitle('Connect a sheet', list.data?.name);
  const error = list.error ?? sources.error;
  if (error instanceof ApiError && [400, 404].includes(error.status)) {
    return <EmptyState title="There is no such list" action={<ButtonLink to={path('lists')}>All lists</ButtonLink>} />;
  }
  if (list.data === undefined || sources.data === undefined || before === null) {
    return error === null ? <LoadingState rows={8} /> : <ErrorState error={error} onRetry={() => void sources.refetch()} />;
  }
  return (
    <>
      <PageHeader
        title="Connect a sheet"
        subtitle="Nobody is changed before you have seen what would happen."
        breadcrumbs={[
          { label: 'Contacts', to: path('contacts') },
          { label: 'Lists', to: path('lists') },
          { label: list.data.name, to: path(`lists/${listId}?tab=source`) },
        ]}
      />
      <Setup listId={listId} source={source} />
    </>
  );
}

/** The source that the address names: one that is there, or with `new` the one that is made here. Without, the oldest. */
function chosenOf(items: readonly Source[], wanted: string | undefined, before: readonly string[]): Source | undefined {
  if (wanted === 'new') return items.find(({ id }) => !before.includes(id));
  return items.find(({ id }) => id === wanted) ?? items.at(-1);
}

function Setup({ listId, source }: { listId: string; source: Source | undefined }) {
  const [{ step: wanted }, setSearch] = useSearchState(Search);
  const reached = source === undefined || source.columns.length === 0 ? 'where' : undefined;
  const step = reached ?? wanted ?? stepOf(source);
  const show = (next: SetupStep) => {
    setSearch({ step: next }, { push: true });
    window.scrollTo({ top: 0 });
  };
  // Once the columns that were asked for are there, it goes on with them.
  // What is kept is the sync before: its end is none of the one that is awaited.
  const [awaits, setAwaits] = useState<string | null>(source === undefined || source.columns.length === 0 ? '' : null);
  const readAt = source?.sync?.trigger === 'read' && source.sync.state === 'completed' ? source.sync.id : undefined;
  useEffect(() => {
    if (awaits === null || readAt === undefined || readAt === awaits) return;
    setAwaits(null);
    setSearch({ step: 'columns' });
  }, [awaits, readAt, setSearch]);
  return (
    <>
      <Steps step={step} onStep={show} />
      {step === 'where' && (
        <WhereStep key={source?.id ?? 'new'} listId={listId} source={source} onMade={() => setAwaits(source?.sync?.id ?? '')} />
      )}
      {source !== undefined && (step === 'columns' || step === 'people' || step === 'schedule') && (
        <Choosing key={JSON.stringify(source.columns)} source={source} step={step} onStep={show} />
      )}
      {source !== undefined && step === 'preview' && <Preview source={source} onBack={() => show('schedule')} />}
    </>
  );
}

function Steps({ step, onStep }: { step: SetupStep; onStep: (step: SetupStep) => void }) {
  const active = steps.findIndex(({ value }) => value === step);
  return (
    <>
      <Stepper
        active={active}
        size="sm"
        mb="lg"
        visibleFrom="sm"
        allowNextStepsSelect={false}
        onStepClick={(at) => at < active && onStep(steps[at]?.value ?? 'where')}
        aria-label="Steps of connecting a sheet"
      >
        {steps.map(({ value, label }, at) => (
          <Stepper.Step key={value} label={label} allowStepSelect={at < active} />
        ))}
      </Stepper>
      <Text size="sm" c="dimmed" mb="sm" hiddenFrom="sm">
        Step {active + 1} of {steps.length}: {steps[active]?.label}
      </Text>
    </>
  );
}

interface ChoosingProps {
  readonly source: Source;
  readonly step: 'columns' | 'people' | 'schedule';
  readonly onStep: (step: SetupStep) => void;
}

/** What the columns become, how people agreed, and how the list stays in step. Saved as one, before the preview. */
function Choosing({ source, step, onStep }: ChoosingProps) {
  const { country } = useWorkspace();
  const [draft, setDraft] = useState<ImportMapping>(() => wholeDraft(source, country));
  const [settings, setSettings] = useState(() => settingsOf(source));
  const map = useApiMutation(sourcesApi.setSourceMapping, { invalidates: ['sources'] });
  const update = useApiMutation(sourcesApi.updateSource, { invalidates: ['sources'] });
  const start = useApiMutation(sourcesApi.syncSource, { invalidates: ['sources'] });
  const params = { source_id: source.id };
  const save = async () => {
    await update.mutateAsync({ params, body: settings });
    await map.mutateAsync({ params, body: { ...draft, list_ids: [] } });
    await start.mutateAsync({ params, body: {} });
    onStep('preview');
  };
  const error = map.error ?? update.error ?? start.error;
  const saving = map.isPending || update.isPending || start.isPending;
  if (step === 'columns') {
    return (
      <ColumnsStep
        listId={source.list_id}
        one={source}
        above={<ReadAgain source={source} />}
        draft={draft}
        onDraft={setDraft}
        onNext={() => onStep('people')}
        isSaving={false}
        error={null}
      />
    );
  }
  if (step === 'people') {
    return (
      <PeopleStep
        columns={source.columns}
        draft={draft}
        ofSource
        onDraft={setDraft}
        onBack={() => onStep('columns')}
        onNext={() => onStep('schedule')}
        isSaving={false}
        error={null}
      />
    );
  }
  return (
    <Stack gap="md">
      <Section title="How it stays in step">
        <SettingsFields value={settings} onChange={setSettings} />
      </Section>
      <FormError error={error} />
      <Group justify="space-between">
        <Button variant="default" onClick={() => onStep('people')}>
          Back
        </Button>
        <Button loading={saving} onClick={() => void save().catch(() => undefined)}>
          Continue to the preview
        </Button>
      </Group>
    </Stack>
  );
}

/** The mapping with every column of the sheet: those that were left out are there to be chosen. */
function wholeDraft(source: Source, country: string): ImportMapping {
  const draft = draftOf(source, country);
  const mapped = new Map(draft.columns.map((one) => [one.column, one]));
  return { ...draft, columns: source.columns.map(({ column }) => mapped.get(column) ?? { column, target: 'ignore' }) };
}

function ReadAgain({ source }: { source: Source }) {
  const read = useApiMutation(sourcesApi.readSource, { invalidates: ['sources'] });
  const rows = source.sync?.trigger === 'read' ? source.sync.counts.rows : source.rows;
  const sync = source.sync?.trigger === 'read' ? source.sync : null;
  return (
    <Section
      title={<bdi>{source.name}</bdi>}
      subtitle={`${rows === null || rows === undefined ? '' : `${plural(rows, 'row', 'rows')}, `}${plural(source.columns.length, 'column', 'columns')}`}
      actions={
        <Button
          variant="default"
          loading={read.isPending || isMoving(sync)}
          onClick={() => read.mutate({ params: { source_id: source.id } })}
        >
          Read it again
        </Button>
      }
    >
      {sync?.state === 'failed' ? (
        <Alert color="red" variant="light" role="alert">
          {sync.problem?.words}
        </Alert>
      ) : (
        <Text size="sm" c="dimmed">
          Columns are found again by their names, wherever they stand in the sheet.
        </Text>
      )}
      <FormError error={read.error} />
    </Section>
  );
}

function Preview({ source, onBack }: { source: Source; onBack: () => void }) {
  const path = usePath();
  const go = useGo();
  const start = useApiMutation(sourcesApi.syncSource, { invalidates: ['sources'] });
  const { sync } = source;
  const done = source.state === 'active' && sync?.state === 'completed';
  useEffect(() => {
    if (!done) return;
    notifyDone('The list is in step with the sheet');
    go(path(`lists/${source.list_id}?tab=source&source=${source.id}`));
  }, [done, go, path, source.list_id, source.id]);
  if (sync?.state === 'review') return <SyncReview sourceId={source.id} sync={sync} onBack={onBack} />;
  if (sync !== null && (isMoving(sync) || done)) {
    return (
      <Section title={sync.approved_by === null ? 'Looking at what it would change' : 'Putting people on the list'}>
        <Text role="status" component="div">
          <SyncBadge sync={sync} /> You can leave this page and come back.
        </Text>
        {sync.problem !== null && <Text size="sm">{sync.problem.words} It is tried again by itself.</Text>}
      </Section>
    );
  }
  return (
    <Stack gap="md">
      {sync?.problem != null && (
        <Alert color="red" variant="light" role="alert" title="It did not work">
          {sync.problem.words}
        </Alert>
      )}
      <FormError error={start.error} />
      <Group justify="space-between">
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button loading={start.isPending} onClick={() => start.mutate({ params: { source_id: source.id }, body: {} })}>
          Look at what it would change
        </Button>
      </Group>
    </Stack>
  );
}
