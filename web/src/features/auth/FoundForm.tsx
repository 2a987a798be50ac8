import { Button, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { FirstRun, type Session, sessionApi } from '@tidings/core/contract/session';
import { useMemo } from 'react';
import { countryChoices, guessCountry, guessTimeZone, timeZoneChoices } from '../../lib/places.ts';
import { useApiMutation } from '../../lib/query.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { PasswordField } from '../../ui/PasswordField.tsx';
import { schemaErrors } from '../../ui/schema-errors.ts';

const labels = {
  organisation: 'Organisation',
  name: 'Your name',
  email: 'E-mail',
  password: 'Password',
  country: 'Country',
  time_zone: 'Time zone',
};

/** An account with a workspace of its own: the first one of an installation, or a further one where sign-up is open. */
export function FoundForm({ endpoint, onFounded }: { endpoint: 'firstRun' | 'signUp'; onFounded: (session: Session) => void }) {
  const countries = useMemo(countryChoices, []);
  const zones = useMemo(timeZoneChoices, []);
  const form = useForm({
    initialValues: { organisation: '', name: '', email: '', password: '', country: guessCountry(), time_zone: guessTimeZone() },
    validate: schemaErrors(FirstRun),
    validateInputOnBlur: ['email'],
  });
  const create = useApiMutation(sessionApi[endpoint], {
    onSuccess: onFounded,
    onError: (error) => showFieldErrors(form, error),
  });
  return (
    <form noValidate onSubmit={form.onSubmit((body) => create.mutate({ body }))}>
      <Stack gap="md">
        <FormError error={create.error} labels={labels} />
        <TextInput
          label={labels.organisation}
          description="People see this name when you write to them."
          name="organisation"
          autoComplete="organization"
          autoFocus
          size="md"
          {...form.getInputProps('organisation')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={labels.name} name="name" autoComplete="name" size="md" {...form.getInputProps('name')} />
          <TextInput
            label={labels.email}
            name="email"
            type="email"
            autoComplete="username"
            size="md"
            {...form.getInputProps('email')}
          />
        </SimpleGrid>
        <PasswordField
          label={labels.password}
          name="password"
          size="md"
          owner={{ name: form.values.name, email: form.values.email, organisations: [form.values.organisation] }}
          {...form.getInputProps('password')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            label={labels.country}
            name="country"
            data={countries}
            searchable
            allowDeselect={false}
            nothingFoundMessage="No such country"
            size="md"
            {...form.getInputProps('country')}
          />
          <Select
            label={labels.time_zone}
            name="time_zone"
            data={zones}
            searchable
            allowDeselect={false}
            limit={60}
            nothingFoundMessage="No such time zone"
            size="md"
            {...form.getInputProps('time_zone')}
          />
        </SimpleGrid>
        <Text size="sm" c="dimmed">
          Guessed from your browser: how numbers without a country code are read, and when it is morning for you.
        </Text>
        <Button type="submit" size="md" loading={create.isPending} mt="xs">
          Create the workspace
        </Button>
      </Stack>
    </form>
  );
}
