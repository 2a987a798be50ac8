import { Select } from '@mantine/core';
import type { RuleCondition } from '@tidings/core/contract/audience-rules';
import classes from './Audiences.module.css';
import { ConditionInputs } from './ConditionInputs.tsx';
import { RowActions } from './RowActions.tsx';
import { conditionFor, isComplete, subjectGroups, subjectOf } from './rule-subjects.ts';
import type { DraftCondition } from './rule-tree.ts';
import type { RuleChoices } from './use-rule-choices.ts';

interface RuleRowProps {
  readonly node: DraftCondition;
  /** "Rule 2.1" */
  readonly name: string;
  /** No more may be added. */
  readonly full: boolean;
  readonly choices: RuleChoices;
  readonly onChange: (condition: RuleCondition, typing?: boolean) => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
}

/** One condition: what it is about, how it is compared, with what. */
export function RuleRow({ node, name, full, choices, onChange, onDuplicate, onRemove }: RuleRowProps) {
  const { condition } = node;
  const subject = subjectOf(condition);
  const groups = subjectGroups(choices.fields, choices.lists);
  const known = groups.some(({ items }) => items.some(({ value }) => value === subject));
  return (
    <fieldset className={classes.rule} aria-label={name} data-incomplete={!isComplete(condition) || undefined}>
      <Select
        className={classes.subject}
        aria-label={`${name}: about`}
        searchable
        allowDeselect={false}
        nothingFoundMessage="Nothing of that name"
        comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
        data={known ? groups : [...groups, { group: 'Not in use', items: [{ value: subject, label: goneWords(condition) }] }]}
        value={subject}
        onChange={(next) => next !== null && next !== subject && onChange(conditionFor(next, choices.fields))}
      />
      <ConditionInputs condition={condition} choices={choices} name={name} onChange={onChange} />
      <RowActions name={name} full={full} onDuplicate={onDuplicate} onRemove={onRemove} />
    </fieldset>
  );
}

function goneWords(condition: RuleCondition): string {
  if (condition.kind === 'import') return 'People of one import';
  return condition.kind === 'field' ? `${condition.field.replace('custom.', '')} (archived)` : condition.kind;
}
