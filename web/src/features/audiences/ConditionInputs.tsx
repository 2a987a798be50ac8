import { Select, TextInput } from '@mantine/core';
import { comparisonsOf } from '@tidings/core/audience/rule-fields';
import type { RuleComparison, RuleCondition } from '@tidings/core/contract/audience-rules';
import { contactOrigins } from '@tidings/core/contract/contact-origins';
import classes from './Audiences.module.css';
import { BroadcastInputs } from './BroadcastInputs.tsx';
import { Chooser, Comparison, type InputsProps } from './ConditionParts.tsx';
import { Days, FieldValue } from './FieldValue.tsx';
import { comparisonLabels, withComparison } from './rule-subjects.ts';

/** Everything of a condition but what it is about. */
export function ConditionInputs({ condition, ...rest }: InputsProps) {
  switch (condition.kind) {
    case 'field':
      return <FieldInputs condition={condition} {...rest} />;
    case 'entry':
      return <EntryInputs condition={condition} {...rest} />;
    case 'tag':
      return <TagInputs condition={condition} {...rest} />;
    case 'list':
      return <ListInputs condition={condition} {...rest} />;
    case 'consent':
      return <ConsentInputs condition={condition} {...rest} />;
    case 'can_text':
    case 'suppressed':
      return <YesNo condition={condition} {...rest} />;
    case 'activity':
      return <ActivityInputs condition={condition} {...rest} />;
    case 'broadcast':
      return <BroadcastInputs condition={condition} {...rest} />;
    case 'origin':
      return <OriginInputs condition={condition} {...rest} />;
    case 'search':
      return (
        <TextInput
          className={classes.wide}
          aria-label={`${rest.name}: value`}
          maxLength={200}
          value={condition.text}
          onChange={(event) => rest.onChange({ kind: 'search', text: event.currentTarget.value }, true)}
        />
      );
    case 'import':
      return null;
  }
}

function FieldInputs({ condition, choices, name, onChange }: InputsProps<'field'>) {
  const field = choices.fields.find(({ key }) => key === condition.field);
  if (field === undefined) return null;
  const data = comparisonsOf(field.type).map((value) => ({ value, label: comparisonLabels[value] }));
  return (
    <>
      <Comparison<RuleComparison>
        name={name}
        value={condition.op}
        data={data}
        onChange={(op) => onChange(withComparison(condition, field, op))}
      />
      <FieldValue condition={condition} field={field} name={name} onChange={onChange} />
    </>
  );
}

/** The list, one of its details, and what that is compared with. */
function EntryInputs({ condition, choices, name, onChange }: InputsProps<'entry'>) {
  const lists = choices.lists.filter((one) => one.fields.length > 0);
  const fields = lists.find(({ id }) => id === condition.id)?.fields ?? [];
  const field = fields.find(({ key }) => key === condition.field);
  const choose = (id: string, key: string) => {
    const next = lists.find((one) => one.id === id)?.fields.find((one) => one.key === key);
    onChange(withComparison({ kind: 'entry', id, field: key, op: 'is' }, next, comparisonsOf(next?.type ?? 'text')[0] ?? 'is'));
  };
  return (
    <>
      <Chooser
        name={name}
        what="list"
        items={lists}
        value={condition.id}
        onChange={(id) => choose(id, lists.find((one) => one.id === id)?.fields[0]?.key ?? '')}
      />
      {condition.id !== '' && (
        <Select
          className={classes.comparison}
          aria-label={`${name}: detail`}
          placeholder="Choose a detail"
          allowDeselect={false}
          comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
          data={fields.map(({ key, label }) => ({ value: key, label }))}
          value={field === undefined ? null : field.key}
          onChange={(key) => key !== null && key !== condition.field && choose(condition.id, key)}
        />
      )}
      {field !== undefined && (
        <>
          <Comparison<RuleComparison>
            name={name}
            value={condition.op}
            data={comparisonsOf(field.type).map((value) => ({ value, label: comparisonLabels[value] }))}
            onChange={(op) => onChange(withComparison(condition, field, op))}
          />
          <FieldValue condition={condition} field={field} name={name} onChange={onChange} />
        </>
      )}
    </>
  );
}

function TagInputs({ condition, choices, name, onChange }: InputsProps<'tag'>) {
  return (
    <>
      <Comparison
        name={name}
        value={condition.op}
        data={[
          { value: 'has', label: 'has' },
          { value: 'has_not', label: 'does not have' },
        ]}
        onChange={(op) => onChange({ ...condition, op })}
      />
      <Chooser
        name={name}
        what="tag"
        items={choices.tags}
        value={condition.id}
        onChange={(id) => onChange({ ...condition, id })}
      />
    </>
  );
}

function ListInputs({ condition, choices, name, onChange }: InputsProps<'list'>) {
  const { kind, op, id, joined_days: days } = condition;
  const how = op === 'on' && days !== undefined ? 'joined' : op;
  return (
    <>
      <Comparison
        name={name}
        value={how}
        data={[
          { value: 'on', label: 'is on' },
          { value: 'not_on', label: 'is not on' },
          { value: 'joined', label: 'joined in the last … days' },
        ]}
        onChange={(next) => onChange(next === 'joined' ? { kind, op: 'on', id, joined_days: 30 } : { kind, op: next, id })}
      />
      <Chooser
        name={name}
        what="list"
        items={choices.lists}
        value={id}
        onChange={(next) => onChange({ ...condition, id: next })}
      />
      {how === 'joined' && (
        <Days name={name} value={days} onChange={(next) => onChange({ kind, op, id, joined_days: next ?? 1 }, true)} />
      )}
    </>
  );
}

type Consent = Extract<RuleCondition, { kind: 'consent' }>;

const consents: readonly { value: string; label: string; condition: Omit<Consent, 'kind' | 'channel'> }[] = [
  { value: 'yes', label: 'agreed', condition: { is: 'yes' } },
  { value: 'all', label: 'agreed to all, marketing too', condition: { is: 'yes', purpose: 'all' } },
  { value: 'informational', label: 'agreed to information only', condition: { is: 'yes', purpose: 'informational' } },
  { value: 'proven', label: 'agreed, with evidence', condition: { is: 'yes', proven: true } },
  { value: 'unproven', label: 'agreed, without evidence', condition: { is: 'yes', proven: false } },
  { value: 'no', label: 'declined or opted out', condition: { is: 'no' } },
  { value: 'unknown', label: 'was not asked', condition: { is: 'unknown' } },
  { value: 'awaited', label: 'was asked, no answer yet', condition: { is: 'awaited' } },
  { value: 'not_awaited', label: 'is not waited for', condition: { is: 'not_awaited' } },
];

function ConsentInputs({ condition, name, onChange }: InputsProps<'consent'>) {
  const { kind: _, channel, ...rest } = condition;
  const now = consents.find((one) => JSON.stringify(one.condition) === JSON.stringify(rest))?.value ?? condition.is;
  const choose = (value: string) =>
    onChange({ kind: 'consent', channel, ...(consents.find((one) => one.value === value)?.condition ?? { is: 'yes' }) });
  return <Comparison name={name} value={now} data={consents} onChange={choose} />;
}

function YesNo({ condition, name, onChange }: InputsProps<'can_text' | 'suppressed'>) {
  const words = condition.kind === 'can_text' ? ['yes', 'no'] : ['has them', 'does not have them'];
  return (
    <Comparison
      name={name}
      value={String(condition.is)}
      data={['true', 'false'].map((value, at) => ({ value, label: words[at] ?? '' }))}
      onChange={(next) => onChange({ ...condition, is: next === 'true' })}
    />
  );
}

function ActivityInputs({ condition, name, onChange }: InputsProps<'activity'>) {
  const { kind, what, is, days } = condition;
  const how = `${is ? 'yes' : 'no'}${days === undefined ? '' : '_lately'}`;
  return (
    <>
      <Comparison
        name={name}
        value={how}
        data={[
          { value: 'yes_lately', label: 'in the last … days' },
          { value: 'no_lately', label: 'not in the last … days' },
          { value: 'yes', label: 'ever' },
          { value: 'no', label: 'never' },
        ]}
        onChange={(next) =>
          onChange({ kind, what, is: next.startsWith('yes'), ...(next.endsWith('lately') ? { days: days ?? 30 } : {}) })
        }
      />
      {days !== undefined && (
        <Days name={name} value={days} onChange={(next) => onChange({ kind, what, is, days: next ?? 1 }, true)} />
      )}
    </>
  );
}

const origins = {
  member: 'Added by hand',
  import: 'An import',
  inbound: 'A message of theirs',
  api: 'A program',
  sample: 'The sample people',
} as const;

function OriginInputs({ condition, name, onChange }: InputsProps<'origin'>) {
  return (
    <>
      <Comparison
        name={name}
        value={condition.op}
        data={[
          { value: 'is', label: 'is' },
          { value: 'is_not', label: 'is not' },
        ]}
        onChange={(op) => onChange({ ...condition, op })}
      />
      <Select
        className={classes.value}
        aria-label={`${name}: value`}
        allowDeselect={false}
        data={contactOrigins.map((value) => ({ value, label: origins[value] }))}
        value={condition.value}
        onChange={(next) => {
          const value = contactOrigins.find((one) => one === next);
          if (value !== undefined) onChange({ ...condition, value });
        }}
      />
    </>
  );
}
