import { Modal, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { fieldKeyFrom } from '@tidings/core/contacts/fields';
import { type CustomField, type FieldType, fieldsApi } from '@tidings/core/contract/fields';
import { useApiMutation } from '../../lib/query.ts';
import { FieldButtons, FieldInputs, fieldBody } from '../../ui/FieldInputs.tsx';
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
  const save = form.onSubmit((values) => {
    const { type, ...rest } = fieldBody(values);
    if (field === null) create.mutate({ body: { ...rest, type } });
    else update.mutate({ params: { field_id: field.id }, body: rest });
  });
  const key = field?.key ?? fieldKeyFrom(form.values.label);
  return (
    <form noValidate onSubmit={save}>
      <Stack>
        <FormError error={create.error ?? update.error} labels={{ label: 'Label', choices: 'Choices', type: 'Type' }} />
        <FieldInputs form={form} types={fieldTypeWords} isThere={field !== null} placeholder="Shoe size" autoFocus />
        {key !== null && (
          <Text size="sm" c="dimmed">
            In texts and for programs: <code>{`{{ contact.${key} }}`}</code>
          </Text>
        )}
        <FieldButtons
          values={form.values}
          label={field === null ? 'Make the field' : 'Save'}
          isSaving={create.isPending || update.isPending}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}
