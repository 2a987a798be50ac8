import { MultiSelect } from '@mantine/core';
import { stateLabel } from '@tidings/core/messaging/state-words';
import { messageStates } from '@tidings/core/messaging/states';
import classes from './Audiences.module.css';
import { Chooser, Comparison, type InputsProps } from './ConditionParts.tsx';

const states = messageStates.map((value) => ({ value, label: stateLabel(value) }));

/** Who was among the recipients of a broadcast, and what became of their message. */
export function BroadcastInputs({ condition, choices, name, onChange }: InputsProps<'broadcast'>) {
  const { kind, id, is } = condition;
  return (
    <>
      <Comparison
        name={name}
        value={is}
        data={[
          { value: 'among', label: 'was among its recipients' },
          { value: 'not_among', label: 'was not among them' },
          { value: 'replied', label: 'replied to it' },
          { value: 'not_replied', label: 'did not reply to it' },
        ]}
        onChange={(next) => onChange({ kind, id, is: next })}
      />
      <Chooser
        name={name}
        what="broadcast"
        items={choices.broadcasts}
        value={id}
        onChange={(next) => onChange({ ...condition, id: next })}
      />
      {is === 'among' && (
        <MultiSelect
          className={classes.wide}
          aria-label={`${name}: states`}
          placeholder={condition.states === undefined ? 'Whatever became of it' : ''}
          clearable
          hidePickedOptions
          data={states}
          value={[...(condition.states ?? [])]}
          onChange={(next) => {
            const chosen = messageStates.filter((state) => next.includes(state));
            onChange({ kind, id, is, ...(chosen.length === 0 ? {} : { states: chosen }) });
          }}
        />
      )}
    </>
  );
}
