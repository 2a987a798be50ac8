import { Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { sessionApi } from '@tidings/core/contract/session';
import type { ApiError } from '../../lib/api-error.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useSession, useSetSession } from '../../lib/session.ts';
import { useTitle } from '../../lib/title.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { EntryLayout } from '../../ui/EntryLayout.tsx';
import { FormError } from '../../ui/FormError.tsx';

/** Sign in with e-mail and password. */
export function SignInPage() {
  useTitle('Sign in');
  const setSession = useSetSession();
  const openSignup = useSession()?.installation.open_signup === true;
  const signIn = useApiMutation(sessionApi.signIn, { onSuccess: setSession });
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? 'Your e-mail address is needed' : null),
      password: (value) => (value === '' ? 'Your password is needed' : null),
    },
  });
  return (
    <EntryLayout>
      <Title order={1} mb={6}>
        Welcome back
      </Title>
      <Text c="dimmed" mb="xl">
        Sign in to go on.
      </Text>
      <form
        noValidate
        onSubmit={form.onSubmit(({ email, password }) => signIn.mutate({ body: { email: email.trim(), password } }))}
      >
        <Stack gap="md">
          <FormError error={signIn.error} words={signIn.error === null ? undefined : refusalWords(signIn.error)} />
          <TextInput
            label="E-mail"
            name="email"
            type="email"
            autoComplete="username"
            autoFocus
            size="md"
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            size="md"
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="md" loading={signIn.isPending} mt="xs">
            Sign in
          </Button>
        </Stack>
      </form>
      <Text size="sm" c="dimmed" mt="xl">
        Forgot the password? An admin of your workspace can set a new one for you.
        {openSignup && (
          <>
            {' '}
            No account yet?{' '}
            <AppLink to="/sign-up" inherit underline="always">
              Create one
            </AppLink>
            .
          </>
        )}
      </Text>
    </EntryLayout>
  );
}

/** Says what happened without telling strangers whether the account exists. */
function refusalWords(error: ApiError): string | undefined {
  if (error.code === 'wrong_credentials') return 'E-mail and password do not match. Check both and try again.';
  if (error.code === 'locked_out') return `Too many attempts, so signing in is locked for now. ${waitWords(error.retryAfter)}`;
  if (error.code === 'rate_limited') return `Too many attempts in a short time. ${waitWords(error.retryAfter)}`;
  return undefined;
}

function waitWords(seconds: number | undefined): string {
  if (seconds === undefined) return 'Try again in a few minutes, or ask an admin.';
  const minutes = Math.ceil(seconds / 60);
  return `Try again in ${minutes <= 1 ? 'a minute' : `${minutes} minutes`}. Trying earlier does not help.`;
}
