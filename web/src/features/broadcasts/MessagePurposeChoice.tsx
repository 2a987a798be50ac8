import { Select } from '@mantine/core';
import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import { quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { useApi } from '../../lib/query.ts';
import { messagePurposeWords } from './broadcast-words.ts';

const purposes = ['marketing', 'informational', 'patient'] as const satisfies readonly MessagePurpose[];

interface MessagePurposeChoiceProps {
  readonly value: MessagePurpose | null;
  readonly onChange: (purpose: MessagePurpose | null) => void;
}

/** What a broadcast is for: it decides who agreed to get it. */
export function MessagePurposeChoice({ value, onChange }: MessagePurposeChoiceProps) {
  const settings = useApi(quietHoursApi.getQuietHours, { topics: ['workspace'], staleTime: 60_000 });
  const usual = settings.data?.profile;
  return (
    <Select
      label="What it is for"
      description="Who agreed to information only gets no offers. A text that is both counts as offers."
      allowDeselect={false}
      value={value ?? 'usual'}
      onChange={(next) => onChange(purposes.find((one) => one === next) ?? null)}
      data={[
        { value: 'usual', label: usual === undefined ? 'As usual' : `As usual: ${messagePurposeWords[usual].toLowerCase()}` },
        ...purposes.map((one) => ({ value: one, label: messagePurposeWords[one] })),
      ]}
    />
  );
}
