import { Alert, Button, Drawer, Group, PasswordInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconLock } from '@tabler/icons-react';
import {
  type Connection,
  type ConnectionTest,
  connectionsApi,
  type Provider,
  type ProviderField,
} from '@tidings/core/contract/connections';
import { useState } from 'react';
import { ApiError } from '../../lib/api-error.ts';
import { besideField } from '../../lib/field-words.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { FormError } from '../../ui/FormError.tsx';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { FoundSenders } from './FoundSenders.tsx';

interface ConnectionFormProps {
  readonly editing: Connection | 'new' | null;
  readonly onClose: () => void;
}

/** Connects a provider or changes a connection; saved is tested at once. The fields are drawn from the provider's own schema. */
export function ConnectionForm({ editing, onClose }: ConnectionFormProps) {
  const opened = editing !== null;
  const providers = useApi(connectionsApi.listProviders, { enabled: opened, staleTime: Number.POSITIVE_INFINITY });
  const connection = editing === 'new' ? null : editing;
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={520}
      title={connection === null ? 'Connect a provider' : `Change ${connection.name}`}
    >
      {providers.data === undefined &&
        (providers.error === null ? <LoadingState rows={4} /> : <ErrorState error={providers.error} />)}
      {opened && providers.data !== undefined && (
        <Chosen key={connection?.id ?? 'new'} providers={providers.data.items} connection={connection} onClose={onClose} />
      )}
    </Drawer>
  );
}

function Chosen({
  providers,
  connection,
  onClose,
}: {
  providers: readonly Provider[];
  connection: Connection | null;
  onClose: () => void;
}) {
  const [chosen, setChosen] = useState(connection?.provider ?? providers[0]?.id ?? '');
  const [saved, setSaved] = useState<Connection | null>(null);
  const [result, setResult] = useState<ConnectionTest | null>(null);
  const provider = providers.find((one) => one.id === chosen);
  if (provider === undefined) return <ErrorState error={new Error('no provider')} />;
  if (saved !== null && result !== null) {
    return (
      <Stack>
        <FoundSenders connectionId={saved.id} result={result} onClose={onClose} />
        <Group justify="flex-end">
          {!result.ok && (
            <Button variant="default" onClick={() => setResult(null)}>
              Correct it
            </Button>
          )}
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack>
      {connection === null && saved === null && providers.length > 1 && (
        <Select
          label="Provider"
          allowDeselect={false}
          value={chosen}
          onChange={(value) => value !== null && setChosen(value)}
          data={providers.map((one) => ({ value: one.id, label: one.label }))}
        />
      )}
      <Fields
        key={provider.id}
        provider={provider}
        connection={saved ?? connection}
        onCancel={onClose}
        onTested={(made, tested) => {
          setSaved(made);
          setResult(tested);
        }}
      />
    </Stack>
  );
}

interface FieldsProps {
  readonly provider: Provider;
  readonly connection: Connection | null;
  readonly onCancel: () => void;
  readonly onTested: (connection: Connection, result: ConnectionTest) => void;
}

function Fields({ provider, connection, onCancel, onTested }: FieldsProps) {
  const form = useForm({ initialValues: initialValues(provider, connection) });
  const create = useApiMutation(connectionsApi.createConnection, { invalidates: ['connections'], idempotent: true });
  const update = useApiMutation(connectionsApi.updateConnection, { invalidates: ['connections'] });
  const test = useApiMutation(connectionsApi.testConnection, { invalidates: ['connections'] });
  const [error, setError] = useState<unknown>(null);
  const save = form.onSubmit(async ({ name, ...values }) => {
    const pick = (secret: boolean) =>
      Object.fromEntries(
        provider.fields.flatMap((field) => (field.secret === secret ? [[field.name, values[field.name] ?? '']] : [])),
      );
    const body = { name: name ?? '', settings: pick(false), secrets: pick(true) };
    setError(null);
    try {
      const saved =
        connection === null
          ? await create.mutateAsync({ body: { provider: provider.id, ...body } })
          : await update.mutateAsync({ params: { connection_id: connection.id }, body });
      onTested(saved, await test.mutateAsync({ params: { connection_id: saved.id } }));
    } catch (problem) {
      setError(problem);
      if (problem instanceof ApiError) {
        form.setErrors(
          Object.fromEntries(
            problem.fields.map((one) => [one.field.replace(/^(settings|secrets)\./, ''), besideField(one.message)]),
          ),
        );
      }
    }
  });
  const labels = Object.fromEntries(
    provider.fields.map((field) => [`${field.secret ? 'secrets' : 'settings'}.${field.name}`, field.title]),
  );
  return (
    <form noValidate onSubmit={save}>
      <Stack>
        <FormError error={error} labels={labels} />
        <TextInput
          label="Name"
          name="name"
          description="How your colleagues know this account."
          required
          maxLength={80}
          {...form.getInputProps('name')}
        />
        {provider.fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            stored={connection?.secrets_set.includes(field.name) ?? false}
            {...form.getInputProps(field.name)}
          />
        ))}
        <Alert variant="transparent" p={0} icon={<IconLock size={18} />}>
          <Text size="sm" c="dimmed">
            Secrets are encrypted and never shown again, to anybody.
          </Text>
        </Alert>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending || test.isPending}>
            {connection === null ? 'Connect and test' : 'Save and test'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function initialValues(provider: Provider, connection: Connection | null): Record<string, string> {
  const values = provider.fields.map((field) => [
    field.name,
    field.secret ? '' : (connection?.settings[field.name] ?? field.default ?? ''),
  ]);
  return { name: connection?.name ?? provider.label, ...(Object.fromEntries(values) as Record<string, string>) };
}

function FieldInput({ field, stored, ...input }: { field: ProviderField; stored: boolean } & Record<string, unknown>) {
  const common = {
    label: field.title,
    name: `${field.secret ? 'secrets' : 'settings'}.${field.name}`,
    description: field.help,
    ...input,
  };
  if (!field.secret)
    return <TextInput required={field.required && field.default === null} autoComplete="off" spellCheck={false} {...common} />;
  return (
    <PasswordInput
      required={field.required && !stored}
      autoComplete="new-password"
      placeholder={stored ? 'Stored. Leave empty to keep it.' : ''}
      visibilityToggleButtonProps={{ 'aria-label': `Show or hide ${field.title}` }}
      {...common}
    />
  );
}
