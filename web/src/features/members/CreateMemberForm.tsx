import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { membersApi, NewMember } from '@tidings/core/contract/members';
import type { Role } from '@tidings/core/contract/permissions';
import { useApiMutation } from '../../lib/query.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { schemaErrors } from '../../ui/schema-errors.ts';
import { InitialPasswordField } from './InitialPasswordField.tsx';
import { suggestPassword } from './initial-password.ts';
import { RoleSelect } from './RoleSelect.tsx';

/** Makes an account for somebody, with a password to hand over. */
export function CreateMemberForm({ onClose }: { onClose: () => void }) {
  const form = useForm({
    initialValues: { name: '', email: '', role: 'agent' as Role, password: suggestPassword() },
    validate: schemaErrors(NewMember),
  });
  const create = useApiMutation(membersApi.createMember, {
    invalidates: ['members'],
    onSuccess: (member) => {
      notifyDone(`${member.name} can sign in with the initial password now.`);
      onClose();
    },
    onError: (error) => showFieldErrors(form, error),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((body) => create.mutate({ body }))}>
      <Stack gap="md">
        <FormError error={create.error} labels={{ name: 'Name', email: 'E-mail', role: 'Role', password: 'Initial password' }} />
        <TextInput label="Name" name="name" autoComplete="off" data-autofocus {...form.getInputProps('name')} />
        <TextInput label="E-mail" name="email" type="email" autoComplete="off" {...form.getInputProps('email')} />
        <RoleSelect label="Role" name="role" {...form.getInputProps('role')} />
        <InitialPasswordField
          name="password"
          {...form.getInputProps('password')}
          onSuggest={(password) => form.setFieldValue('password', password)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            Create the account
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
