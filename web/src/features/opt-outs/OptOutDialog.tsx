import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { optOutsApi } from '@tidings/core/contract/opt-outs';
import { useState } from 'react';
import { plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { FormError } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';

interface OptOutDialogProps {
  readonly contact: { readonly id: string; readonly name: string };
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** A person said, in whatever way, that they want no texts: how they said it is kept as evidence. */
export function OptOutDialog({ opened, onClose, contact }: OptOutDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Opt out ${contact.name}`}>
      {opened && <Fields contact={contact} onClose={onClose} />}
    </Modal>
  );
}

function Fields({ contact, onClose }: Omit<OptOutDialogProps, 'opened'>) {
  const [reason, setReason] = useState('');
  const save = useApiMutation(optOutsApi.optOutContact, {
    invalidates: ['contacts', 'suppressions', 'conversations'],
    onSuccess: ({ opted_out: n }) => {
      notifyDone(
        n === 0 ? `${contact.name} was opted out already` : `${plural(n, 'number', 'numbers')} of ${contact.name} opted out`,
      );
      onClose();
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ params: { contact_id: contact.id }, body: { reason } });
      }}
    >
      <Stack>
        <Text>
          Nothing is sent to any of their numbers any more, whoever shares them. They can come back themselves by texting START.
        </Text>
        <FormError error={save.error} labels={{ reason: 'How did they ask?' }} />
        <Textarea
          label="How did they ask?"
          description="It is kept as evidence, with your name and the time."
          placeholder="Called the office and asked for no more texts"
          name="reason"
          required
          data-autofocus
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color="red" loading={save.isPending} disabled={reason.trim().length < 3}>
            Opt out
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
