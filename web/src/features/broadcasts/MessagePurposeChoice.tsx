import { Select } from '@mantine/core';
import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import { messagePurposeWords } from './broadcast-words.ts';
import { useUsualPurpose } from './use-purpose.ts';

const purposes = ['marketing', 'informational', 'patient'] as const satisfies readonly MessagePurpose[];

interface MessagePurposeChoiceProps {
  readonly value: MessagePurpose | null;
  readonly onChange: (purpose: MessagePurpose | null) => void;
}

/** What a broadcast is for: it decides who agreed to get it. */
export function MessagePurposeChoice({ value, onChange }: MessagePurposeChoiceProps) {
  const usual = useUsualPurpose();
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
