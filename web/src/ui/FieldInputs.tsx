import { Button, Group, Select, TagsInput, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';

interface Values {
  label: string;
  type: string;
  choices: string[];
}

/** A field as it is sent: choices only where there are any to choose from. */
export function fieldBody<T extends Values>({ label, type, choices }: T): { label: string; type: T['type']; choices?: string[] } {
  return { label, type, ...(type === 'choice' ? { choices } : {}) };
}

interface FieldInputsProps<T extends Values> {
  readonly form: UseFormReturnType<T>;
  /** The types that it may have, in words. */
  readonly types: Readonly<Record<T['type'], string>>;
  /** Whether it is there already: its type stays. */
  readonly isThere: boolean;
  readonly placeholder: string;
  readonly autoFocus?: boolean;
}

/** Label, type and choices of a field. */
export function FieldInputs<T extends Values>({ form, types, isThere, placeholder, autoFocus }: FieldInputsProps<T>) {
  return (
    <>
      <TextInput
        label="Label"
        name="label"
        required
        data-autofocus={autoFocus}
        maxLength={60}
        autoComplete="off"
        placeholder={placeholder}
        {...form.getInputProps('label')}
      />
      <Select
        label="Type"
        name="type"
        allowDeselect={false}
        disabled={isThere}
        description={isThere ? 'The type of a field stays.' : 'It cannot be changed later.'}
        data={Object.entries(types).map(([value, label]) => ({ value, label: String(label) }))}
        {...form.getInputProps('type')}
      />
      {form.values.type === 'choice' && (
        <TagsInput
          label="Choices"
          name="choices"
          required
          description="Press Enter after each. One that is taken away stays with those who have it."
          {...form.getInputProps('choices')}
        />
      )}
    </>
  );
}

interface FieldButtonsProps {
  readonly values: Values;
  readonly label: string;
  readonly isSaving: boolean;
  readonly onCancel: () => void;
}

/** To leave the form of a field, or to save it once nothing is missing. */
export function FieldButtons({ values: { label: name, type, choices }, label, isSaving, onCancel }: FieldButtonsProps) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" loading={isSaving} disabled={name.trim() === '' || (type === 'choice' && choices.length === 0)}>
        {label}
      </Button>
    </Group>
  );
}
