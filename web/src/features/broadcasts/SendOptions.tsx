import { Button, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { IconCalendarTime, IconSend } from '@tabler/icons-react';
import { type Broadcast, type BroadcastEstimate, broadcastsApi } from '@tidings/core/contract/broadcasts';
import { listZones } from '@tidings/core/schedule/zones';
import { useMemo, useState } from 'react';
import { besideField } from '../../lib/field-words.ts';
import { formatInstant, formatNumber, plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { FormError } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import { AcceptCost } from './AcceptCost.tsx';
import { draftLabels } from './draft-fields.ts';
import { FirstFew } from './FirstFew.tsx';
import { LaterHours } from './LaterHours.tsx';

interface SendOptionsProps {
  readonly broadcast: Broadcast;
  readonly estimate: BroadcastEstimate;
  readonly onSent: (broadcast: Broadcast) => void;
  /** The numbers are not those of a moment ago: look at them again. */
  readonly onChanged: () => void;
}

/** Now, or at a time of a zone. */
export function SendOptions(props: SendOptionsProps) {
  const [when, setWhen] = useState<'now' | 'later'>('now');
  const [canary, setCanary] = useState<number | null>(props.broadcast.canary_size);
  const [acceptsCost, setAcceptsCost] = useState(false);
  const { cost } = props.estimate;
  const ready = { ...props, canary, acceptedMicros: cost.confirm && acceptsCost ? cost.cautious_micros : undefined };
  return (
    <Section title="When">
      <Stack gap="md" align="flex-start">
        {props.estimate.will_get > 1 && <FirstFew most={props.estimate.will_get - 1} value={canary} onChange={setCanary} />}
        <SegmentedControl
          aria-label="When to send"
          value={when}
          onChange={(value) => setWhen(value as 'now' | 'later')}
          data={[
            { value: 'now', label: 'Now' },
            { value: 'later', label: 'At a time' },
          ]}
        />
        {cost.confirm && <AcceptCost cost={cost} accepted={acceptsCost} onChange={setAcceptsCost} />}
        {when === 'now' ? <SendNow {...ready} /> : <SendLater {...ready} />}
      </Stack>
    </Section>
  );
}

/** Refusals that mean: the numbers are not those of a moment ago. */
const changes: ReadonlySet<string> = new Set(['conflict', 'version_changed', 'cost_not_accepted']);
const accepting = (micros: number | undefined) => (micros === undefined ? {} : { accept_cost_micros: micros });

interface ReadyProps extends SendOptionsProps {
  readonly canary: number | null;
  /** The sum that was accepted; undefined while it must be, or need not be. */
  readonly acceptedMicros: number | undefined;
}

function SendNow({ broadcast, estimate, onSent, onChanged, canary, acceptedMicros }: ReadyProps) {
  const send = useApiMutation(broadcastsApi.sendBroadcast, {
    idempotent: true,
    invalidates: ['broadcasts', 'messages'],
    onSuccess: onSent,
    onError: (error) => changes.has(error.code) && onChanged(),
  });
  return (
    <>
      {send.error !== null && <FormError error={send.error} labels={draftLabels} />}
      <Button
        size="md"
        leftSection={<IconSend size={17} />}
        loading={send.isPending}
        disabled={estimate.cost.confirm && acceptedMicros === undefined}
        onClick={() =>
          send.mutate({
            params: { broadcast_id: broadcast.id },
            body: {
              version: estimate.version,
              expected_recipients: estimate.will_get,
              canary_size: canary,
              ...accepting(acceptedMicros),
            },
          })
        }
      >
        {canary === null
          ? `Send to ${plural(estimate.will_get, 'person', 'people')} now`
          : `Send to the first ${formatNumber(canary)} now`}
      </Button>
    </>
  );
}

function SendLater({ broadcast, estimate, onSent, onChanged, canary, acceptedMicros }: ReadyProps) {
  const { time_zone } = useWorkspace();
  const [at, setAt] = useState<string | null>(null);
  const [zone, setZone] = useState(time_zone);
  const zones = useMemo(() => [...listZones()], []);
  const schedule = useApiMutation(broadcastsApi.scheduleBroadcast, {
    idempotent: true,
    invalidates: ['broadcasts'],
    onSuccess: (answer) => {
      notifyDone(
        `Goes out ${answer.scheduled_at === null ? 'at its time' : formatInstant(answer.scheduled_at, zone)}.${answer.note === null ? '' : ` ${answer.note}`}`,
      );
      onSent(answer);
    },
    onError: (error) => changes.has(error.code) && onChanged(),
  });
  const local = at === null ? null : at.slice(0, 16).replace(' ', 'T');
  const fault = (field: string) => {
    const found = schedule.error?.fields.find((one) => one.field === field);
    return found && besideField(found.message);
  };
  return (
    <>
      {schedule.error !== null && !schedule.error.fields.some(({ field }) => field === 'local' || field === 'zone') && (
        <FormError error={schedule.error} labels={draftLabels} />
      )}
      <Group align="flex-start" gap="sm">
        <DateTimePicker
          label="Day and time"
          placeholder="Choose"
          w={240}
          value={at}
          onChange={setAt}
          valueFormat="ddd, D MMM YYYY, HH:mm"
          error={fault('local')}
          highlightToday
          clearable
          clearButtonProps={{ 'aria-label': 'No day and time' }}
        />
        <Select
          label="Time zone"
          searchable
          w={240}
          data={zones}
          value={zone}
          onChange={(value) => value !== null && setZone(value)}
          error={fault('zone')}
        />
      </Group>
      {local !== null && <LaterHours broadcastId={broadcast.id} local={local} zone={zone} />}
      <Text size="sm" c="dimmed">
        Who gets it is decided at that time: people who join or opt out until then count. It keeps this wall time when clocks
        change.
      </Text>
      <Button
        size="md"
        leftSection={<IconCalendarTime size={17} />}
        loading={schedule.isPending}
        disabled={local === null || (estimate.cost.confirm && acceptedMicros === undefined)}
        onClick={() =>
          local !== null &&
          schedule.mutate({
            params: { broadcast_id: broadcast.id },
            body: { version: estimate.version, local, zone, canary_size: canary, ...accepting(acceptedMicros) },
          })
        }
      >
        Schedule for {plural(estimate.will_get, 'person', 'people')}
      </Button>
    </>
  );
}
