import { Button, Menu, Text } from '@mantine/core';
import { IconArrowRight, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { type Broadcast, broadcastsApi } from '@tidings/core/contract/broadcasts';
import { useState } from 'react';
import { z } from 'zod';
import { useGo } from '../../lib/navigate.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { BroadcastBadge } from './BroadcastBadge.tsx';
import { Composer } from './Composer.tsx';
import { Review } from './Review.tsx';
import { SendOptions } from './SendOptions.tsx';
import { type Draft, type DraftFields, type SaveState, useDraft } from './use-draft.ts';

const Step = z.object({ step: z.enum(['write', 'review']).default('write') });

interface DraftEditorProps {
  readonly saved: Broadcast | null;
  readonly initial: DraftFields;
  readonly onCreated: (id: string) => void;
}

/** A draft from its first word to being sent: write, look at the numbers, send. */
export function DraftEditor({ saved, initial, onCreated }: DraftEditorProps) {
  const draft = useDraft(initial, saved, onCreated);
  const [{ step }, setStep] = useSearchState(Step);
  const [reviewed, setReviewed] = useState<Broadcast | null>(saved);
  const [opening, setOpening] = useState(false);
  const path = usePath();
  const maySend = useMay('broadcasts:send');
  const review = async () => {
    setOpening(true);
    const broadcast = await draft.flush();
    setOpening(false);
    if (!broadcast) return;
    setReviewed(broadcast);
    setStep({ step: 'review' }, { push: true });
  };
  const reviewing = step === 'review' && reviewed !== null;
  return (
    <>
      <PageHeader
        title={reviewing ? 'Look it over' : draft.fields.name.trim() || 'New broadcast'}
        badge={<BroadcastBadge state="draft" />}
        breadcrumbs={[{ label: 'Broadcasts', to: path('broadcasts') }]}
        subtitle={reviewing ? undefined : <SaveWords state={draft.saveState} started={draft.id !== null} />}
        actions={
          reviewing ? (
            <Button
              variant="default"
              leftSection={<IconPencil size={16} />}
              onClick={() => setStep({ step: 'write' }, { push: true })}
            >
              Change it
            </Button>
          ) : (
            <>
              {draft.id !== null && <DraftMenu draft={draft} id={draft.id} />}
              {maySend && (
                <Button
                  rightSection={<IconArrowRight size={16} />}
                  loading={opening}
                  disabled={draft.fields.body.trim() === ''}
                  onClick={() => void review()}
                >
                  Review and send
                </Button>
              )}
            </>
          )
        }
      />
      {reviewing ? <ReviewStep broadcast={reviewed} /> : <Composer draft={draft} />}
    </>
  );
}

function SaveWords({ state, started }: { state: SaveState; started: boolean }) {
  const words = {
    saved: started ? 'Draft saved' : 'Saves itself as you write',
    saving: 'Saving…',
    unsaved: 'Saving…',
    overtaken: 'Not saved',
    failed: 'Not saved',
  }[state.kind];
  return (
    <Text span aria-live="polite">
      {words}
    </Text>
  );
}

function ReviewStep({ broadcast }: { broadcast: Broadcast }) {
  const go = useGo();
  const path = usePath();
  const estimate = useApi(broadcastsApi.estimateBroadcast, {
    params: { broadcast_id: broadcast.id },
    topics: ['contacts', 'lists', 'suppressions', 'connections', 'workspace'],
    staleTime: 0,
  });
  if (estimate.data === undefined) {
    return estimate.error === null ? (
      <LoadingState rows={5} label="Counting" />
    ) : (
      <ErrorState error={estimate.error} onRetry={() => void estimate.refetch()} />
    );
  }
  return (
    <>
      <Review broadcast={broadcast} estimate={estimate.data} />
      <div style={{ marginTop: 'var(--mantine-spacing-lg)' }}>
        <SendOptions
          broadcast={broadcast}
          estimate={estimate.data}
          onSent={(sent) => go(path(`broadcasts/${sent.id}`), { replace: true })}
          onChanged={() => void estimate.refetch()}
        />
      </div>
    </>
  );
}

function DraftMenu({ draft, id }: { draft: Draft; id: string }) {
  const go = useGo();
  const path = usePath();
  const duplicate = useApiMutation(broadcastsApi.duplicateBroadcast, {
    idempotent: true,
    invalidates: ['broadcasts'],
    onSuccess: (copy) => go(path(`broadcasts/${copy.id}`)),
  });
  const remove = useApiMutation(broadcastsApi.deleteBroadcast, {
    invalidates: ['broadcasts'],
    onSuccess: () => {
      notifyDone('The draft is deleted');
      go(path('broadcasts'), { replace: true });
    },
  });
  const askAndRemove = async () => {
    const yes = await confirm({
      title: 'Delete this draft?',
      words: 'Its text and recipients are gone for good.',
      confirmLabel: 'Delete the draft',
      danger: true,
    });
    if (!yes) return;
    await draft.flush();
    remove.mutate({ params: { broadcast_id: id } });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px="xs" aria-label="More">
          <IconDots size={17} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void draft.flush().then(() => duplicate.mutate({ params: { broadcast_id: id } }))}>
          Duplicate
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => void askAndRemove()}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
