import { Button, Group, Modal, MultiSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Sender } from '@tidings/core/contract/connections';
import { type Pool, poolsApi } from '@tidings/core/contract/pools';
import { readablePhone } from '../../lib/phone.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';

interface PoolFormProps {
  readonly editing: Pool | 'new' | null;
  /** The numbers to choose from. */
  readonly senders: readonly Sender[];
  readonly onClose: () => void;
}

const labels = { name: 'Name', sender_ids: 'Numbers' };

/** A pool: its name and its numbers. */
export function PoolForm({ editing, senders, onClose }: PoolFormProps) {
  return (
    <Modal opened={editing !== null} onClose={onClose} title={editing === 'new' ? 'Make a pool' : 'Change the pool'}>
      {editing !== null && (
        <Fields
          key={editing === 'new' ? 'new' : editing.id}
          pool={editing === 'new' ? null : editing}
          senders={senders}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}

function Fields({ pool, senders, onClose }: { pool: Pool | null; senders: readonly Sender[]; onClose: () => void }) {
  const { country } = useWorkspace();
  const form = useForm({ initialValues: { name: pool?.name ?? '', sender_ids: pool?.senders.map((one) => one.id) ?? [] } });
  const done = (saved: Pool) => {
    notifyDone(pool === null ? `${saved.name} can be sent from now` : `${saved.name} is changed`);
    onClose();
  };
  const settings = { invalidates: ['connections'] as const, onError: (error: unknown) => showFieldErrors(form, error) };
  const create = useApiMutation(poolsApi.createPool, { ...settings, onSuccess: done });
  const update = useApiMutation(poolsApi.updatePool, { ...settings, onSuccess: done });
  const save = form.onSubmit((body) => {
    if (pool === null) create.mutate({ body });
    else update.mutate({ params: { pool_id: pool.id }, body });
  });
  // All of one kind: what was chosen first decides.
  const first = senders.find((one) => form.values.sender_ids.includes(one.id));
  const sandbox = pool?.sandbox ?? first?.sandbox;
  const data = senders
    .filter((one) => sandbox === undefined || one.sandbox === sandbox)
    .map((one) => {
      const number = readablePhone(one.address, country);
      const name = one.name === one.address ? number : `${one.name} · ${number}`;
      return { value: one.id, label: one.sandbox && sandbox === undefined ? `${name} (sandbox)` : name };
    });
  const leaving = pool?.senders.filter((one) => !form.values.sender_ids.includes(one.id)) ?? [];
  return (
    <form noValidate onSubmit={save}>
      <Stack>
        <FormError error={create.error ?? update.error} labels={labels} />
        <TextInput
          label="Name"
          name="name"
          description="How your colleagues know it when they choose what to send from."
          required
          maxLength={80}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <MultiSelect
          label="Numbers"
          description="New people are spread over them by their rates."
          required
          searchable
          data={data}
          {...form.getInputProps('sender_ids')}
        />
        {leaving.length > 0 && (
          <Text size="sm">
            Who hears from {leaving.map((one) => readablePhone(one.address, country)).join(', ')} now gets another number of the
            pool the next time.
          </Text>
        )}
        <Text size="sm" c="dimmed">
          US carriers count the rate of a registered campaign over all its numbers: more numbers do not make it faster.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {pool === null ? 'Make the pool' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
