import { Radio, Stack } from '@mantine/core';
import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import { purposeChoices, purposeOf } from './consent-words.ts';

interface PurposeChoiceProps {
  readonly value: ConsentPurpose;
  readonly onChange: (purpose: ConsentPurpose) => void;
}

/** What somebody agreed to get. */
export function PurposeChoice({ value, onChange }: PurposeChoiceProps) {
  return (
    <Radio.Group label="To which texts?" value={value} onChange={(next) => onChange(purposeOf(next))}>
      <Stack gap={8} mt={8}>
        {purposeChoices.map((one) => (
          <Radio key={one.value} value={one.value} label={one.label} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
