import { Button } from '@mantine/core';
import { IconHandStop, IconPlayerPlay } from '@tabler/icons-react';
import type { Lane } from '@tidings/core/contract/queue';
import { sendingApi } from '@tidings/core/contract/sending';
import { useState } from 'react';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { StopDialog } from '../../ui/StopDialog.tsx';

/** Stops every workspace, and starts them again. For the operator. */
export function StopInstallation({ lanes }: { lanes: readonly Lane[] }) {
  const [asking, setAsking] = useState(false);
  const sending = useApi(sendingApi.getInstallationSending, { topics: ['workspace'], refetchInterval: 10_000 });
  const invalidates = ['workspace', 'connections'] as const;
  const stop = useApiMutation(sendingApi.stopInstallationSending, {
    invalidates,
    onSuccess: () => {
      notifyDone('Sending is stopped in every workspace');
      setAsking(false);
    },
  });
  const resume = useApiMutation(sendingApi.resumeInstallationSending, {
    invalidates,
    onSuccess: () => notifyDone('Every workspace sends again'),
    onError: notifyError,
  });
  if (sending.data === undefined) return null;
  if (sending.data.stopped !== null) {
    return (
      <Button leftSection={<IconPlayerPlay size={18} />} loading={resume.isPending} onClick={() => resume.mutate()}>
        Start all sending again
      </Button>
    );
  }
  const waiting = lanes.reduce((sum, lane) => sum + lane.due + lane.later, 0);
  const workspaces = new Set(lanes.map((lane) => lane.workspace.id)).size;
  return (
    <>
      <Button color="red" leftSection={<IconHandStop size={18} />} onClick={() => setAsking(true)}>
        Stop all sending
      </Button>
      <StopDialog
        opened={asking}
        title="Stop all sending of every workspace?"
        words={`Nothing more goes out of ${plural(workspaces, 'workspace', 'workspaces')}, replies included, until you start it again. ${waiting === 0 ? 'Nothing waits right now.' : `About ${formatNumber(waiting)} of their messages wait, and will stay.`} What is being handed over right now still goes out.`}
        error={stop.error}
        loading={stop.isPending}
        onStop={(reason) => stop.mutate({ body: { reason } })}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
