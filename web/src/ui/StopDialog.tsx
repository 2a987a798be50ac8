import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { FormError } from './FormError.tsx';

interface StopDialogProps {
  readonly opened: boolean;
  readonly title: string;
  /** What it does, in numbers. */
  readonly words: ReactNode;
  readonly error: Error | null;
  readonly loading: boolean;
  readonly onStop: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks why before everything is stopped, and says what that does. */
export function StopDialog({ opened, title, onClose, ...form }: StopDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      {opened && <StopForm {...form} onClose={onClose} />}
    </Modal>
  );
}

function StopForm({ words, error, loading, onStop, onClose }: Omit<StopDialogProps, 'opened' | 'title'>) {
  const [reason, setReason] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onStop(reason);
      }}
    >
      <Stack>
        <Text component="div">{words}</Text>
        <FormError error={error} labels={{ reason: 'Why' }} />
        <TextInput
          label="Why"
          name="reason"
          description="Everybody who uses Tidings here sees it."
          maxLength={200}
          required
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Keep sending
          </Button>
          <Button type="submit" color="red" loading={loading} disabled={reason.trim() === ''}>
            Stop all sending
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
