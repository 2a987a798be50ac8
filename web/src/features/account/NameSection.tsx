import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { accountApi } from '@tidings/core/contract/account';
import type { Session } from '@tidings/core/contract/session';
import { useApiMutation } from '../../lib/query.ts';
import { useSetSession } from '../../lib/session.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';

/** How one is called, and the way to a new password. */
export function NameSection({ user }: { user: NonNullable<Session['user']> }) {
  const setSession = useSetSession();
  const form = useForm({
    initialValues: { name: user.name },
    validate: { name: (value) => (value.trim() === '' ? 'Your name is needed' : null) },
  });
  const save = useApiMutation(accountApi.updateAccount, {
    onSuccess: (session) => {
      setSession(session);
      form.resetDirty();
      notifyDone('Saved.');
    },
    onError: (error) => showFieldErrors(form, error),
  });
  return (
    <Section title="You">
      <form noValidate onSubmit={form.onSubmit((body) => save.mutate({ body }))}>
        <Stack gap="md" maw={520}>
          <FormError error={save.error} labels={{ name: 'Name' }} />
          <TextInput
            label="Name"
            name="name"
            autoComplete="name"
            description="The others see it beside what you do."
            {...form.getInputProps('name')}
          />
          <TextInput label="E-mail" value={user.email} readOnly variant="filled" description="You sign in with it." />
          <Group>
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
            <ButtonLink to="/password" variant="default">
              Change password…
            </ButtonLink>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
