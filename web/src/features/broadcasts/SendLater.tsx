import { Button, Group, Select, Text } from '@mantine/core';
import { DatePickerInput, TimeInput } from '@mantine/dates';
import { IconCalendarTime } from '@tabler/icons-react';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { listZones } from '@tidings/core/schedule/zones';
import { useMemo, useState } from 'react';
import { besideField } from '../../lib/field-words.ts';
import { plural } from '../../lib/format.ts';
import { useNow } from '../../lib/now.ts';
import { useApiMutation } from '../../lib/query.ts';
import { instantToWall, wallToInstant } from '../../lib/wall-time.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { inZones } from '../../lib/zoned.ts';
import { FormError } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { draftLabels } from './draft-fields.ts';
import { LaterHours } from './LaterHours.tsx';
import { accepting, changes, mayGo, type ReadyProps } from './ready-to-send.ts';

const calendarLabels = { previousMonth: 'Month before', nextMonth: 'Next month', monthLevelControl: 'Choose the month' };

/** As far ahead as the server takes a time. */
const mostYearsAhead = 2;

/** At a day and a time of a zone. A day without a time is none: nobody means midnight by leaving it out. */
export function SendLater(props: ReadyProps) {
  const { broadcast, estimate, onSent, onChanged, canary } = props;
  const { time_zone } = useWorkspace();
  const proposed = proposalOf(broadcast, useNow());
  const [day, setDay] = useState<string | null>(proposed?.day ?? null);
  const [time, setTime] = useState(proposed?.time ?? '');
  const [zone, setZone] = useState(proposed?.zone ?? time_zone);
  const schedule = useApiMutation(broadcastsApi.scheduleBroadcast, {
    idempotent: true,
    invalidates: ['broadcasts'],
    onSuccess: (answer) => {
      notifyDone(
        `Goes out ${answer.scheduled_at === null ? 'at its time' : inZones(answer.scheduled_at, { chosen: zone, workspace: time_zone })}.${answer.note === null ? '' : ` ${answer.note}`}`,
      );
      onSent(answer);
    },
    onError: (error) => changes.has(error.code) && onChanged(),
  });
  const local = day === null || time === '' ? null : `${day}T${time.slice(0, 5)}`;
  const fault = (field: string) => {
    const found = schedule.error?.fields.find((one) => one.field === field);
    return found && besideField(found.message);
  };
  const overtaken = schedule.error?.code === 'version_changed';
  return (
    <>
      {schedule.error !== null &&
        !overtaken &&
        !schedule.error.fields.some(({ field }) => field === 'local' || field === 'zone') && (
          <FormError error={schedule.error} labels={draftLabels} />
        )}
      <Group align="flex-start" gap="sm">
        <DayField zone={zone} value={day} onChange={setDay} error={fault('local')} />
        <TimeInput label="Time" w={130} value={time} onChange={(event) => setTime(event.currentTarget.value)} />
        <ZoneField value={zone} onChange={setZone} error={fault('zone')} />
      </Group>
      {local !== null && (
        <Text size="sm">That is {inZones(wallToInstant(local, zone), { chosen: zone, workspace: time_zone })}.</Text>
      )}
      {local !== null && <LaterHours broadcastId={broadcast.id} local={local} zone={zone} />}
      <Text size="sm" c="dimmed" id="at-that-time">
        {local === null && 'Choose a day and a time. '}Who gets it is decided at that time: people who join or opt out until then
        count. It keeps this wall time when clocks change.
      </Text>
      <Button
        size="md"
        leftSection={<IconCalendarTime size={17} />}
        loading={schedule.isPending}
        disabled={local === null || !mayGo(props)}
        aria-describedby="at-that-time"
        onClick={() =>
          local !== null &&
          schedule.mutate({
            params: { broadcast_id: broadcast.id },
            body: { version: broadcast.version, local, zone, canary_size: canary, ...accepting(props) },
          })
        }
      >
        Schedule for {plural(estimate.will_get, 'person', 'people')}
      </Button>
    </>
  );
}

/** The time that a draft was scheduled for before; undefined when there was none, or it has passed. */
export function proposalOf(
  { scheduled_local: local, scheduled_zone: zone }: Pick<Broadcast, 'scheduled_local' | 'scheduled_zone'>,
  now: number,
): { readonly day: string; readonly time: string; readonly zone: string } | undefined {
  if (local === null || zone === null || Date.parse(wallToInstant(local, zone)) <= now) return undefined;
  return { day: local.slice(0, 10), time: local.slice(11, 16), zone };
}

interface DayFieldProps {
  readonly zone: string;
  /** `2026-05-01`; null for none. */
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
  readonly error: string | undefined;
}

/** A day from today on, by the clocks of the zone; days that are over cannot be chosen. */
function DayField({ zone, value, onChange, error }: DayFieldProps) {
  const today = instantToWall(new Date(useNow()).toISOString(), zone).slice(0, 10);
  return (
    <DatePickerInput
      label="Day"
      placeholder="Choose"
      w={220}
      value={value}
      onChange={onChange}
      valueFormat="ddd, D MMM YYYY"
      minDate={today}
      maxDate={`${Number(today.slice(0, 4)) + mostYearsAhead}${today.slice(4).replace('-02-29', '-02-28')}`}
      error={error}
      ariaLabels={calendarLabels}
      highlightToday
      clearable
      clearButtonProps={{ 'aria-label': 'No day' }}
    />
  );
}

interface ZoneFieldProps {
  readonly value: string;
  readonly onChange: (zone: string) => void;
  readonly error: string | undefined;
}

function ZoneField({ value, onChange, error }: ZoneFieldProps) {
  const zones = useMemo(() => [...listZones()], []);
  return (
    <Select
      label="Time zone"
      searchable
      w={240}
      data={zones}
      value={value}
      onChange={(zone) => zone !== null && onChange(zone)}
      error={error}
    />
  );
}
