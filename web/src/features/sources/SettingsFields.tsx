import { NumberInput, Radio, Select, Stack, TextInput } from '@mantine/core';
import type { Source, SourceSchedule } from '@tidings/core/contract/sources';
import { useWorkspace } from '../../lib/workspace.ts';

/** What may be changed about a source at any time. */
export interface SourceSettings {
  readonly schedule: SourceSchedule;
  readonly on_removed: Source['on_removed'];
  readonly stop_below_percent: number;
  readonly fresh_minutes: number | null;
}

export const settingsOf = ({ schedule, on_removed, stop_below_percent, fresh_minutes }: Source): SourceSettings => ({
  schedule,
  on_removed,
  stop_below_percent,
  fresh_minutes,
});

const everyChoices = [
  { value: 'manual', label: 'Only when somebody presses the button' },
  { value: '15', label: 'Every 15 minutes' },
  { value: '60', label: 'Every hour' },
  { value: '240', label: 'Every 4 hours' },
  { value: 'daily', label: 'Every day at' },
  { value: 'other', label: 'Every so many minutes' },
];

const freshChoices = [
  { value: '0', label: 'Always sync right before' },
  { value: '15', label: 'Older than 15 minutes' },
  { value: '60', label: 'Older than an hour' },
  { value: '1440', label: 'Older than a day' },
  { value: 'never', label: 'Never: send with the list as it is' },
];

interface SettingsFieldsProps {
  readonly value: SourceSettings;
  readonly onChange: (value: SourceSettings) => void;
}

/** When a source is synced, and what it may do. */
export function SettingsFields({ value, onChange }: SettingsFieldsProps) {
  const { time_zone: zone } = useWorkspace();
  const set = (patch: Partial<SourceSettings>) => onChange({ ...value, ...patch });
  const { schedule } = value;
  const fresh = value.fresh_minutes === null ? 'never' : String(value.fresh_minutes);
  const known = freshChoices.some((one) => one.value === fresh);
  return (
    <Stack gap="md" maw={520}>
      <Select
        label="Sync by itself"
        data={everyChoices}
        value={choiceOf(schedule)}
        onChange={(choice) => choice !== null && set({ schedule: scheduleOf(choice, schedule) })}
        allowDeselect={false}
      />
      {schedule.kind === 'daily' && (
        <TextInput
          label="At"
          type="time"
          description={`By the clock of ${zone.replaceAll('_', ' ')}`}
          value={schedule.at}
          onChange={(event) =>
            event.currentTarget.value !== '' && set({ schedule: { kind: 'daily', at: event.currentTarget.value } })
          }
          maw={160}
        />
      )}
      {choiceOf(schedule) === 'other' && schedule.kind === 'every' && (
        <NumberInput
          label="Minutes between two syncs"
          min={5}
          max={10_080}
          clampBehavior="blur"
          value={schedule.minutes}
          onChange={(minutes) => typeof minutes === 'number' && set({ schedule: { kind: 'every', minutes } })}
          maw={220}
        />
      )}
      <Radio.Group
        label="When a row is removed from the sheet"
        value={value.on_removed}
        onChange={(choice) => set({ on_removed: choice === 'take_off' ? 'take_off' : 'leave' })}
      >
        <Stack gap={8} mt={8}>
          <Radio value="leave" label="Leave the person on the list" />
          <Radio value="take_off" label="Take the person off the list; they stay a contact" />
        </Stack>
      </Radio.Group>
      <Select
        label="Before a broadcast to this list, sync when the last sync is"
        description="If that sync fails, the broadcast waits and says so."
        data={known ? freshChoices : [...freshChoices, { value: fresh, label: `Older than ${fresh} minutes` }]}
        value={fresh}
        onChange={(choice) => choice !== null && set({ fresh_minutes: choice === 'never' ? null : Number(choice) })}
        allowDeselect={false}
      />
      <NumberInput
        label="Stop and ask when the sheet shrinks to this share of its rows, or less"
        description="An empty sheet always stops the sync. 0 stops at nothing else."
        suffix=" %"
        min={0}
        max={90}
        clampBehavior="blur"
        value={value.stop_below_percent}
        onChange={(percent) => typeof percent === 'number' && set({ stop_below_percent: percent })}
        styles={{ wrapper: { maxWidth: 160 } }}
      />
    </Stack>
  );
}

function choiceOf(schedule: SourceSchedule): string {
  if (schedule.kind !== 'every') return schedule.kind;
  const usual = everyChoices.some(({ value }) => value === String(schedule.minutes));
  return usual ? String(schedule.minutes) : 'other';
}

function scheduleOf(choice: string, before: SourceSchedule): SourceSchedule {
  if (choice === 'manual') return { kind: 'manual' };
  if (choice === 'daily') return { kind: 'daily', at: before.kind === 'daily' ? before.at : '06:00' };
  if (choice === 'other') return { kind: 'every', minutes: 30 };
  return { kind: 'every', minutes: Number(choice) };
}
