import { Button, Group, Popover, Select, Stack, TextInput } from '@mantine/core';
import { IconFilterPlus } from '@tabler/icons-react';
import type { FieldCondition } from '@tidings/core/contract/contact-filter';
import type { CustomField, FieldType } from '@tidings/core/contract/fields';
import { useState } from 'react';

type Comparison = FieldCondition['op'];

const present: readonly Comparison[] = ['is_set', 'is_not_set'];
const comparisons: Readonly<Record<FieldType, readonly Comparison[]>> = {
  text: ['is', 'is_not', 'contains', ...present],
  number: ['is', 'is_not', 'less', 'more', ...present],
  date: ['is', 'before', 'after', ...present],
  boolean: ['is', ...present],
  choice: ['is', 'is_not', ...present],
};

export const comparisonWords: Readonly<Record<Comparison, string>> = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  is_set: 'is filled',
  is_not_set: 'is empty',
  before: 'is before',
  after: 'is after',
  less: 'is less than',
  more: 'is more than',
};

/** Adds a condition on a custom field to the filters. */
export function FieldFilter({ fields, onAdd }: { fields: readonly CustomField[]; onAdd: (condition: FieldCondition) => void }) {
  const [opened, setOpened] = useState(false);
  if (fields.length === 0) return null;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={280} trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilterPlus size={17} stroke={1.7} />} onClick={() => setOpened(!opened)}>
          Field
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        {opened && (
          <ConditionForm
            fields={fields}
            onAdd={(condition) => {
              onAdd(condition);
              setOpened(false);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function ConditionForm({ fields, onAdd }: { fields: readonly CustomField[]; onAdd: (condition: FieldCondition) => void }) {
  const [key, setKey] = useState(fields[0]?.key ?? '');
  const [op, setOp] = useState<Comparison>('is');
  const [value, setValue] = useState('');
  const field = fields.find((one) => one.key === key);
  if (field === undefined) return null;
  const allowed = comparisons[field.type];
  const comparison = allowed.includes(op) ? op : 'is';
  const needsValue = !present.includes(comparison);
  const popup = { comboboxProps: { withinPortal: false }, allowDeselect: false };
  const choose = (next: string | null) => {
    setKey(next ?? key);
    setValue('');
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAdd({ key, op: comparison, ...(needsValue ? { value } : {}) });
      }}
    >
      <Stack gap="sm">
        <Select
          label="Field"
          data={fields.map((one) => ({ value: one.key, label: one.label }))}
          value={key}
          onChange={choose}
          {...popup}
        />
        <Select
          label="Condition"
          data={allowed.map((one) => ({ value: one, label: comparisonWords[one] }))}
          value={comparison}
          onChange={(next) => setOp(allowed.find((one) => one === next) ?? 'is')}
          {...popup}
        />
        {needsValue && <ValueInput field={field} value={value} onChange={setValue} />}
        <Group justify="flex-end">
          <Button type="submit" disabled={needsValue && value === ''}>
            Filter
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ValueInput({ field, value, onChange }: { field: CustomField; value: string; onChange: (value: string) => void }) {
  if (field.type === 'choice' || field.type === 'boolean') {
    const data =
      field.type === 'choice'
        ? field.choices
        : [
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ];
    return (
      <Select
        label="Value"
        data={[...data]}
        value={value || null}
        onChange={(next) => onChange(next ?? '')}
        comboboxProps={{ withinPortal: false }}
      />
    );
  }
  const type = field.type === 'text' ? 'text' : field.type;
  return (
    <TextInput label="Value" type={type} step="any" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
  );
}
