import { Alert, Button, Group, Menu, NativeSelect, Stack, Text } from '@mantine/core';
import { IconDots, IconRefresh, IconTable } from '@tabler/icons-react';
import { type Source, sourcesApi } from '@tidings/core/contract/sources';
import { useState } from 'react';
import { formatInstant, plural } from '../../lib/format.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import { SettingsFields, settingsOf } from './SettingsFields.tsx';
import classes from './Sources.module.css';
import { SyncBadge, SyncLog } from './SyncLog.tsx';
import { SyncReview } from './SyncReview.tsx';
import { isMoving, kindLabel, scheduleWords } from './source-words.ts';

interface SourceTabProps {
  readonly listId: string;
  readonly opened: string | undefined;
  readonly onOpen: (syncId: string | undefined) => void;
  /** The source that is looked at, where there are several; the first by default. */
  readonly chosen: string | undefined;
  readonly onChoose: (sourceId: string) => void;
}

/** What feeds a list: whether it is in step, what the last syncs changed, and how it is treated. */
export function SourceTab({ listId, opened, onOpen, chosen, onChoose }: SourceTabProps) {
  const path = usePath();
  const sources = useApi(sourcesApi.listSources, { query: { list_id: listId }, topics: ['sources', 'lists'] });
  if (sources.data === undefined) {
    return sources.error === null ? (
      <LoadingState rows={6} />
    ) : (
      <ErrorState error={sources.error} onRetry={() => void sources.refetch()} />
    );
  }
  // The oldest first: the order in which they were connected.
  const all = sources.data.items.toReversed();
  const source = all.find(({ id }) => id === chosen) ?? all[0];
  if (source === undefined) {
    return (
      <EmptyState
        icon={<IconTable size={26} stroke={1.5} />}
        title="Nothing feeds this list"
        words="Connect a Google Sheet or a CSV file: new people, changed numbers and withdrawn opt-ins then arrive by themselves."
        action={<ButtonLink to={path(`lists/${listId}/source`)}>Connect a sheet</ButtonLink>}
      />
    );
  }
  const { sync } = source;
  const unfinished = source.state !== 'active' && source.last_synced_at === null;
  const choice = <Choice all={all} source={source} onChoose={onChoose} />;
  if (unfinished)
    return (
      <Stack gap="md">
        {all.length > 1 && choice}
        <Unfinished source={source} />
      </Stack>
    );
  return (
    <Stack gap="md">
      {choice}
      <Status source={source} />
      {sync?.state === 'review' && <SyncReview sourceId={source.id} sync={sync} />}
      <SyncLog sourceId={source.id} opened={opened} onOpen={onOpen} />
      <Settings key={source.id} source={source} />
    </Stack>
  );
}

interface ChoiceProps {
  readonly all: readonly Source[];
  readonly source: Source;
  readonly onChoose: (sourceId: string) => void;
}

/** Which of several sources is looked at, and the way to one more. */
function Choice({ all, source, onChoose }: ChoiceProps) {
  const path = usePath();
  return (
    <Group justify="space-between" align="flex-end">
      {all.length > 1 ? (
        <NativeSelect
          label="Source"
          description={`${plural(all.length, 'sheet feeds', 'sheets feed')} this list. Each takes off only whom it put on.`}
          value={source.id}
          onChange={(event) => onChoose(event.currentTarget.value)}
          data={all.map((one) => ({ value: one.id, label: `${one.name}${troubleOf(one)}` }))}
        />
      ) : (
        <span />
      )}
      <ButtonLink variant="default" to={path(`lists/${source.list_id}/source?source=new`)}>
        Connect another sheet
      </ButtonLink>
    </Group>
  );
}

/** What is wrong with it, to be seen before it is chosen. */
function troubleOf({ sync, last_synced_at: synced }: Source): string {
  if (sync?.state === 'failed') return ' – sync failed';
  if (sync?.state === 'review') return ' – waits for your yes';
  return synced === null ? ' – not connected yet' : '';
}

function Unfinished({ source }: { source: Source }) {
  const path = usePath();
  const remove = useRemove(source);
  return (
    <EmptyState
      icon={<IconTable size={26} stroke={1.5} />}
      title="The sheet is not connected yet"
      words={`You began to connect ${source.name}. Nobody was changed.`}
      action={
        <>
          <ButtonLink to={path(`lists/${source.list_id}/source?source=${source.id}`)}>Go on with it</ButtonLink>
          <Button variant="subtle" color="gray" onClick={remove}>
            Disconnect
          </Button>
        </>
      }
    />
  );
}

function useRemove(source: Source): () => void {
  const remove = useApiMutation(sourcesApi.removeSource, {
    invalidates: ['sources'],
    onSuccess: () => notifyDone(`${source.name} is disconnected`),
    onError: notifyError,
  });
  return () =>
    void confirm({
      title: `Disconnect ${source.name}?`,
      words: 'The people stay, on the list too. Nothing of the sheet arrives any more, and the log of its syncs is removed.',
      confirmLabel: 'Disconnect',
      danger: true,
    }).then((yes) => {
      if (yes) remove.mutate({ params: { source_id: source.id } });
    });
}

function Status({ source }: { source: Source }) {
  const { time_zone: zone } = useWorkspace();
  const path = usePath();
  const go = useGo();
  const start = useApiMutation(sourcesApi.syncSource, { invalidates: ['sources'], onError: notifyError });
  const remove = useRemove(source);
  const { sync } = source;
  const params = { source_id: source.id };
  return (
    <Section
      title={<bdi>{source.name}</bdi>}
      subtitle={`${kindLabel(source.kind)} · ${source.address_hint}${source.tab === null ? '' : ` · tab ${source.tab}`}`}
      actions={
        <Group gap="xs" wrap="nowrap">
          <Button
            leftSection={<IconRefresh size={17} stroke={1.7} />}
            loading={start.isPending || (isMoving(sync) && sync?.retry_at === null)}
            onClick={() => start.mutate({ params, body: {} })}
          >
            Sync now
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" aria-label="More about this source" px={10}>
                <IconDots size={18} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => go(path(`lists/${source.list_id}/source?source=${source.id}&step=columns`))}>
                Change columns
              </Menu.Item>
              <Menu.Item onClick={() => go(path(`lists/${source.list_id}/source?source=${source.id}&step=where`))}>
                Change address
              </Menu.Item>
              <Menu.Item onClick={() => start.mutate({ params, body: { whole: true } })}>Sync unchanged rows, too</Menu.Item>
              <Menu.Item color="red" onClick={remove}>
                Disconnect
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      }
    >
      <Stack gap="md">
        {sync?.problem != null && sync.state !== 'completed' && sync.state !== 'discarded' && (
          <Alert
            color={sync.state === 'failed' ? 'red' : 'amber'}
            variant="light"
            title={sync.retry_at === null ? 'The last sync did not work' : 'It waits, and tries again by itself'}
            role="alert"
          >
            {sync.problem.words}
            {sync.retry_at !== null && ` The next try is at ${formatInstant(sync.retry_at, zone)}.`}
            {sync.retry_at !== null && source.schedule.kind !== 'manual' && ' The schedule stays as it is.'}
          </Alert>
        )}
        {source.state !== 'active' && sync?.state !== 'review' && (
          <Alert color="amber" variant="light">
            The columns or the address were changed. Press Sync now, and look at what it would change.
          </Alert>
        )}
        <dl className={classes.facts}>
          <dt>In step as of</dt>
          <dd>
            {source.last_synced_at === null ? 'never' : <RelativeTime at={source.last_synced_at} zone={zone} />}
            {source.rows !== null && `, ${plural(source.rows, 'row', 'rows')}`}
          </dd>
          <dt>Last sync</dt>
          <dd>{sync === null ? '–' : <SyncBadge sync={sync} />}</dd>
          <dt>Next</dt>
          <dd>
            {scheduleWords(source.schedule)}
            {source.next_sync_at !== null && (
              <>
                {' '}
                · <RelativeTime at={source.next_sync_at} zone={zone} />
              </>
            )}
          </dd>
        </dl>
      </Stack>
    </Section>
  );
}

function Settings({ source }: { source: Source }) {
  const [draft, setDraft] = useState(() => settingsOf(source));
  const save = useApiMutation(sourcesApi.updateSource, { invalidates: ['sources'], onSuccess: () => notifyDone('Saved') });
  const changed = JSON.stringify(draft) !== JSON.stringify(settingsOf(source));
  return (
    <Section title="How it stays in step">
      <Stack gap="md">
        <SettingsFields value={draft} onChange={setDraft} />
        <FormError error={save.error} />
        <Group>
          <Button
            disabled={!changed}
            loading={save.isPending}
            onClick={() => save.mutate({ params: { source_id: source.id }, body: draft })}
          >
            Save
          </Button>
          {changed && (
            <Text size="sm" c="dimmed">
              Not saved yet
            </Text>
          )}
        </Group>
      </Stack>
    </Section>
  );
}
