import { Button, Group, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { sessionApi } from '@tidings/core/contract/session';
import { useGo } from '../../lib/navigate.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useSession, useSetSession } from '../../lib/session.ts';
import { useTitle } from '../../lib/title.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { EntryLayout } from '../../ui/EntryLayout.tsx';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { PasswordField } from '../../ui/PasswordField.tsx';

/** A new password: asked for at the first sign-in with one that somebody else chose, or by own wish. */
export function PasswordPage() {
  useTitle('New password');
  const forced = useSession()?.user?.password_change_required === true;
  const setSession = useSetSession();
  const go = useGo();
  const form = useForm({
    initialValues: { current_password: '', new_password: '' },
    validate: {
      current_password: (value) => (value === '' ? 'The present password is needed' : null),
      new_password: (value, all) =>
        value !== '' && value === all.current_password ? 'Choose one that differs from the present one' : null,
    },
  });
  const change = useApiMutation(sessionApi.changePassword, {
    onSuccess: (session) => {
      setSession(session);
      notifications.show({ message: 'Your password is changed. Other devices have been signed out.' });
      go('/', { replace: true });
    },
    onError: (error) => showFieldErrors(form, error),
  });
  return (
    <EntryLayout>
      <Title order={1} mb={6}>
        {forced ? 'Choose a password of your own' : 'Change your password'}
      </Title>
      <Text c="dimmed" mb="xl">
        {forced
          ? 'The one you signed in with was made for you by somebody else.'
          : 'Other devices where you are signed in will be signed out.'}
      </Text>
      <form noValidate onSubmit={form.onSubmit((body) => change.mutate({ body }))}>
        <Stack gap="md">
          <FormError error={change.error} labels={{ current_password: 'Present password', new_password: 'New password' }} />
          <PasswordInput
            label="Present password"
            name="current_password"
            autoComplete="current-password"
            size="md"
            autoFocus
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the present password' }}
            {...form.getInputProps('current_password')}
          />
          <PasswordField label="New password" name="new_password" size="md" {...form.getInputProps('new_password')} />
          <Group mt="xs">
            <Button type="submit" size="md" loading={change.isPending}>
              Save and go on
            </Button>
            {!forced && (
              <ButtonLink to="/" variant="default" size="md">
                Not now
              </ButtonLink>
            )}
          </Group>
        </Stack>
      </form>
    </EntryLayout>
  );
}
