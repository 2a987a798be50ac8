import { Alert, Stack } from '@mantine/core';
import { IconCircleCheck, IconExclamationCircle } from '@tabler/icons-react';
import { type Health, healthApi } from '@tidings/core/contract/health';
import type { Lane } from '@tidings/core/contract/queue';
import { FailedJobs } from '../../features/health/FailedJobs.tsx';
import { HealthParts } from '../../features/health/HealthParts.tsx';
import { ProcessTable } from '../../features/health/ProcessTable.tsx';
import { StopInstallation } from '../../features/health/StopInstallation.tsx';
import { LaneTable } from '../../features/queue/LaneTable.tsx';
import { QueueCharts } from '../../features/queue/QueueCharts.tsx';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useSession } from '../../lib/session.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';

const askMs = 5_000;

/** The installation as its operator sees it: what works, who works, and the lanes of every workspace. */
export function HealthPage() {
  const health = useApi(healthApi.getHealth, { refetchInterval: askMs });
  const queue = useApi(healthApi.getInstallationQueue, { refetchInterval: askMs, topics: ['connections'] });
  const { time_zone: zone } = useWorkspace();
  const error = health.error ?? queue.error;
  return (
    <>
      <PageHeader
        title="Health"
        subtitle="Whether everything works, for all workspaces. Only you, the operator, see this."
        actions={queue.data !== undefined && <StopInstallation lanes={queue.data.lanes} />}
      />
      {health.data === undefined && error === null && <LoadingState rows={6} />}
      {health.data === undefined && error !== null && <ErrorState error={error} onRetry={() => void health.refetch()} />}
      {health.data !== undefined && (
        <Stack gap="lg">
          <Verdict health={health.data} />
          <HealthParts health={health.data} />
          {queue.data !== undefined && (
            <>
              <ProcessTable processes={queue.data.processes} />
              <QueueCharts minutes={queue.data.minutes} zone={zone} />
              <AllLanes lanes={queue.data.lanes} />
            </>
          )}
          <FailedJobs />
        </Stack>
      )}
    </>
  );
}

function Verdict({ health }: { health: Health }) {
  if (health.status === 'ok') {
    return (
      <Alert color="leaf" icon={<IconCircleCheck size={20} />} title="Everything works">
        Tidings {health.version}.
      </Alert>
    );
  }
  const failing = health.status === 'failing';
  return (
    <Alert
      color={failing ? 'red' : 'amber'}
      icon={<IconExclamationCircle size={20} />}
      title={failing ? 'Something does not work' : 'Something needs a look'}
    >
      The parts below say what.
    </Alert>
  );
}

/** Lanes of all workspaces; those that have nothing and are not paused would only hide the others. */
function AllLanes({ lanes }: { lanes: readonly Lane[] }) {
  const { country } = useWorkspace();
  const name = useSession()?.user?.name ?? 'the operator';
  const settings = { invalidates: ['connections'] as const, onError: notifyError };
  const pause = useApiMutation(healthApi.pauseLane, {
    ...settings,
    onSuccess: (lane) => notifyDone(`${lane.name} of ${lane.workspace.name} is paused`),
  });
  const resume = useApiMutation(healthApi.resumeLane, {
    ...settings,
    onSuccess: (lane) => notifyDone(`${lane.name} of ${lane.workspace.name} sends again`),
  });
  const pressed = [pause, resume].find((one) => one.isPending)?.variables?.request as
    | { params: { sender_id: string } }
    | undefined;
  const busy = lanes.filter((lane) => lane.paused_at !== null || lane.due + lane.later + lane.leased + lane.unknown > 0);
  const idle = lanes.length - busy.length;
  return (
    <Section
      title="Lanes of all workspaces"
      subtitle={
        busy.length === 0
          ? 'Nothing waits anywhere, and nothing is paused.'
          : idle === 0
            ? 'Each sender has a queue of its own.'
            : `Those with something in them, or paused. ${idle === 1 ? 'One other has' : `${idle} others have`} nothing to do.`
      }
      flush
    >
      {busy.length > 0 && (
        <LaneTable
          lanes={busy}
          country={country}
          withWorkspace
          mayManage
          busy={pressed?.params.sender_id}
          onPause={({ sender_id }) =>
            pause.mutate({ params: { sender_id }, body: { reason: `Paused by ${name}, who runs this installation` } })
          }
          onResume={({ sender_id }) => resume.mutate({ params: { sender_id } })}
        />
      )}
    </Section>
  );
}
