import { Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { type BroadcastState, isOver } from '@tidings/core/messaging/broadcast-states';
import { z } from 'zod';
import { BroadcastBadge } from '../../features/broadcasts/BroadcastBadge.tsx';
import { askAndCancel, askAndRelease, ControlButtons } from '../../features/broadcasts/ControlButtons.tsx';
import { CostSection } from '../../features/broadcasts/CostSection.tsx';
import { DraftEditor } from '../../features/broadcasts/DraftEditor.tsx';
import { fieldsOf } from '../../features/broadcasts/draft-fields.ts';
import { FollowUps } from '../../features/broadcasts/FollowUps.tsx';
import { ProgressPanel } from '../../features/broadcasts/ProgressPanel.tsx';
import { RecipientsSection } from '../../features/broadcasts/RecipientsSection.tsx';
import { RepliesSection } from '../../features/broadcasts/RepliesSection.tsx';
import { RecipientSearch } from '../../features/broadcasts/recipient-search.ts';
import { ScheduledEditor } from '../../features/broadcasts/ScheduledEditor.tsx';
import { TaggedText } from '../../features/broadcasts/TaggedText.tsx';
import { useBroadcastControl } from '../../features/broadcasts/use-broadcast-control.ts';
import { MessageDrawer } from '../../features/history/MessageDrawer.tsx';
import { useApi } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useTitle } from '../../lib/title.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';

/** One broadcast: the draft to write on, or what becomes of it. */
export function BroadcastPage() {
  const { broadcastId = '' } = useParams({ strict: false }) as { broadcastId?: string };
  const mayWrite = useMay('broadcasts:write');
  const broadcast = useApi(broadcastsApi.getBroadcast, {
    params: { broadcast_id: broadcastId },
    topics: ['broadcasts'],
    topicId: broadcastId,
  });
  useTitle(broadcast.data?.name ?? 'Broadcast');
  if (broadcast.data === undefined) {
    return broadcast.error === null ? (
      <LoadingState />
    ) : (
      <ErrorState error={broadcast.error} onRetry={() => void broadcast.refetch()} />
    );
  }
  const { data } = broadcast;
  // Keyed by id: another draft begins with its own fields.
  if (data.state === 'draft' && mayWrite)
    return <DraftEditor key={data.id} saved={data} initial={fieldsOf(data)} onCreated={() => {}} />;
  return <Sent key={data.id} broadcast={data} />;
}

/** Whether a scheduled one is open to be changed; lives in the URL. */
const Changing = z.object({ change: z.literal('yes').optional() });

function Sent({ broadcast }: { broadcast: Broadcast }) {
  const path = usePath();
  const [search, setSearch] = useSearchState(RecipientSearch);
  const [{ change }, setChange] = useSearchState(Changing);
  const maySend = useMay('broadcasts:send');
  const control = useBroadcastControl(broadcast.id);
  const progress = useApi(broadcastsApi.getBroadcastProgress, {
    params: { broadcast_id: broadcast.id },
    topics: ['broadcasts', 'messages'],
    // Receipts arrive for a while after the last was handed over.
    refetchInterval: refetchMs(broadcast.state),
  });
  const state = control.hoped ?? progress.data?.state ?? broadcast.state;
  const settling = state === 'sending' ? (progress.data?.settling ?? broadcast.settling) : 0;
  if (change === 'yes' && maySend)
    return <ScheduledEditor broadcast={broadcast} onDone={() => setChange({ change: undefined })} />;
  return (
    <>
      <PageHeader
        title={broadcast.name}
        badge={<BroadcastBadge state={state} settling={settling} />}
        breadcrumbs={[{ label: 'Broadcasts', to: path('broadcasts') }]}
        subtitle={broadcast.audience_words}
        actions={
          <ControlButtons
            broadcast={broadcast}
            state={state}
            waiting={progress.data?.waiting ?? 0}
            settling={settling}
            control={control}
            onChange={() => setChange({ change: 'yes' }, { push: true })}
          />
        }
      />
      {progress.data === undefined ? (
        progress.error === null ? (
          <LoadingState rows={3} />
        ) : (
          <ErrorState error={progress.error} onRetry={() => void progress.refetch()} />
        )
      ) : (
        <Stack gap="lg">
          <ProgressPanel
            broadcast={broadcast}
            progress={progress.data}
            state={state}
            onResume={control.resume}
            onRelease={() => void askAndRelease(progress.data, control)}
            onCancel={() => void askAndCancel(progress.data.waiting, control)}
            onReason={({ reason, state: of }) => setSearch({ reason, state: of, search: '' }, { push: true })}
          />
          <Section
            title="The text"
            subtitle={broadcast.sender || broadcast.pool ? `From ${(broadcast.pool ?? broadcast.sender)?.name}` : undefined}
          >
            <TaggedText body={broadcast.body} />
          </Section>
          <CostSection cost={progress.data.cost} scheduled={broadcast.scheduled_at !== null} />
          <RepliesSection broadcastId={broadcast.id} replies={progress.data.replies} />
          <FollowUps broadcastId={broadcast.id} progress={progress.data} />
          {broadcast.planned > 0 && (
            <RecipientsSection broadcast={broadcast} progress={progress.data} search={search} onSearch={setSearch} />
          )}
        </Stack>
      )}
      <MessageDrawer messageId={search.message} onClose={() => setSearch({ message: undefined })} />
    </>
  );
}

function refetchMs(state: BroadcastState): number {
  if (state === 'sending' || state === 'planning') return 1_000;
  return isOver(state) ? 15_000 : 5_000;
}
