import { Alert, Button } from '@mantine/core';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { useState } from 'react';
import type { ApiError } from '../../lib/api-error.ts';
import { roughMoney } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { inZones } from '../../lib/zoned.ts';
import { confirm } from '../../ui/confirm.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { BroadcastBadge } from './BroadcastBadge.tsx';
import { Composer } from './Composer.tsx';
import { costQuestion, sumToAccept } from './cost-question.ts';
import { draftLabels, fieldsOf } from './draft-fields.ts';
import { bodyOf, type Draft } from './use-draft.ts';
import { obstacleOf, usePreview } from './use-preview.ts';

interface ScheduledEditorProps {
  readonly broadcast: Broadcast;
  readonly onDone: () => void;
}

/**
 * A broadcast that goes out by itself, changed. Unlike a draft it does not save itself: half a sentence must not go out at nine. It keeps its
 * time, and what is saved is checked as it was when it was scheduled.
 */
export function ScheduledEditor({ broadcast, onDone }: ScheduledEditorProps) {
  const path = usePath();
  const { time_zone: workspace } = useWorkspace();
  // As it was opened: whoever else changes it meanwhile must not be overwritten.
  const [{ version }] = useState(broadcast);
  const [fields, setFields] = useState(() => fieldsOf(broadcast));
  const preview = usePreview(fields);
  const save = useApiMutation(broadcastsApi.updateBroadcast, {
    invalidates: ['broadcasts'],
    onError: (error) => void askAgain(error),
    onSuccess: () => {
      notifyDone('Changed. It keeps its time.');
      onDone();
    },
  });
  const saveAt = (acceptedMicros?: number) =>
    save.mutate({
      params: { broadcast_id: broadcast.id },
      body: { ...bodyOf(fields), version, ...(acceptedMicros === undefined ? {} : { accept_cost_micros: acceptedMicros }) },
    });
  /** What it becomes may be dearer than what was said yes to when it was scheduled. */
  const askAgain = async (error: ApiError) => {
    const micros = sumToAccept(error);
    if (micros === undefined || !(await confirm(costQuestion(micros)))) return;
    saveAt(micros);
  };
  const draft: Draft = {
    fields,
    change: (patch) => setFields((before) => ({ ...before, ...patch })),
    id: broadcast.id,
    saveState: { kind: 'saved' },
    flush: () => Promise.resolve(undefined),
  };
  const dear = save.error === null ? undefined : sumToAccept(save.error);
  const obstacle = obstacleOf(fields, preview);
  const { scheduled_at: at, scheduled_zone: zone } = broadcast;
  return (
    <>
      <PageHeader
        title={`Change ${broadcast.name}`}
        badge={<BroadcastBadge state={broadcast.state} />}
        breadcrumbs={[{ label: 'Broadcasts', to: path('broadcasts') }]}
        subtitle={obstacle}
        actions={
          <>
            <Button variant="default" onClick={onDone}>
              Keep it as it was
            </Button>
            <Button loading={save.isPending} disabled={obstacle !== undefined} onClick={() => saveAt()}>
              Save changes
            </Button>
          </>
        }
      />
      <Alert color={broadcast.state === 'scheduled' ? 'tide' : 'amber'} mb="lg" role="status">
        {broadcast.state === 'scheduled'
          ? `It goes out ${at === null ? 'at its time' : inZones(at, { chosen: zone ?? workspace, workspace })}, as it was until you save.`
          : 'Its time has come meanwhile: it can be changed no more.'}
      </Alert>
      {dear === undefined ? (
        <FormError error={save.error} labels={draftLabels} />
      ) : (
        <Alert color="amber" mb="lg" role="alert" title="Not saved">
          {`As it is now it may cost up to ${roughMoney(dear)}. Save it again to say yes to that, or make it shorter or for fewer people.`}
        </Alert>
      )}
      <Composer draft={draft} preview={preview} testable={false} />
    </>
  );
}
