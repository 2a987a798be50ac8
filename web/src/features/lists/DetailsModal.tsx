import { ActionIcon, Button, Divider, Group, Modal, Stack, Text, Tooltip } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconArchive, IconPencil } from '@tabler/icons-react';
import { type ListFieldType, listFieldsApi } from '@tidings/core/contract/list-fields';
import type { List } from '@tidings/core/contract/lists';
import { useState } from 'react';
import { useApiMutation } from '../../lib/query.ts';
import { FieldButtons, FieldInputs, fieldBody } from '../../ui/FieldInputs.tsx';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { notifyDone, notifyError, notifyUndo } from '../../ui/notify.tsx';
import type { ListDetail } from './DetailInput.tsx';

interface DetailsModalProps {
  readonly opened: boolean;
  readonly list: List;
  readonly onClose: () => void;
}

const typeWords: Readonly<Record<ListFieldType, string>> = {
  text: 'Text',
  number: 'Number',
  date: 'Date',
  choice: 'One of some choices',
};

/** The details that each person of a list may have there: added, changed, archived. */
export function DetailsModal({ opened, list, onClose }: DetailsModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Details on this list" size="lg">
      {opened && <Details list={list} />}
    </Modal>
  );
}

function Details({ list }: { list: List }) {
  const [editing, setEditing] = useState<string | 'new' | null>(list.fields.length === 0 ? 'new' : null);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        What you note of each person on this list only, such as status, ticket or table. In texts to this list a detail stands as{' '}
        <code>{'{{ entry.table }}'}</code>.
      </Text>
      {list.fields.map((field) =>
        editing === field.id ? (
          <FieldForm key={field.id} list={list} field={field} onEnd={() => setEditing(null)} />
        ) : (
          <FieldLine key={field.id} list={list} field={field} onEdit={() => setEditing(field.id)} />
        ),
      )}
      <Divider />
      {editing === 'new' ? (
        <FieldForm list={list} field={null} onEnd={() => setEditing(null)} />
      ) : (
        <Group>
          <Button variant="default" onClick={() => setEditing('new')}>
            Add a detail
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function FieldLine({ list, field, onEdit }: { list: List; field: ListDetail; onEdit: () => void }) {
  const params = { list_id: list.id, field_id: field.id };
  const invalidates = ['lists', 'contacts'] as const;
  const restore = useApiMutation(listFieldsApi.restoreListField, { invalidates, onError: notifyError });
  const archive = useApiMutation(listFieldsApi.archiveListField, {
    invalidates,
    onError: notifyError,
    onSuccess: () =>
      notifyUndo({ message: `${field.label} is archived with its values`, onUndo: () => restore.mutate({ params }) }),
  });
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        <Text fw={500}>
          <bdi>{field.label}</bdi>
        </Text>
        <Text size="sm" c="dimmed">
          {field.type === 'choice' ? field.choices.join(', ') : typeWords[field.type]} · <code>{`{{ entry.${field.key} }}`}</code>
        </Text>
      </div>
      <Group gap="xs" wrap="nowrap">
        <Tooltip label="Edit">
          <ActionIcon variant="subtle" aria-label={`Edit ${field.label}`} onClick={onEdit}>
            <IconPencil size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Archive">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Archive ${field.label}`}
            loading={archive.isPending}
            onClick={() => archive.mutate({ params })}
          >
            <IconArchive size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Group>
  );
}

function FieldForm({ list, field, onEnd }: { list: List; field: ListDetail | null; onEnd: () => void }) {
  const form = useForm({
    initialValues: { label: field?.label ?? '', type: field?.type ?? ('text' as ListFieldType), choices: field?.choices ?? [] },
  });
  const options = {
    invalidates: ['lists', 'contacts', 'fields'] as const,
    onSuccess: () => {
      notifyDone(field === null ? 'The detail is there' : 'Saved');
      onEnd();
    },
    onError: (error: unknown) => showFieldErrors(form, error),
  };
  const create = useApiMutation(listFieldsApi.createListField, { ...options, idempotent: true });
  const update = useApiMutation(listFieldsApi.updateListField, options);
  const save = form.onSubmit((values) => {
    const { type, ...rest } = fieldBody(values);
    if (field === null) create.mutate({ params: { list_id: list.id }, body: { ...rest, type } });
    else update.mutate({ params: { list_id: list.id, field_id: field.id }, body: rest });
  });
  return (
    <form noValidate onSubmit={save}>
      <Stack gap="sm">
        <FormError error={create.error ?? update.error} labels={{ label: 'Label', choices: 'Choices', type: 'Type' }} />
        <FieldInputs form={form} types={typeWords} isThere={field !== null} placeholder="Table" />
        <FieldButtons
          values={form.values}
          label={field === null ? 'Add it' : 'Save'}
          isSaving={create.isPending || update.isPending}
          onCancel={onEnd}
        />
      </Stack>
    </form>
  );
}
