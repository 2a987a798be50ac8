import { NumberInput } from '@mantine/core';

interface MoneyInputProps {
  readonly label: string;
  readonly description: string;
  /** Millionths of a dollar; null for no limit. */
  readonly value: number | null;
  readonly onChange: (micros: number | null) => void;
  readonly disabled?: boolean;
}

/** A sum in dollars and cents; left empty it is no limit. */
export function MoneyInput({ label, description, value, onChange, disabled = false }: MoneyInputProps) {
  return (
    <NumberInput
      label={label}
      description={description}
      value={value === null ? '' : value / 1_000_000}
      onChange={(dollars) => onChange(typeof dollars === 'number' ? Math.round(dollars * 100) * 10_000 : null)}
      prefix="$"
      thousandSeparator=","
      decimalScale={2}
      fixedDecimalScale
      min={0}
      max={1_000_000}
      allowNegative={false}
      hideControls
      placeholder="No limit"
      disabled={disabled}
      styles={{ wrapper: { maxWidth: 220 } }}
    />
  );
}
