import { Checkbox, Stack } from '@mantine/core';
import type { PoolCrossing } from '@tidings/core/contract/audience';

interface AcceptPoolsProps {
  readonly crossings: readonly PoolCrossing[];
  /** What was said yes to, in the words of the crossing. */
  readonly accepted: readonly string[];
  readonly onChange: (accepted: readonly string[]) => void;
}

/** What is only done on purpose: each way in which a message leaves its pool needs a yes that names both sides. */
export function AcceptPools({ crossings, accepted, onChange }: AcceptPoolsProps) {
  return (
    <Stack gap="sm">
      {crossings.map(({ words, yes }) => (
        <Checkbox
          key={yes}
          checked={accepted.includes(yes)}
          onChange={(event) => onChange(event.currentTarget.checked ? [...accepted, yes] : accepted.filter((one) => one !== yes))}
          label={yes}
          description={words}
        />
      ))}
    </Stack>
  );
}
