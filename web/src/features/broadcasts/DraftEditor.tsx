import { Alert, Button, Text } from '@mantine/core';
import { IconArrowRight, IconPencil } from '@tabler/icons-react';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import { useState } from 'react';
import { z } from 'zod';
import { useSearchState } from '../../lib/search-state.ts';
import { wallToInstant } from '../../lib/wall-time.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { inZones } from '../../lib/zoned.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { BroadcastBadge } from './BroadcastBadge.tsx';
import { Composer } from './Composer.tsx';
import { DraftMenu } from './DraftMenu.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import { type DraftFields, type SaveState, useDraft } from './use-draft.ts';
import { obstacleOf, usePreview } from './use-preview.ts';

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
  const preview = usePreview(draft.fields);
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
                <ReviewButton obstacle={obstacleOf(draft.fields, preview)} loading={opening} onClick={() => void review()} />
              )}
            </>
          )
        }
      />
      {reviewing ? (
        <ReviewStep broadcast={reviewed} onWrite={() => setStep({ step: 'write' }, { push: true })} />
      ) : (
        <>
          <TakenBack saved={saved} />
          <Composer draft={draft} preview={preview} />
        </>
      )}
    </>
  );
}

/** That it was scheduled, and is not any more. */
function TakenBack({ saved }: { saved: Broadcast | null }) {
  const { time_zone: workspace } = useWorkspace();
  if (saved === null || saved.scheduled_local === null || saved.scheduled_zone === null) return null;
  const at = wallToInstant(saved.scheduled_local, saved.scheduled_zone);
  return (
    <Alert color="amber" mb="lg" role="status" title="It does not go out by itself any more">
      It was scheduled for {inZones(at, { chosen: saved.scheduled_zone, workspace })}. Review it and schedule it again: the day
      and the time are still filled in.
    </Alert>
  );
}

function ReviewButton({ obstacle, ...button }: { obstacle: string | undefined; loading: boolean; onClick: () => void }) {
  return (
    <>
      {obstacle !== undefined && (
        <Text id="why-not-yet" size="sm" c="dimmed" style={{ alignSelf: 'center' }}>
          {obstacle}
        </Text>
      )}
      <Button
        rightSection={<IconArrowRight size={16} />}
        disabled={obstacle !== undefined}
        aria-describedby={obstacle === undefined ? undefined : 'why-not-yet'}
        {...button}
      >
        Review and send
      </Button>
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
