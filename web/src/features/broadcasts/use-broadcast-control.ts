import { useQueryClient } from '@tanstack/react-query';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import type { BroadcastState } from '@tidings/core/messaging/broadcast-states';
import { useState } from 'react';
import { useApiMutation } from '../../lib/query.ts';
import { notifyError } from '../../ui/notify.tsx';

export interface BroadcastControl {
  /** The state as asked for, until the server has answered. */
  readonly hoped: BroadcastState | null;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly cancel: () => void;
  /** Goes on with everybody after the first few; `knowing` that they get it only once the sender goes on. */
  readonly release: (knowing: boolean) => void;
}

/** Pause, resume and cancel, shown at once and taken back if the server refuses. */
export function useBroadcastControl(id: string): BroadcastControl {
  const client = useQueryClient();
  const [hoped, setHoped] = useState<BroadcastState | null>(null);
  const settled = (answer: Broadcast) => {
    // The answer is the truth already; without this the badge would flicker back until the next fetch.
    client.setQueriesData<Broadcast | BroadcastProgress>(
      { predicate: ({ queryKey }) => Array.isArray(queryKey) && JSON.stringify(queryKey).includes(id) },
      (before) =>
        before && 'id' in before && before.id === id && 'state' in before ? { ...before, state: answer.state } : before,
    );
    setHoped(null);
  };
  const options = {
    invalidates: ['broadcasts'] as const,
    onSuccess: settled,
    onError: (error: Parameters<typeof notifyError>[0]) => {
      setHoped(null);
      notifyError(error);
    },
  };
  const pause = useApiMutation(broadcastsApi.pauseBroadcast, options);
  const resume = useApiMutation(broadcastsApi.resumeBroadcast, options);
  const cancel = useApiMutation(broadcastsApi.cancelBroadcast, options);
  const release = useApiMutation(broadcastsApi.releaseBroadcast, options);
  const act = (mutation: typeof pause | typeof resume | typeof cancel, state: BroadcastState) => () => {
    setHoped(state);
    mutation.mutate({ params: { broadcast_id: id } });
  };
  return {
    hoped,
    pause: act(pause, 'paused'),
    resume: act(resume, 'sending'),
    cancel: act(cancel, 'cancelled'),
    release: (knowing) => release.mutate({ params: { broadcast_id: id }, body: { while_it_stands: knowing } }),
  };
}
