import { Select } from '@mantine/core';
import type { RuleCondition } from '@tidings/core/contract/audience-rules';
import classes from './Audiences.module.css';
import type { RuleChoices } from './use-rule-choices.ts';

export interface InputsProps<K extends RuleCondition['kind'] = RuleCondition['kind']> {
  readonly condition: Extract<RuleCondition, { kind: K }>;
  readonly choices: RuleChoices;
  /** "Rule 2": begins the name of each input. */
  readonly name: string;
  /** `typing`: one of several letters, which are one step together. */
  readonly onChange: (condition: RuleCondition, typing?: boolean) => void;
}

interface ComparisonProps<T extends string> {
  readonly name: string;
  readonly value: T;
  readonly data: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** How it is compared. */
export function Comparison<T extends string>({ name, value, data, onChange }: ComparisonProps<T>) {
  return (
    <Select
      className={classes.comparison}
      aria-label={`${name}: comparison`}
      allowDeselect={false}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      data={[...data]}
      value={value}
      onChange={(next) => {
        const chosen = data.find((one) => one.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    />
  );
}

interface ChooserProps {
  readonly name: string;
  readonly what: string;
  readonly items: readonly { readonly id: string; readonly name: string }[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** Chooses something by its name. */
export function Chooser({ name, what, items, value, onChange }: ChooserProps) {
  return (
    <Select
      className={classes.wide}
      aria-label={`${name}: ${what}`}
      placeholder={`Choose a ${what}`}
      searchable
      nothingFoundMessage={`No ${what} of that name`}
      data={items.map((one) => ({ value: one.id, label: one.name }))}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
    />
  );
}
