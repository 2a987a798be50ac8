import { Button, Group, Modal, NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type Connection, connectionsApi, type Sender } from '@tidings/core/contract/connections';
import { useApiMutation } from '../../lib/query.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { CapFields, type SenderValues } from './CapFields.tsx';

interface SenderFormProps {
  readonly connection: Connection;
  readonly editing: Sender | 'new' | null;
  readonly onClose: () => void;
}

/** A number or messaging service to send from, and how fast. */
export function SenderForm({ connection, editing, onClose }: SenderFormProps) {
  return (
    <Modal opened={editing !== null} onClose={onClose} title={editing === 'new' ? 'Add a sender' : 'Change the sender'}>
      {editing !== null && (
        <Fields
          key={editing === 'new' ? 'new' : editing.id}
          connection={connection}
          sender={editing === 'new' ? null : editing}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}

/** Usual rates (segments a second) by kind of number, as carriers allow them. */
const rates = [
  { label: 'Number (1/s)', value: 1 },
  { label: 'Toll-free (3/s)', value: 3 },
  { label: 'Short code (100/s)', value: 100 },
] as const;

const labels = {
  address: 'Number or service',
  name: 'Name',
  rate_per_second: 'Rate',
  burst: 'At once',
  daily_cap: 'Daily cap',
  cap_zone: 'Time zone',
  cap_hour: 'Hour',
};

interface FieldsProps {
  readonly connection: Connection;
  readonly sender: Sender | null;
  readonly onClose: () => void;
}

function Fields({ connection, sender, onClose }: FieldsProps) {
  const form = useForm<SenderValues>({
    initialValues: {
      kind: 'number',
      address: '',
      name: sender?.name ?? '',
      rate_per_second: sender?.rate_per_second ?? 1,
      burst: sender?.burst ?? 1,
      daily_cap: sender?.daily_cap ?? '',
      cap_zone: sender?.cap_zone ?? 'America/Los_Angeles',
      cap_hour: sender?.cap_hour ?? 0,
    },
  });
  const done = (saved: Sender) => {
    notifyDone(sender === null ? `${saved.name} can be sent from now` : `${saved.name} is changed`);
    onClose();
  };
  const settings = { invalidates: ['connections'] as const, onError: (error: unknown) => showFieldErrors(form, error) };
  const create = useApiMutation(connectionsApi.createSender, { ...settings, onSuccess: done });
  const update = useApiMutation(connectionsApi.updateSender, { ...settings, onSuccess: done });
  const save = form.onSubmit(({ kind, address, name, rate_per_second, burst, daily_cap, cap_zone, cap_hour }) => {
    const common = {
      ...(name.trim() === '' ? {} : { name }),
      rate_per_second: Number(rate_per_second),
      // One that nobody touched comes down with a lower rate.
      ...(Number(burst) === sender?.burst ? {} : { burst: Number(burst) }),
      daily_cap: daily_cap === '' ? null : Number(daily_cap),
      cap_zone,
      cap_hour,
    };
    if (sender === null) create.mutate({ params: { connection_id: connection.id }, body: { kind, address, ...common } });
    else update.mutate({ params: { sender_id: sender.id }, body: common });
  });
  return (
    <form noValidate onSubmit={save}>
      <Stack>
        <FormError error={create.error ?? update.error} labels={labels} />
        {sender === null && !connection.sandbox && (
          <SegmentedControl
            aria-label="Kind of sender"
            data={[
              { value: 'number', label: 'A number' },
              { value: 'messaging_service', label: 'A messaging service' },
            ]}
            {...form.getInputProps('kind')}
          />
        )}
        {sender === null && (
          <AddressField kind={form.values.kind} sandbox={connection.sandbox} {...form.getInputProps('address')} />
        )}
        <TextInput
          label="Name"
          name="name"
          description="How your colleagues know it. The number itself if you leave it empty."
          maxLength={80}
          {...form.getInputProps('name')}
        />
        <Group grow align="flex-start">
          <NumberInput
            label="Rate"
            name="rate_per_second"
            description="Segments a second that the carrier allows"
            min={0.01}
            max={1_000}
            decimalScale={2}
            {...form.getInputProps('rate_per_second')}
          />
          <NumberInput
            label="At once"
            name="burst"
            description="How many may leave together after a pause; comes down with a lower rate"
            min={1}
            max={10_000}
            allowDecimal={false}
            {...form.getInputProps('burst')}
          />
        </Group>
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            Usual rates:
          </Text>
          {rates.map(({ label, value }) => (
            <Button
              key={label}
              size="compact-xs"
              variant="default"
              radius="xl"
              onClick={() => form.setFieldValue('rate_per_second', value)}
            >
              {label}
            </Button>
          ))}
        </Group>
        <CapFields form={form} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending}>
            {sender === null ? 'Add the sender' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function AddressField({
  kind,
  sandbox,
  ...input
}: { kind: 'number' | 'messaging_service'; sandbox: boolean } & Record<string, unknown>) {
  const service = kind === 'messaging_service';
  return (
    <TextInput
      label={service ? 'Service SID' : 'Number'}
      name="address"
      required
      data-autofocus
      placeholder={service ? 'MG…' : '+1 202 555 0100'}
      description={
        service
          ? 'Twilio Console, Messaging, Services: the SID begins with MG.'
          : sandbox
            ? 'A fictitious number, 555-0100 to 555-0189.'
            : 'With its country code. It must belong to this account.'
      }
      {...input}
    />
  );
}
