import { NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { needsOf, type RuleField } from '@tidings/core/audience/rule-fields';
import { mostDays, type RuleCondition } from '@tidings/core/contract/audience-rules';
import { countryChoices, timeZoneChoices } from '../../lib/places.ts';
import classes from './Audiences.module.css';

type FieldCondition = Extract<RuleCondition, { kind: 'field' | 'entry' }>;

interface FieldValueProps<C extends FieldCondition> {
  readonly condition: C;
  readonly field: RuleField;
  /** "Rule 2": begins the name of each input. */
  readonly name: string;
  readonly onChange: (condition: C, typing: boolean) => void;
}

/** What a field is compared with, in the way that fits the field. */
export function FieldValue<C extends FieldCondition>({ condition, field, name, onChange }: FieldValueProps<C>) {
  const { value, values = [], days, ...rest } = condition;
  // Still of the same kind: only what it is compared with was taken off.
  const bare = rest as C;
  switch (needsOf(condition.op)) {
    case 'nothing':
      return null;
    case 'days':
      return (
        <Days
          name={name}
          value={days}
          onChange={(next) => onChange({ ...bare, ...(next === undefined ? {} : { days: next }) }, true)}
        />
      );
    case 'values':
      return (
        <TagsInput
          className={classes.wide}
          aria-label={`${name}: values`}
          placeholder={values.length === 0 ? 'Type one, then Enter' : ''}
          data={choicesOf(field)?.map((one) => one.value) ?? []}
          value={[...values]}
          acceptValueOnBlur
          onChange={(next) => onChange({ ...bare, values: next }, false)}
        />
      );
    case 'value':
      return (
        <OneValue field={field} name={name} value={value} onChange={(next, typing) => onChange({ ...bare, ...next }, typing)} />
      );
  }
}

/** A number of days. */
export function Days(props: { name: string; value: number | undefined; onChange: (days: number | undefined) => void }) {
  return (
    <NumberInput
      className={classes.days}
      aria-label={`${props.name}: days`}
      suffix=" days"
      allowDecimal={false}
      allowNegative={false}
      min={1}
      max={mostDays}
      clampBehavior="strict"
      value={props.value ?? ''}
      onChange={(next) => props.onChange(typeof next === 'number' ? next : undefined)}
    />
  );
}

interface OneValueProps {
  readonly field: RuleField;
  readonly name: string;
  readonly value: FieldCondition['value'];
  readonly onChange: (next: { value?: string | number | boolean }, typing: boolean) => void;
}

function OneValue({ field, name, value, onChange }: OneValueProps) {
  const label = `${name}: value`;
  const choices = choicesOf(field);
  if (field.type === 'boolean') {
    return (
      <Select
        className={classes.value}
        aria-label={label}
        allowDeselect={false}
        data={[
          { value: 'true', label: 'Yes' },
          { value: 'false', label: 'No' },
        ]}
        value={String(value ?? true)}
        onChange={(next) => onChange({ value: next === 'true' }, false)}
      />
    );
  }
  if (choices !== undefined) {
    return (
      <Select
        className={classes.value}
        aria-label={label}
        searchable
        placeholder="Choose"
        data={[...choices]}
        value={typeof value === 'string' ? value : null}
        onChange={(next) => onChange(next === null ? {} : { value: next }, false)}
      />
    );
  }
  if (field.type === 'number') {
    return (
      <NumberInput
        className={classes.value}
        aria-label={label}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => onChange(typeof next === 'number' ? { value: next } : {}, true)}
      />
    );
  }
  return (
    <TextInput
      className={classes.value}
      aria-label={label}
      type={field.type === 'date' || field.type === 'instant' ? 'date' : 'text'}
      maxLength={500}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange({ value: event.currentTarget.value }, true)}
    />
  );
}

/** What may be chosen, where it is known. */
function choicesOf(field: RuleField): readonly { value: string; label: string }[] | undefined {
  if (field.key === 'country') return countryChoices();
  if (field.key === 'time_zone') return timeZoneChoices();
  return field.type === 'choice' ? field.choices.map((one) => ({ value: one, label: one })) : undefined;
}
