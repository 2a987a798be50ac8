import { Input, SegmentedControl, Select, TextInput } from '@mantine/core';
import type { CustomField } from '@tidings/core/contract/fields';

interface CustomFieldInputProps {
  readonly field: CustomField;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** The input that fits a custom field's type. */
export function CustomFieldInput({ field, value, error, onChange }: CustomFieldInputProps) {
  const own = { label: field.label, name: `custom.${field.key}`, error };
  if (field.type === 'boolean') {
    return (
      <Input.Wrapper label={field.label} error={error}>
        <SegmentedControl
          fullWidth
          aria-label={field.label}
          value={value}
          onChange={onChange}
          data={[
            { value: '', label: 'Unknown' },
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ]}
        />
      </Input.Wrapper>
    );
  }
  if (field.type === 'choice') {
    // A choice that was taken away since stays choosable for those who have it.
    const data = value === '' || field.choices.includes(value) ? field.choices : [...field.choices, value];
    return <Select {...own} clearable searchable data={data} value={value || null} onChange={(next) => onChange(next ?? '')} />;
  }
  return (
    <TextInput
      {...own}
      type={field.type === 'text' ? 'text' : field.type}
      step="any"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
