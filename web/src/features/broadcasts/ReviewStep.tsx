import { Stack } from '@mantine/core';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { useGo } from '../../lib/navigate.ts';
import { useApi } from '../../lib/query.ts';
import { usePath } from '../../lib/workspace.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { NotSendable } from './NotSendable.tsx';
import { Review } from './Review.tsx';
import { SendOptions } from './SendOptions.tsx';

/** The numbers of a draft, and under them the button that sends it; or what must be corrected before. */
export function ReviewStep({ broadcast, onWrite }: { broadcast: Broadcast; onWrite: () => void }) {
  const go = useGo();
  const path = usePath();
  const estimate = useApi(broadcastsApi.estimateBroadcast, {
    params: { broadcast_id: broadcast.id },
    topics: ['contacts', 'lists', 'suppressions', 'connections', 'workspace'],
    staleTime: 0,
  });
  const live = useApi(broadcastsApi.getBroadcast, {
    params: { broadcast_id: broadcast.id },
    topics: ['broadcasts'],
    topicId: broadcast.id,
  });
  if (estimate.data === undefined) {
    return estimate.error === null ? (
      <LoadingState rows={5} label="Counting" />
    ) : (
      <ErrorState error={estimate.error} onRetry={() => void estimate.refetch()} />
    );
  }
  if (estimate.data.problems.length > 0) return <NotSendable broadcast={broadcast} estimate={estimate.data} onWrite={onWrite} />;
  return (
    <Stack gap="lg">
      <Review broadcast={broadcast} estimate={estimate.data} />
      <SendOptions
        broadcast={broadcast}
        estimate={estimate.data}
        newest={live.data?.version ?? 0}
        onSent={(sent) => go(path(`broadcasts/${sent.id}`), { replace: true })}
        onChanged={() => void estimate.refetch()}
      />
    </Stack>
  );
}
