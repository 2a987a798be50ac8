import { Button } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { Lane } from '@tidings/core/contract/queue';
import { sendingApi } from '@tidings/core/contract/sending';
import { useState } from 'react';
import { useApiMutation } from '../../lib/query.ts';
import { useSendingStopped } from '../../lib/sending.ts';
import { useMay } from '../../lib/workspace.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { StopDialog } from '../../ui/StopDialog.tsx';
import { countWords, sumLanes } from './queue-words.ts';

/** Stops everything of the workspace. Starting again is in the banner that then stands above every page. */
export function StopSending({ lanes }: { lanes: readonly Lane[] }) {
  const [asking, setAsking] = useState(false);
  const mayStop = useMay('queue:manage');
  const stopped = useSendingStopped();
  const stop = useApiMutation(sendingApi.stopSending, {
    invalidates: ['workspace', 'connections'],
    onSuccess: () => {
      notifyDone('Sending is stopped');
      setAsking(false);
    },
  });
  if (!mayStop || stopped) return null;
  const { due, later, leased } = sumLanes(lanes);
  const waiting = due + later;
  return (
    <>
      <Button color="red" leftSection={<IconHandStop size={18} />} onClick={() => setAsking(true)}>
        Stop all sending
      </Button>
      <StopDialog
        opened={asking}
        title="Stop all sending?"
        words={
          <>
            Nothing more goes out of this workspace: no broadcast, no reply, no answer to STOP or HELP, until somebody starts it
            again. {waitingWords(waiting)}
            {leased > 0 && ` ${countWords(leased)} being handed over right now still go out.`} Texts that people send still come
            in, and who asks to stop is still opted out.
          </>
        }
        error={stop.error}
        loading={stop.isPending}
        onStop={(reason) => stop.mutate({ body: { reason } })}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

function waitingWords(waiting: number): string {
  if (waiting === 0) return 'Nothing waits right now; what is sent meanwhile will wait.';
  return waiting === 1 ? '1 message waits and will stay.' : `${countWords(waiting)} messages wait and will stay.`;
}
