import { NativeSelect } from '@mantine/core';
import type { ConsentPurpose } from '@tidings/core/compliance/purposes';

interface PurposeSelectProps {
  readonly value: ConsentPurpose;
  readonly onChange: (purpose: ConsentPurpose) => void;
}

/** What people agree to by signing up. */
export function PurposeSelect({ value, onChange }: PurposeSelectProps) {
  return (
    <NativeSelect
      label="What they agree to"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value === 'informational' ? 'informational' : 'all')}
      data={[
        { value: 'all', label: 'All texts: news, invitations, offers' },
        { value: 'informational', label: 'Information only: changed times, reminders' },
      ]}
    />
  );
}
