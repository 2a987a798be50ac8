import { Button, Pill, Select } from '@mantine/core';
import { formatFieldValue } from '@tidings/core/contacts/field-values';
import { contactOrigins, type FieldCondition } from '@tidings/core/contract/contact-filter';
import type { CustomField } from '@tidings/core/contract/fields';
import type { ReactNode } from 'react';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { consentWords, originWords } from './consent-words.ts';
import { comparisonWords, FieldFilter } from './FieldFilter.tsx';
import classes from './FilterBar.module.css';
import { type ContactListState, isFiltered, noFilters, readCondition, writeCondition } from './list-state.ts';
import type { useGroups } from './use-groups.ts';

interface FilterBarProps {
  readonly state: ContactListState;
  readonly onChange: (patch: Partial<ContactListState>) => void;
  readonly groups: ReturnType<typeof useGroups>;
  /** On the page of one list, which is the filter already. */
  readonly withoutList?: boolean;
  /** What stands at the end: count, columns. */
  readonly children?: ReactNode;
}

const named = (items: readonly { id: string; name: string }[]) => items.map((one) => ({ value: one.id, label: one.name }));
const consents = (['yes', 'no', 'unknown'] as const).map((value) => ({ value, label: consentWords[value].label }));
const texting = [
  { value: 'can', label: 'Can be texted' },
  { value: 'cannot', label: 'Cannot be texted' },
];
const origins = contactOrigins.map((value) => ({ value, label: originWords[value] }));

/** Search and filters of a list of contacts. Everything is in the URL. */
export function FilterBar({ state, onChange, groups, withoutList = false, children }: FilterBarProps) {
  const choose = (key: keyof ContactListState) => (value: string | null) => onChange({ [key]: value ?? undefined });
  const select = {
    clearable: true,
    className: classes.select,
    comboboxProps: { width: 'max-content', position: 'bottom-start' },
  } as const;
  const conditions = state.field ?? [];
  const add = (condition: FieldCondition) => onChange({ field: [...conditions, writeCondition(condition)] });
  return (
    <div className={classes.root}>
      <div className={classes.row}>
        <SearchInput
          label="Search by name or number"
          width={270}
          value={state.search}
          onChange={(search) => onChange({ search })}
        />
        {!withoutList && groups.lists.length > 0 && (
          <Select
            {...select}
            aria-label="List"
            placeholder="Any list"
            searchable
            data={named(groups.lists)}
            value={state.list ?? null}
            onChange={choose('list')}
          />
        )}
        {groups.tags.length > 0 && (
          <Select
            {...select}
            aria-label="Tag"
            placeholder="Any tag"
            searchable
            data={named(groups.tags)}
            value={state.tag ?? null}
            onChange={choose('tag')}
          />
        )}
        <Select
          {...select}
          aria-label="Consent"
          placeholder="Any consent"
          data={consents}
          value={state.consent ?? null}
          onChange={choose('consent')}
        />
        <Select
          {...select}
          aria-label="Texting"
          placeholder="Texting"
          data={texting}
          value={state.text ?? null}
          onChange={choose('text')}
        />
        <Select
          {...select}
          aria-label="Came from"
          placeholder="Came from"
          data={origins}
          value={state.origin ?? null}
          onChange={choose('origin')}
        />
        <FieldFilter fields={groups.fields} onAdd={add} />
        <div className={classes.end}>{children}</div>
      </div>
      {(conditions.length > 0 || isFiltered(state)) && (
        <div className={classes.row}>
          {conditions.map((text) => (
            <Pill
              key={text}
              withRemoveButton
              onRemove={() => onChange({ field: conditions.filter((one) => one !== text) })}
              removeButtonProps={{
                'aria-label': `Remove the condition ${conditionWords(text, groups.fields)}`,
                tabIndex: 0,
                'aria-hidden': false,
              }}
            >
              {conditionWords(text, groups.fields)}
            </Pill>
          ))}
          <Button variant="subtle" size="compact-sm" onClick={() => onChange(noFilters)}>
            Clear filters
          </Button>
        </div>
      )}
    </div>
  );
}

function conditionWords(text: string, fields: readonly CustomField[]): string {
  const condition = readCondition(text);
  if (condition === undefined) return text;
  const field = fields.find((one) => one.key === condition.key);
  const value = condition.value ?? '';
  const shown =
    field?.type === 'boolean'
      ? formatFieldValue('boolean', value === 'true')
      : field?.type === 'date'
        ? formatFieldValue('date', value)
        : value;
  return `${field?.label ?? condition.key} ${comparisonWords[condition.op]} ${shown}`.trim();
}
