import { Group, NumberInput, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import type { FrequencyCap } from '@tidings/core/contract/quiet-hours';

interface CapFieldsProps {
  readonly value: FrequencyCap | null;
  readonly onChange: (value: FrequencyCap | null) => void;
  readonly readOnly: boolean;
  readonly errors: { readonly messages: string | undefined; readonly days: string | undefined };
}

const whole = (value: string | number): number => Math.trunc(Number(value)) || 0;

/** At most so many texts to one person in so many days, and what happens to one more. */
export function CapFields({ value, onChange, readOnly, errors }: CapFieldsProps) {
  return (
    <Stack gap="md">
      <Switch
        label="Limit how many texts one person gets"
        checked={value !== null}
        disabled={readOnly}
        onChange={(event) => onChange(event.currentTarget.checked ? { messages: 3, days: 7, excess: 'skip' } : null)}
      />
      {value !== null && (
        <>
          <Group gap="sm" align="flex-start">
            <NumberInput
              label="At most"
              name="frequency_cap.messages"
              suffix={value.messages === 1 ? ' text' : ' texts'}
              w={130}
              min={1}
              max={100}
              value={value.messages}
              readOnly={readOnly}
              error={errors.messages}
              onChange={(next) => onChange({ ...value, messages: whole(next) })}
            />
            <NumberInput
              label="In"
              name="frequency_cap.days"
              suffix={value.days === 1 ? ' day' : ' days'}
              w={130}
              min={1}
              max={90}
              value={value.days}
              readOnly={readOnly}
              error={errors.days}
              onChange={(next) => onChange({ ...value, days: whole(next) })}
            />
          </Group>
          <div>
            <Text size="sm" fw={500} mb={4} id="one-more">
              One more
            </Text>
            <SegmentedControl
              aria-labelledby="one-more"
              readOnly={readOnly}
              value={value.excess}
              onChange={(excess) => onChange({ ...value, excess: excess as FrequencyCap['excess'] })}
              data={[
                { value: 'skip', label: 'Is left out' },
                { value: 'wait', label: 'Waits until it may' },
              ]}
            />
          </div>
        </>
      )}
    </Stack>
  );
}
