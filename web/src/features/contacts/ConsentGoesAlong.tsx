import { Checkbox, Stack, TextInput } from '@mantine/core';
import { readablePhone } from '../../lib/phone.ts';
import { useWorkspace } from '../../lib/workspace.ts';

interface ConsentGoesAlongProps {
  /** The number that they agreed for. */
  readonly from: string;
  readonly goes: boolean;
  readonly onGoes: (goes: boolean) => void;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly error?: string | undefined;
}

/** Asks whether a consent is for the changed number too. It is not, unless somebody knows that it is. */
export function ConsentGoesAlong({ from, goes, onGoes, reason, onReason, error }: ConsentGoesAlongProps) {
  const { country } = useWorkspace();
  return (
    <Stack gap="sm">
      <Checkbox
        label="They want their texts at the new number too"
        description={`They agreed for ${readablePhone(from, country)}. Without this nothing is sent to the new number until they agree for it.`}
        checked={goes}
        onChange={(event) => onGoes(event.currentTarget.checked)}
      />
      {goes && (
        <TextInput
          label="How do you know that?"
          description="Kept as evidence, with your name and the time."
          placeholder="Told us at the desk that this is their new number"
          required
          maxLength={200}
          value={reason}
          error={error}
          onChange={(event) => onReason(event.currentTarget.value)}
        />
      )}
    </Stack>
  );
}
