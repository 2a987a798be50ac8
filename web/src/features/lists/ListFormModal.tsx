import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type List, listsApi } from '@tidings/core/contract/lists';
import { useApiMutation } from '../../lib/query.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';

interface ListFormModalProps {
  readonly opened: boolean;
  /** The list to change; null for a new one. */
  readonly list: List | null;
  readonly onDone: (list: List) => void;
  readonly onClose: () => void;
}

/** Makes or renames a list. */
export function ListFormModal({ opened, list, onDone, onClose }: ListFormModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={list === null ? 'New list' : 'Edit list'}>
      {opened && <Fields list={list} onDone={onDone} onClose={onClose} />}
    </Modal>
  );
}

function Fields({ list, onDone, onClose }: Omit<ListFormModalProps, 'opened'>) {
  const form = useForm({ initialValues: { name: list?.name ?? '', description: list?.description ?? '' } });
  const options = {
    invalidates: ['lists'] as const,
    onSuccess: onDone,
    onError: (error: unknown) => showFieldErrors(form, error),
  };
  const create = useApiMutation(listsApi.createList, { ...options, idempotent: true });
  const update = useApiMutation(listsApi.updateList, options);
  const save = form.onSubmit((values) => {
    const body = { name: values.name, description: values.description.trim() || null };
    if (list === null) create.mutate({ body });
    else update.mutate({ params: { list_id: list.id }, body });
  });
  return (
    <form noValidate onSubmit={save}>
      <Stack>
        <FormError error={create.error ?? update.error} labels={{ name: 'Name', description: 'Description' }} />
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
