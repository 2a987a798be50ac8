import { Select } from '@mantine/core';
import { type Way, wayOptions } from '../../lib/ways.ts';

interface SenderChoiceProps {
  readonly ways: readonly Way[];
  readonly chosen: Way | undefined;
  readonly onChange: (way: Way) => void;
}

/** What it is sent from: a number, or a pool of numbers. Shown where there is a choice. */
export function SenderChoice({ ways, chosen, onChange }: SenderChoiceProps) {
  if (ways.length < 2) return null;
  return (
    <Select
      label="Sender"
      description={
        chosen?.kind === 'pool' ? 'Everybody hears from the number that they know; new people are spread over all.' : undefined
      }
      data={wayOptions(ways)}
      value={chosen?.id ?? null}
      allowDeselect={false}
      onChange={(id) => {
        const way = ways.find((one) => one.id === id);
        if (way) onChange(way);
      }}
    />
  );
}
