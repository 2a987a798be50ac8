import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import { eventsApi } from '@tidings/core/contract/events';
import { type List, listsApi } from '@tidings/core/contract/lists';
import { useApi, useApiAll, useApiMutation } from '../../lib/query.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { listPurposeWords } from './list-words.ts';

interface ListFormModalProps {
  readonly opened: boolean;
  /** The list to change; null for a new one. */
  readonly list: List | null;
  /** A new list begins as one of this event. */
  readonly eventId?: string;
  readonly onDone: (list: List) => void;
  readonly onClose: () => void;
}

const purposes: readonly MessagePurpose[] = ['marketing', 'informational', 'patient'];

/** Makes or changes a list. */
export function ListFormModal({ opened, list, eventId, onDone, onClose }: ListFormModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={list === null ? 'New list' : 'Edit list'}>
      {opened && <Fields list={list} onDone={onDone} onClose={onClose} {...(eventId === undefined ? {} : { eventId })} />}
    </Modal>
  );
}

function Fields({ list, eventId, onDone, onClose }: Omit<ListFormModalProps, 'opened'>) {
  const form = useForm({
    initialValues: {
      name: list?.name ?? '',
      description: list?.description ?? '',
      purpose: (list?.purpose ?? '') as MessagePurpose | '',
      event: list?.event?.id ?? eventId ?? '',
    },
  });
  const coming = useApiAll(eventsApi.listEvents, { query: { limit: 200 }, topics: ['lists'] });
  const past = useApi(eventsApi.listEvents, { query: { limit: 50, show: 'past' }, topics: ['lists'] });
  const events = [...coming.items, ...(past.data?.items ?? [])];
  const own = list?.event;
  const choices = own && !events.some((one) => one.id === own.id) ? [own, ...events] : events;
  const options = {
    invalidates: ['lists'] as const,
    onSuccess: onDone,
    onError: (error: unknown) => showFieldErrors(form, error),
  };
  const create = useApiMutation(listsApi.createList, { ...options, idempotent: true });
  const update = useApiMutation(listsApi.updateList, options);
  const save = form.onSubmit((values) => {
    const body = {
      name: values.name,
      description: values.description.trim() || null,
      purpose: values.purpose || null,
      event_id: values.event || null,
    };
    if (list === null) create.mutate({ body });
    else update.mutate({ params: { list_id: list.id }, body });
  });
  return (
    <form noValidate onSubmit={save}>
      <Stack>
        <FormError
          error={create.error ?? update.error}
          labels={{ name: 'Name', description: 'Description', event_id: 'Event' }}
        />
        <TextInput
          label="Name"
          name="name"
          required
          data-autofocus
          maxLength={100}
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <Textarea
          label="Description"
          name="description"
          autosize
          minRows={2}
          maxLength={500}
          description="For your colleagues: who belongs here."
          {...form.getInputProps('description')}
        />
        <Select
          label="What its people are there for"
          description="A message for something else needs an explicit yes before it goes to them."
          placeholder="Anything"
          clearable
          data={purposes.map((value) => ({ value, label: listPurposeWords[value] }))}
          value={form.values.purpose || null}
          onChange={(value) => form.setFieldValue('purpose', purposes.find((one) => one === value) ?? '')}
        />
        {choices.length > 0 && (
          <Select
            label="Event"
            description="For the people registered for it. They are never mixed with others by accident."
            placeholder="None"
            clearable
            searchable
            nothingFoundMessage="No such event"
            data={choices.map((one) => ({ value: one.id, label: one.name }))}
            value={form.values.event || null}
            onChange={(value) => form.setFieldValue('event', value ?? '')}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending} disabled={form.values.name.trim() === ''}>
            {list === null ? 'Make the list' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
