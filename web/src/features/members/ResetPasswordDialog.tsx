import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type Member, membersApi } from '@tidings/core/contract/members';
import { useApiMutation } from '../../lib/query.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { InitialPasswordField } from './InitialPasswordField.tsx';
import { suggestPassword } from './initial-password.ts';

/** A new initial password for somebody who forgot theirs. */
export function ResetPasswordDialog({ member, opened, onClose }: { member: Member; opened: boolean; onClose: () => void }) {
  const form = useForm({ initialValues: { password: suggestPassword() } });
  const reset = useApiMutation(membersApi.resetMemberPassword, {
    invalidates: ['members'],
    onSuccess: () => {
      notifyDone(`${member.name} signs in with the new password now.`);
      onClose();
    },
    onError: (error) => showFieldErrors(form, error),
  });
  const close = () => {
    reset.reset();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={`New password for ${member.name}`}>
      <form noValidate onSubmit={form.onSubmit((body) => reset.mutate({ params: { user_id: member.user_id }, body }))}>
        <Stack gap="md">
          <FormError error={reset.error} labels={{ password: 'Initial password' }} />
          <Text size="sm" c="dimmed">
            They are signed out everywhere, and must replace this password when they sign in.
          </Text>
          <InitialPasswordField
            name="password"
            {...form.getInputProps('password')}
            onSuggest={(password) => form.setFieldValue('password', password)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={reset.isPending}>
              Set the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
