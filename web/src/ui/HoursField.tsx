import { Chip, Group, Input, Stack, Text } from '@mantine/core';
import { TimeInput } from '@mantine/dates';

/** Hours of a day, and the days on which they begin: 1 is Monday. An end at or before the start lies on the next day. */
export interface HoursValue {
  readonly from: string;
  readonly to: string;
  readonly days: readonly number[];
}

interface HoursFieldProps {
  readonly value: HoursValue;
  readonly onChange: (value: HoursValue) => void;
  readonly readOnly?: boolean;
  /** Beside the days or the hours. */
  readonly error?: string | undefined;
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export const everyDay: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

/** From when until when, and on which days of the week. */
export function HoursField({ value, onChange, readOnly = false, error }: HoursFieldProps) {
  const overnight = value.to !== '24:00' && value.to <= value.from;
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-start">
        <TimeInput
          label="From"
          name="from"
          w={130}
          value={value.from}
          readOnly={readOnly}
          onChange={(event) => onChange({ ...value, from: event.currentTarget.value })}
        />
        <TimeInput
          label="Until"
          name="to"
          w={130}
          // The clock of a browser knows no 24:00; midnight ends the day all the same.
          value={value.to === '24:00' ? '00:00' : value.to}
          readOnly={readOnly}
          onChange={(event) => onChange({ ...value, to: event.currentTarget.value })}
        />
      </Group>
      {overnight && (
        <Text size="sm" c="dimmed">
          These hours end {value.to === '00:00' ? 'at midnight' : 'the next morning'}.
        </Text>
      )}
      <Input.Wrapper label="On" labelElement="div" error={error}>
        <Chip.Group
          multiple
          value={value.days.map(String)}
          onChange={(chosen) => {
            if (!readOnly) onChange({ ...value, days: chosen.map(Number).sort((a, b) => a - b) });
          }}
        >
          <Group gap={6} mt={4}>
            {days.map((day, index) => (
              <Chip key={day} value={String(index + 1)} size="sm" disabled={readOnly}>
                {day}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Input.Wrapper>
    </Stack>
  );
}
