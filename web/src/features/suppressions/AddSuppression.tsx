import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { suppressionsApi } from '@tidings/core/contract/suppressions';
import { readablePhone } from '../../lib/phone.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { kindChoices, type MemberKind } from './kind-choices.ts';

/** One number that nothing is to be sent to. */
export function AddSuppression({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a number">
      {opened && <Fields onClose={onClose} />}
    </Modal>
  );
}

function Fields({ onClose }: { onClose: () => void }) {
  const { country } = useWorkspace();
  const form = useForm({ initialValues: { address: '', kind: 'manual' as MemberKind, reason: '' } });
  const add = useApiMutation(suppressionsApi.addSuppression, {
    invalidates: ['suppressions', 'contacts'],
    onSuccess: (made) => {
      notifyDone(`Nothing is sent to ${readablePhone(made.address, country)} any more`);
      onClose();
    },
    onError: (error) => showFieldErrors(form, error),
  });
  const save = form.onSubmit(({ address, kind, reason }) =>
    add.mutate({ body: { address, kind, ...(reason.trim() === '' ? {} : { reason }) } }),
  );
  return (
    <form noValidate onSubmit={save}>
      <Stack>
        <FormError error={add.error} labels={{ address: 'Phone number', reason: 'Note' }} />
        <TextInput
          label="Phone number"
          name="address"
          type="tel"
          required
          data-autofocus
          description="It holds for everybody who shares the number."
          {...form.getInputProps('address')}
        />
        <Select label="Why" name="kind" allowDeselect={false} data={kindChoices} {...form.getInputProps('kind')} />
        <TextInput
          label="Note"
          name="reason"
          description="For your colleagues: how you know."
          maxLength={500}
          {...form.getInputProps('reason')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={form.values.address.trim() === ''}>
            Add the number
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
