import { Button, Group, Modal, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { fieldKeyFrom } from '@tidings/core/contacts/fields';
import { type CustomField, type FieldType, fieldsApi, fieldTypes } from '@tidings/core/contract/fields';
import { useApiMutation } from '../../lib/query.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';
import { fieldTypeWords } from './field-words.ts';

interface FieldFormModalProps {
  readonly opened: boolean;
  /** The field to change; null for a new one. */
  readonly field: CustomField | null;
  readonly onDone: (field: CustomField) => void;
  readonly onClose: () => void;
}

/** Makes or changes a custom field. */
export function FieldFormModal({ opened, field, onDone, onClose }: FieldFormModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={field === null ? 'New field' : 'Edit field'}>
      {opened && <Fields field={field} onDone={onDone} onClose={onClose} />}
    </Modal>
  );
}

function Fields({ field, onDone, onClose }: Omit<FieldFormModalProps, 'opened'>) {
  const form = useForm({
    initialValues: { label: field?.label ?? '', type: field?.type ?? ('text' as FieldType), choices: field?.choices ?? [] },
  });
  const options = {
    invalidates: ['fields', 'contacts'] as const,
    onSuccess: onDone,
    onError: (error: unknown) => showFieldErrors(form, error),
  };
  const create = useApiMutation(fieldsApi.createField, { ...options, idempotent: true });
  const update = useApiMutation(fieldsApi.updateField, options);
  const { label, type, choices } = form.values;
  const isChoice = type === 'choice';
  const save = form.onSubmit(() => {
    if (field === null) create.mutate({ body: { label, type, ...(isChoice ? { choices } : {}) } });
    else update.mutate({ params: { field_id: field.id }, body: { label, ...(isChoice ? { choices } : {}) } });
  });
  const key = field?.key ?? fieldKeyFrom(label);
  return (
    <form noValidate onSubmit={save}>
      <Stack>
        <FormError error={create.error ?? update.error} labels={{ label: 'Label', choices: 'Choices', type: 'Type' }} />
        <TextInput
          label="Label"
          name="label"
          required
          data-autofocus
          maxLength={60}
          autoComplete="off"
          placeholder="Shoe size"
          {...form.getInputProps('label')}
        />
        <Select
          label="Type"
          name="type"
          allowDeselect={false}
          disabled={field !== null}
          description={field === null ? 'It cannot be changed later.' : 'The type of a field stays.'}
          data={fieldTypes.map((value) => ({ value, label: fieldTypeWords[value] }))}
          {...form.getInputProps('type')}
        />
        {isChoice && (
          <TagsInput
            label="Choices"
            name="choices"
            required
            description="Press Enter after each. One that is taken away stays with those who have it."
            {...form.getInputProps('choices')}
          />
        )}
        {key !== null && (
          <Text size="sm" c="dimmed">
            In texts and for programs: <code>{`{{ contact.${key} }}`}</code>
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={create.isPending || update.isPending}
            disabled={label.trim() === '' || (isChoice && choices.length === 0)}
          >
            {field === null ? 'Make the field' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
