import { Button, Checkbox, Drawer, Group, Stack, Text, Textarea } from '@mantine/core';
import { suppressionWords } from '@tidings/core/compliance/suppression';
import { type Suppression, suppressionsApi } from '@tidings/core/contract/suppressions';
import { useState } from 'react';
import { readablePhone } from '../../lib/phone.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { Timeline, type TimelineItem } from '../../ui/Timeline.tsx';
import { FailureEvidence } from './FailureEvidence.tsx';
import { kindTone, SandboxBadge, sourceWords } from './suppression-columns.tsx';

/** One entry: why, since when, its history, and taking it off the list. */
export function SuppressionDrawer({ suppression, onClose }: { suppression: Suppression | null; onClose: () => void }) {
  const { country } = useWorkspace();
  return (
    <Drawer
      opened={suppression !== null}
      onClose={onClose}
      position="right"
      size={460}
      title={suppression === null ? '' : readablePhone(suppression.address, country)}
    >
      {suppression !== null && <Entry key={suppression.id} suppression={suppression} onClose={onClose} />}
    </Drawer>
  );
}

function Entry({ suppression, onClose }: { suppression: Suppression; onClose: () => void }) {
  const path = usePath();
  const mayRemove = useMay('suppressions:remove');
  const history = useApi(suppressionsApi.getSuppressionHistory, {
    params: { suppression_id: suppression.id },
    topics: ['suppressions'],
  });
  return (
    <Stack gap="lg">
      <div>
        <Group gap={4}>
          <StatusBadge tone={kindTone(suppression.kind)}>{suppressionWords[suppression.kind].label}</StatusBadge>
          {suppression.sandbox && <SandboxBadge />}
        </Group>
        <Text mt="xs">{suppressionWords[suppression.kind].words}</Text>
        {suppression.sandbox && (
          <Text size="sm" c="dimmed">
            Played on the sandbox phones. It ends when the workspace goes live.
          </Text>
        )}
        {suppression.contact !== null && (
          <AppLink to={path(`contacts/${suppression.contact.id}`)}>{suppression.contact.name ?? 'Open the contact'}</AppLink>
        )}
      </div>
      <FailureEvidence failures={suppression.failures} />
      {suppression.removed_at === null &&
        (suppression.by_start_only ? (
          <Text size="sm" c="dimmed">
            Only they can undo it, by texting START from this phone.
          </Text>
        ) : mayRemove ? (
          <RemoveForm suppression={suppression} onClose={onClose} />
        ) : (
          <Text size="sm" c="dimmed">
            An admin can take it off the list.
          </Text>
        ))}
      <div>
        <Text fw={600} mb="xs">
          History
        </Text>
        {history.data === undefined ? (
          history.error === null ? (
            <LoadingState rows={2} />
          ) : (
            <ErrorState error={history.error} onRetry={() => void history.refetch()} />
          )
        ) : (
          <Timeline label="History" items={history.data.items.flatMap(eventsOf)} />
        )}
      </div>
    </Stack>
  );
}

/** An entry as what happened: when it came, and when it went. */
function eventsOf(one: Suppression): TimelineItem[] {
  const came: TimelineItem = {
    key: `${one.id} added`,
    title: `${suppressionWords[one.kind].label}: ${one.created_by ?? sourceWords(one.source)}`,
    at: one.created_at,
    tone: kindTone(one.kind),
    ...(one.reason === null ? {} : { body: one.reason }),
  };
  if (one.removed_at === null) return [came];
  const went: TimelineItem = {
    key: `${one.id} removed`,
    title: `Taken off the list: ${one.removed_by ?? 'Tidings'}`,
    at: one.removed_at,
    tone: 'success',
    ...(one.removed_reason === null ? {} : { body: one.removed_reason }),
  };
  return [went, came];
}

function RemoveForm({ suppression, onClose }: { suppression: Suppression; onClose: () => void }) {
  const { country } = useWorkspace();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const optedOut = suppression.kind === 'opt_out';
  const remove = useApiMutation(suppressionsApi.removeSuppression, {
    invalidates: ['suppressions', 'contacts'],
    onSuccess: () => {
      notifyDone(`${readablePhone(suppression.address, country)} may be written to again`);
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        remove.mutate({ params: { suppression_id: suppression.id }, body: { reason, person_asked: asked } });
      }}
    >
      <Stack gap="sm">
        <FormError error={remove.error} labels={{ reason: 'Why', person_asked: 'The statement' }} />
        <Textarea
          label="Take it off the list because"
          name="reason"
          description={
            optedOut ? 'How and when did they ask? It is kept as proof of their consent.' : 'It is kept in the history.'
          }
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {optedOut && (
          <Checkbox
            name="person_asked"
            label="This person asked us themselves to write to them again."
            description="Writing to somebody who opted out can cost $500 to $1,500 per text in the US. Texting START is the safe way back."
            checked={asked}
            onChange={(event) => setAsked(event.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end">
          <Button
            type="submit"
            color="red"
            variant="light"
            loading={remove.isPending}
            disabled={reason.trim().length < 3 || (optedOut && !asked)}
          >
            Take it off the list
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
