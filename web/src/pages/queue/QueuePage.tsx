import { Alert, Select, Stack, Tabs } from '@mantine/core';
import { IconAlertTriangle, IconStack2 } from '@tabler/icons-react';
import { connectionsApi } from '@tidings/core/contract/connections';
import { type Lane, type Queue, queueApi } from '@tidings/core/contract/queue';
import { z } from 'zod';
import { AutoPauseSection } from '../../features/queue/AutoPauseForm.tsx';
import { ErrorList } from '../../features/queue/ErrorList.tsx';
import { FailureGroups } from '../../features/queue/FailureGroups.tsx';
import { LaneMenu } from '../../features/queue/LaneMenu.tsx';
import { LaneTable } from '../../features/queue/LaneTable.tsx';
import { QueueCharts } from '../../features/queue/QueueCharts.tsx';
import { QueueNumbers } from '../../features/queue/QueueNumbers.tsx';
import { StopSending } from '../../features/queue/StopSending.tsx';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useSession } from '../../lib/session.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';

const views = ['lanes', 'failures', 'rules'] as const;
const Search = z.object({ view: z.enum(views).default('lanes'), sender: z.uuid().optional() });

/** What waits to be sent, how quickly it goes, what went wrong, and stopping it. */
export function QueuePage() {
  const [search, setSearch] = useSearchState(Search);
  const query = search.sender === undefined ? {} : { sender_id: search.sender };
  const queue = useApi(queueApi.getQueue, {
    query,
    topics: ['connections', 'messages', 'broadcasts'],
    keepPrevious: true,
    refetchInterval: 4_000,
  });
  const { data, error } = queue;
  return (
    <>
      <PageHeader
        title="Queue"
        subtitle="What waits to be sent, how quickly it goes, and what went wrong."
        actions={
          data !== undefined && (
            <>
              <SenderSelect lanes={data.lanes} value={search.sender} onChange={(sender) => setSearch({ sender })} />
              <StopSending lanes={data.lanes} />
            </>
          )
        }
      />
      {data === undefined && error === null && <LoadingState rows={6} />}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void queue.refetch()} />}
      {data !== undefined && (
        <QueueBody
          queue={data}
          sender={search.sender}
          view={search.view}
          onView={(view) => setSearch({ view }, { push: true })}
        />
      )}
    </>
  );
}

function SenderSelect(props: { lanes: readonly Lane[]; value: string | undefined; onChange: (id: string | undefined) => void }) {
  const { lanes, value, onChange } = props;
  if (lanes.length < 2) return null;
  return (
    <Select
      aria-label="Sender"
      placeholder="All senders"
      clearable
      w={210}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      data={lanes.map((lane) => ({ value: lane.sender_id, label: lane.sandbox ? `${lane.name} (sandbox)` : lane.name }))}
    />
  );
}

interface QueueBodyProps {
  readonly queue: Queue;
  readonly sender: string | undefined;
  readonly view: (typeof views)[number];
  readonly onView: (view: (typeof views)[number]) => void;
}

function QueueBody({ queue, sender, view, onView }: QueueBodyProps) {
  const { time_zone: zone, country } = useWorkspace();
  const lanes = queue.lanes.filter((lane) => sender === undefined || lane.sender_id === sender);
  return (
    <Stack gap="lg">
      {queue.workers.alive === 0 && <NoWorker />}
      <QueueNumbers lanes={lanes} minutes={queue.minutes} workers={queue.workers} />
      <QueueCharts minutes={queue.minutes} zone={zone} />
      <Tabs value={view} onChange={(value) => onView(views.find((one) => one === value) ?? 'lanes')} keepMounted={false}>
        <Tabs.List mb="md" aria-label="About the queue">
          <Tabs.Tab value="lanes">Lanes</Tabs.Tab>
          <Tabs.Tab value="failures">What went wrong</Tabs.Tab>
          <Tabs.Tab value="rules">Pause by itself</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="lanes">
          <Lanes lanes={lanes} country={country} />
        </Tabs.Panel>
        <Tabs.Panel value="failures">
          <Stack gap="lg">
            <FailureGroups />
            <ErrorList country={country} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <AutoPauseSection />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function NoWorker() {
  const operator = useSession()?.user?.operator === true;
  return (
    <Alert color="red" icon={<IconAlertTriangle size={20} />} title="No worker runs">
      Nothing is sent until one does; nothing is lost meanwhile.{' '}
      {operator ? 'Start one with “npm run tidings worker”, or look into the log of the one that ended.' : 'Tell your operator.'}
    </Alert>
  );
}

function Lanes({ lanes, country }: { lanes: readonly Lane[]; country: string }) {
  const path = usePath();
  const mayManage = useMay('queue:manage');
  const name = useSession()?.user?.name ?? 'somebody';
  const settings = { invalidates: ['connections'] as const, onError: notifyError };
  const pause = useApiMutation(connectionsApi.pauseSender, {
    ...settings,
    onSuccess: (sender) => notifyDone(`${sender.name} is paused; what waits stays`),
  });
  const resume = useApiMutation(connectionsApi.resumeSender, {
    ...settings,
    onSuccess: (sender) => notifyDone(`${sender.name} sends again`),
  });
  const waiting = [pause, resume].find((one) => one.isPending)?.variables?.request as
    | { params: { sender_id: string } }
    | undefined;
  if (lanes.length === 0) {
    return (
      <EmptyState
        icon={<IconStack2 size={26} stroke={1.5} />}
        title="There is no sender yet"
        words="Each number that you send from has a queue of its own."
        action={<ButtonLink to={path('settings/connections')}>Connect a provider</ButtonLink>}
      />
    );
  }
  return (
    <Section title="Lanes" subtitle="Each sender has a queue of its own: one that is paused or slow holds up no other." flush>
      <LaneTable
        lanes={lanes}
        country={country}
        mayManage={mayManage}
        busy={waiting?.params.sender_id}
        onPause={({ sender_id }) => pause.mutate({ params: { sender_id }, body: { reason: `Paused in the queue by ${name}` } })}
        onResume={({ sender_id }) => resume.mutate({ params: { sender_id } })}
        more={(lane) => <LaneMenu lane={lane} />}
      />
    </Section>
  );
}
