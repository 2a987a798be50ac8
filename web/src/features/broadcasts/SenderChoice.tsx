import { Select } from '@mantine/core';
import type { Way } from './use-ways.ts';

interface SenderChoiceProps {
  readonly ways: readonly Way[];
  readonly chosen: Way | undefined;
  readonly onChange: (way: Way) => void;
}

/** What it is sent from: a number, or a pool of numbers. Shown where there is a choice. */
export function SenderChoice({ ways, chosen, onChange }: SenderChoiceProps) {
  if (ways.length < 2) return null;
  const options = (kind: Way['kind']) => ways.filter((one) => one.kind === kind).map(({ id, label }) => ({ value: id, label }));
  const pools = options('pool');
  const data =
    pools.length === 0
      ? options('sender')
      : [
          { group: 'Numbers', items: options('sender') },
          { group: 'Pools', items: pools },
        ];
  return (
    <Select
      label="Sender"
      description={
        chosen?.kind === 'pool' ? 'Everybody hears from the number that they know; new people are spread over all.' : undefined
      }
      data={data}
      value={chosen?.id ?? null}
      allowDeselect={false}
      onChange={(id) => {
        const way = ways.find((one) => one.id === id);
        if (way) onChange(way);
      }}
    />
  );
}
