import { Alert, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { apiKeysApi, keyLifetimes, NewApiKey } from '@tidings/core/contract/api-keys';
import { type Role, roles, roleWords } from '@tidings/core/contract/permissions';
import { useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { CopyField } from '../../ui/CopyField.tsx';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';

const lifetimes = keyLifetimes.map((days) => ({
  value: String(days),
  label: days === null ? 'Never' : days === 365 ? 'After a year' : `After ${days} days`,
}));

/** Makes a key and shows its secret, once. */
export function NewKeyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="New API key" closeOnClickOutside={false}>
      <NewKeyForm onClose={onClose} />
    </Modal>
  );
}

function NewKeyForm({ onClose }: { onClose: () => void }) {
  const { role: own } = useWorkspace();
  const form = useForm({
    initialValues: { name: '', role: 'manager' as Role, lifetime: '90' },
    validate: { name: (value) => (value.trim() === '' ? 'Say what the key is for' : null) },
  });
  const create = useApiMutation(apiKeysApi.createApiKey, {
    invalidates: ['activity'],
    onError: (error) => showFieldErrors(form, error),
  });
  if (create.data !== undefined) return <Secret secret={create.data.secret} onClose={onClose} />;
  const submit = form.onSubmit(({ name, role, lifetime }) => {
    const body = NewApiKey.parse({ name, role, expires_in_days: lifetime === 'null' ? null : Number(lifetime) });
    create.mutate({ body });
  });
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <FormError error={create.error} labels={{ name: 'What it is for', role: 'Role', expires_in_days: 'Expires' }} />
        <TextInput
          label="What it is for"
          name="name"
          placeholder="Our website’s sign-up form"
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Select
          label="Role"
          name="role"
          description={roleWords[form.values.role].help}
          allowDeselect={false}
          data={roles.slice(roles.indexOf(own)).map((role) => ({ value: role, label: roleWords[role].label }))}
          {...form.getInputProps('role')}
        />
        <Select
          label="Expires"
          name="expires_in_days"
          allowDeselect={false}
          data={lifetimes}
          {...form.getInputProps('lifetime')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Stack gap="md">
      <Alert icon={<IconAlertTriangle size={20} />} color="amber" variant="light">
        Copy the key now. It is shown this once; we keep only a fingerprint of it.
      </Alert>
      <CopyField label="API key" value={secret} description="Send it with each request: Authorization: Bearer …" />
      <Group justify="flex-end">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  );
}
