import { Button, Group, Stack, Text } from '@mantine/core';
import type { FormEventHandler, ReactNode } from 'react';
import type { ApiError } from '../lib/api-error.ts';
import { FormError } from './FormError.tsx';

interface SettingsFormProps {
  /** Of the form library: what the sections are about. */
  readonly form: { isDirty(): boolean };
  readonly onSubmit: FormEventHandler<HTMLFormElement>;
  readonly save: { readonly isPending: boolean; readonly error: ApiError | null };
  /** Names of the fields, for what was refused. */
  readonly labels: Readonly<Record<string, string>>;
  readonly mayChange: boolean;
  readonly saveLabel?: string;
  readonly children: ReactNode;
}

/** The frame of a page of settings: what was refused above, the sections, and below the button, or who may change it. */
export function SettingsForm({ form, onSubmit, save, labels, mayChange, saveLabel = 'Save', children }: SettingsFormProps) {
  return (
    <form noValidate onSubmit={onSubmit}>
      <Stack gap="lg">
        <FormError error={save.error} labels={labels} />
        {children}
        {mayChange ? (
          <Group justify="flex-end">
            {form.isDirty() && (
              <Text size="sm" c="dimmed">
                Not saved yet
              </Text>
            )}
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              {saveLabel}
            </Button>
          </Group>
        ) : (
          <Text c="dimmed">Admins change this.</Text>
        )}
      </Stack>
    </form>
  );
}
