import { Group, NumberInput, Stack, Switch } from '@mantine/core';

interface FirstFewProps {
  /** Fewer than everybody. */
  readonly most: number;
  /** How many get it first; null for everybody at once. */
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}

const usual = 50;

/** Whether a few get it first, and the others once somebody has looked at how they answer. */
export function FirstFew({ most, value, onChange }: FirstFewProps) {
  return (
    <Stack gap="xs">
      <Switch
        label="Send to a few first"
        description="The others wait until you have seen how it arrives and what comes back, and say go on."
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? Math.min(usual, most) : null)}
      />
      {value !== null && (
        <Group gap="xs" pl={46}>
          <NumberInput
            label="How many first"
            w={160}
            min={1}
            max={Math.min(most, 100_000)}
            clampBehavior="strict"
            allowDecimal={false}
            thousandSeparator=","
            value={value}
            onChange={(next) => typeof next === 'number' && next >= 1 && onChange(next)}
          />
        </Group>
      )}
    </Stack>
  );
}
