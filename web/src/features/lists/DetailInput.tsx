import { Select, TextInput } from '@mantine/core';
import type { List } from '@tidings/core/contract/lists';

export type ListDetail = List['fields'][number];

interface DetailInputProps {
  readonly field: ListDetail;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Shown above it; else only read out. */
  readonly label?: string;
  readonly name: string;
  readonly autoFocus?: boolean;
  readonly error?: string | undefined;
  /** The value is complete: a choice was made, Enter pressed, or the input left. */
  readonly onDone?: (value: string) => void;
  readonly onCancel?: () => void;
}

/** The input that fits a detail of a list. */
export function DetailInput({
  field,
  value,
  onChange,
  label,
  name,
  autoFocus = false,
  error,
  onDone,
  onCancel,
}: DetailInputProps) {
  const own = { ...(label === undefined ? { 'aria-label': name } : { label }), error, 'data-autofocus': autoFocus || undefined };
  if (field.type === 'choice') {
    // A choice that was taken away since stays choosable for those who have it.
    const data = value === '' || field.choices.includes(value) ? field.choices : [...field.choices, value];
    return (
      <Select
        {...own}
        clearable
        searchable
        data={data}
        value={value === '' ? null : value}
        autoFocus={autoFocus}
        defaultDropdownOpened={autoFocus}
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        onBlur={() => onCancel?.()}
        onKeyDown={(event) => event.key === 'Escape' && onCancel?.()}
        onChange={(next) => {
          onChange(next ?? '');
          onDone?.(next ?? '');
        }}
      />
    );
  }
  return (
    <TextInput
      {...own}
      type={field.type === 'text' ? 'text' : field.type}
      step="any"
      maxLength={1000}
      value={value}
      autoFocus={autoFocus}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => onDone?.(value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onDone?.(value);
        if (event.key === 'Escape') onCancel?.();
      }}
    />
  );
}
