import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { NewWorkspace } from '@tidings/core/contract/workspaces';
import { useMemo } from 'react';
import type { ApiError } from '../../lib/api-error.ts';
import { countryChoices, timeZoneChoices } from '../../lib/places.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { schemaErrors } from '../../ui/schema-errors.ts';

const labels = { name: 'Name', country: 'Country', time_zone: 'Time zone' };

interface WorkspaceFormProps {
  readonly initial: NewWorkspace;
  readonly submitLabel: string;
  readonly saving: boolean;
  readonly error: ApiError | null;
  readonly onSubmit: (values: NewWorkspace, onRefused: (error: ApiError) => void) => void;
  /** Saving only makes sense once something was changed. */
  readonly onlyChanged?: boolean;
}

/** Name, country and time zone of a workspace. */
export function WorkspaceForm({ initial, submitLabel, saving, error, onSubmit, onlyChanged = false }: WorkspaceFormProps) {
  const countries = useMemo(countryChoices, []);
  const zones = useMemo(timeZoneChoices, []);
  const form = useForm({ initialValues: initial, validate: schemaErrors(NewWorkspace) });
  const submit = form.onSubmit((values) => {
    onSubmit(values, (refused) => showFieldErrors(form, refused));
    if (onlyChanged) form.resetDirty(values);
  });
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md" maw={520}>
        <FormError error={error} labels={labels} />
        <TextInput
          label={labels.name}
          name="name"
          description="People see this name when you write to them."
          autoComplete="organization"
          {...form.getInputProps('name')}
        />
        <Select
          label={labels.country}
          name="country"
          description="How phone numbers without a country code are read."
          data={countries}
          searchable
          allowDeselect={false}
          nothingFoundMessage="No such country"
          {...form.getInputProps('country')}
        />
        <Select
          label={labels.time_zone}
          name="time_zone"
          description="When it is morning for you: schedules, quiet hours and the days of your numbers."
          data={zones}
          searchable
          allowDeselect={false}
          limit={80}
          nothingFoundMessage="No such time zone"
          {...form.getInputProps('time_zone')}
        />
        <Group>
          <Button type="submit" loading={saving} disabled={onlyChanged && !form.isDirty()}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
