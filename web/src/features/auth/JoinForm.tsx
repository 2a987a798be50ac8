import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { AcceptInvitation, membersApi, type OpenInvitation } from '@tidings/core/contract/members';
import type { Session } from '@tidings/core/contract/session';
import { useApiMutation } from '../../lib/query.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { PasswordField } from '../../ui/PasswordField.tsx';
import { schemaErrors } from '../../ui/schema-errors.ts';

/** Makes an account for the invited address. */
export function JoinForm({
  token,
  invitation,
  onJoined,
}: {
  token: string;
  invitation: OpenInvitation;
  onJoined: (session: Session) => void;
}) {
  const form = useForm({ initialValues: { name: '', password: '' }, validate: schemaErrors(AcceptInvitation) });
  const join = useApiMutation(membersApi.joinByInvitation, {
    onSuccess: onJoined,
    onError: (error) => showFieldErrors(form, error),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((body) => join.mutate({ params: { token }, body }))}>
      <Stack gap="md">
        <FormError error={join.error} labels={{ name: 'Your name', password: 'Password' }} />
        <TextInput label="E-mail" value={invitation.email} readOnly variant="filled" autoComplete="username" size="md" />
        <TextInput label="Your name" name="name" autoComplete="name" size="md" autoFocus {...form.getInputProps('name')} />
        <PasswordField
          label="Choose a password"
          name="password"
          size="md"
          owner={{ name: form.values.name, email: invitation.email, organisations: [invitation.workspace_name] }}
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" loading={join.isPending} mt="xs">
          Join {invitation.workspace_name}
        </Button>
      </Stack>
    </form>
  );
}
