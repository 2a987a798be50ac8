import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { membersApi, NewInvitation } from '@tidings/core/contract/members';
import type { Role } from '@tidings/core/contract/permissions';
import { formatInstant } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { CopyField } from '../../ui/CopyField.tsx';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { schemaErrors } from '../../ui/schema-errors.ts';
import { RoleSelect } from './RoleSelect.tsx';

/** Makes an invitation and shows its link, to be sent by whatever way one likes. */
export function InviteForm({ onClose }: { onClose: () => void }) {
  const form = useForm({ initialValues: { email: '', role: 'agent' as Role }, validate: schemaErrors(NewInvitation) });
  const invite = useApiMutation(membersApi.createInvitation, {
    invalidates: ['members'],
    onError: (error) => showFieldErrors(form, error),
  });
  if (invite.data !== undefined) {
    const { invitation, url } = invite.data;
    return (
      <Stack gap="md">
        <Text>
          Send this link to <strong>{invitation.email}</strong>. It works once, until {formatInstant(invitation.expires_at)}, and
          is shown only now.
        </Text>
        <CopyField label="Invitation link" value={url} />
        <Group justify="flex-end">
          <Button
            variant="default"
            onClick={() => {
              invite.reset();
              form.reset();
            }}
          >
            Invite another
          </Button>
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form noValidate onSubmit={form.onSubmit((body) => invite.mutate({ body }))}>
      <Stack gap="md">
        <FormError error={invite.error} labels={{ email: 'E-mail', role: 'Role' }} />
        <TextInput label="E-mail" name="email" type="email" autoComplete="off" data-autofocus {...form.getInputProps('email')} />
        <RoleSelect label="Role" name="role" {...form.getInputProps('role')} />
        <Text size="sm" c="dimmed">
          You get a link to send them. They choose their own password, or accept with the account they have.
        </Text>
        <Group justify="flex-end">
          <Button type="submit" loading={invite.isPending}>
            Make the link
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
