import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { connectionsApi, type Sender } from '@tidings/core/contract/connections';
import { useState } from 'react';
import { plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { FormError } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';

/** Asks why, then stops the sender at once. */
export function PauseSender({ sender, onClose }: { sender: Sender | null; onClose: () => void }) {
  return (
    <Modal opened={sender !== null} onClose={onClose} title={sender === null ? '' : `Pause ${sender.name}?`}>
      {sender !== null && <PauseForm key={sender.id} sender={sender} onClose={onClose} />}
    </Modal>
  );
}

function PauseForm({ sender, onClose }: { sender: Sender; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const pause = useApiMutation(connectionsApi.pauseSender, {
    invalidates: ['connections'],
    onSuccess: () => {
      notifyDone(`${sender.name} is paused`);
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        pause.mutate({ params: { sender_id: sender.id }, body: { reason } });
      }}
    >
      <Stack>
        <Text>
          Nothing more is sent from it until somebody resumes it, replies included.
          {sender.waiting > 0 && ` ${plural(sender.waiting, 'message waits', 'messages wait')} in its queue and will stay there.`}
        </Text>
        <FormError error={pause.error} labels={{ reason: 'Why' }} />
        <TextInput
          label="Why"
          name="reason"
          description="Shown to your colleagues."
          maxLength={200}
          required
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red" loading={pause.isPending} disabled={reason.trim() === ''}>
            Pause sending
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
