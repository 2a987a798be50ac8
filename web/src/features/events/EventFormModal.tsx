import { Button, Group, Modal, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type EventSummary, eventsApi } from '@tidings/core/contract/events';
import { listZones } from '@tidings/core/schedule/zones';
import { useMemo } from 'react';
import { useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';

interface EventFormModalProps {
  readonly opened: boolean;
  /** The event to change; null for a new one. */
  readonly event: EventSummary | null;
  readonly onDone: (event: EventSummary) => void;
  readonly onClose: () => void;
}

const labels = {
  name: 'Name',
  starts_local: 'Begins',
  ends_local: 'Ends',
  zone: 'Time zone',
  place: 'Place',
  capacity: 'Places',
  note: 'Note',
};

/** Adds or changes an event. */
export function EventFormModal({ opened, event, onDone, onClose }: EventFormModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={event === null ? 'New event' : 'Edit event'}>
      {opened && <Fields event={event} onDone={onDone} onClose={onClose} />}
    </Modal>
  );
}

function Fields({ event, onDone, onClose }: Omit<EventFormModalProps, 'opened'>) {
  const { time_zone: ownZone } = useWorkspace();
  const zones = useMemo(() => [...listZones()], []);
  const form = useForm({
    initialValues: {
      name: event?.name ?? '',
      starts_local: event?.starts_local ?? '',
      ends_local: event?.ends_local ?? '',
      zone: event?.zone ?? ownZone,
      place: event?.place ?? '',
      capacity: (event?.capacity ?? '') as number | string,
      note: event?.note ?? '',
    },
  });
  const options = {
    invalidates: ['lists'] as const,
    onSuccess: onDone,
    onError: (error: unknown) => showFieldErrors(form, error),
  };
  const create = useApiMutation(eventsApi.createEvent, { ...options, idempotent: true });
  const update = useApiMutation(eventsApi.updateEvent, options);
  const save = form.onSubmit((values) => {
    const body = {
      name: values.name,
      zone: values.zone,
      starts_local: values.starts_local.slice(0, 16),
      ends_local: values.ends_local === '' ? null : values.ends_local.slice(0, 16),
      place: values.place.trim() || null,
      capacity: typeof values.capacity === 'number' ? values.capacity : null,
      note: values.note.trim() || null,
    };
    if (event === null) create.mutate({ body });
    else update.mutate({ params: { event_id: event.id }, body });
  });
  return (
    <form noValidate onSubmit={save}>
      <Stack>
        <FormError error={create.error ?? update.error} labels={labels} />
        <TextInput
          label={labels.name}
          required
          data-autofocus
          maxLength={120}
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <Group grow align="flex-start">
          <TextInput type="datetime-local" label={labels.starts_local} required {...form.getInputProps('starts_local')} />
          <TextInput type="datetime-local" label={labels.ends_local} {...form.getInputProps('ends_local')} />
        </Group>
        <Select label={labels.zone} searchable allowDeselect={false} data={zones} {...form.getInputProps('zone')} />
        <TextInput label={labels.place} maxLength={200} {...form.getInputProps('place')} />
        <NumberInput
          label={labels.capacity}
          description="How many it has room for. Nobody is turned away by it."
          min={1}
          allowDecimal={false}
          allowNegative={false}
          {...form.getInputProps('capacity')}
        />
        <Textarea
          label={labels.note}
          description="For your colleagues."
          autosize
          minRows={2}
          maxLength={2000}
          {...form.getInputProps('note')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={create.isPending || update.isPending}
            disabled={form.values.name.trim() === '' || form.values.starts_local === ''}
          >
            {event === null ? 'Add the event' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
