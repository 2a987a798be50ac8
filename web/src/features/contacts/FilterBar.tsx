import { Button, Pill, Select } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { formatFieldValue } from '@tidings/core/contacts/field-values';
import type { FieldCondition } from '@tidings/core/contract/contact-filter';
import { contactOrigins } from '@tidings/core/contract/contact-origins';
import type { CustomField } from '@tidings/core/contract/fields';
import { type ReactNode, useState } from 'react';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { consentFilterWords, originWords } from './consent-words.ts';
import { comparisonWords, FieldFilter } from './FieldFilter.tsx';
import classes from './FilterBar.module.css';
import {
  type ContactListState,
  consentFilters,
  filterOf,
  isFiltered,
  noFilters,
  readCondition,
  writeCondition,
} from './list-state.ts';
import type { useGroups } from './use-groups.ts';

interface FilterBarProps {
  readonly state: ContactListState;
  readonly onChange: (patch: Partial<ContactListState>) => void;
  readonly groups: ReturnType<typeof useGroups>;
  /** On the page of one list, which is the filter already. */
  readonly withoutList?: boolean;
  /** Further ways to filter, made elsewhere. */
  readonly more?: ReactNode;
  /** What stands at the end: count, columns. */
  readonly children?: ReactNode;
}

const named = (items: readonly { id: string; name: string }[]) => items.map((one) => ({ value: one.id, label: one.name }));
const consents = consentFilters.map((value) => ({ value, label: consentFilterWords[value] }));
const texting = [
  { value: 'can', label: 'Can be texted' },
  { value: 'cannot', label: 'Cannot be texted' },
];
const origins = contactOrigins.map((value) => ({ value, label: originWords[value] }));

/** Search and filters of a list of contacts. Everything is in the URL. On a phone the filters wait behind a button. */
export function FilterBar({ state, onChange, groups, withoutList = false, more, children }: FilterBarProps) {
  const [open, setOpen] = useState(false);
  const active = Object.keys(filterOf({ ...state, search: '' })).length;
  return (
    <div className={classes.root} data-open={open || undefined}>
      <div className={classes.row}>
        <SearchInput
          label="Search by name or number"
          width={270}
          value={state.search}
          onChange={(search) => onChange({ search })}
        />
        <Button
          className={classes.toggle}
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={17} stroke={1.7} />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {active === 0 ? 'Filters' : `Filters (${active})`}
        </Button>
        <Choices state={state} onChange={onChange} groups={groups} withoutList={withoutList} more={more} />
        <div className={classes.end}>{children}</div>
      </div>
      {isFiltered(state) && <Conditions state={state} onChange={onChange} fields={groups.fields} />}
    </div>
  );
}

function Choices({ state, onChange, groups, withoutList, more }: Omit<FilterBarProps, 'children'>) {
  const choose = (key: keyof ContactListState) => (value: string | null) => onChange({ [key]: value ?? undefined });
  const select = {
    clearable: true,
    className: classes.select,
    comboboxProps: { width: 'max-content', position: 'bottom-start' },
  } as const;
  const add = (condition: FieldCondition) => onChange({ field: [...(state.field ?? []), writeCondition(condition)] });
  const choices = [
    { key: 'list', label: 'List', any: 'Any list', data: withoutList ? [] : named(groups.lists), searchable: true },
    { key: 'tag', label: 'Tag', any: 'Any tag', data: named(groups.tags), searchable: true },
    { key: 'consent', label: 'Consent', any: 'Any consent', data: consents, searchable: false },
    { key: 'text', label: 'Texting', any: 'Texting', data: texting, searchable: false },
    { key: 'origin', label: 'Came from', any: 'Came from', data: origins, searchable: false },
  ] as const;
  return (
    <div className={classes.choices}>
      {choices
        .filter(({ data }) => data.length > 0)
        .map(({ key, label, any, data, searchable }) => (
          <Select
            {...select}
            key={key}
            aria-label={label}
            placeholder={any}
            searchable={searchable}
            data={data}
            value={state[key] ?? null}
            onChange={choose(key)}
          />
        ))}
      <FieldFilter fields={groups.fields} onAdd={add} />
      {more}
    </div>
  );
}

interface ConditionsProps {
  readonly state: ContactListState;
  readonly onChange: FilterBarProps['onChange'];
  readonly fields: readonly CustomField[];
}

/** Conditions on custom fields, each to be taken away, and the way out of all filters. */
function Conditions({ state, onChange, fields }: ConditionsProps) {
  const conditions = state.field ?? [];
  return (
    <div className={classes.row}>
      {state.import !== undefined && (
        <Pill
          withRemoveButton
          onRemove={() => onChange({ import: undefined })}
          removeButtonProps={{ 'aria-label': 'Show people of other imports, too', tabIndex: 0, 'aria-hidden': false }}
        >
          Added or changed by one import
        </Pill>
      )}
      {state.rules !== undefined && (
        <Pill
          withRemoveButton
          onRemove={() => onChange({ rules: undefined })}
          removeButtonProps={{ 'aria-label': 'Remove the rules', tabIndex: 0, 'aria-hidden': false }}
        >
          By rules
        </Pill>
      )}
      {conditions.map((text) => (
        <Pill
          key={text}
          withRemoveButton
          onRemove={() => onChange({ field: conditions.filter((one) => one !== text) })}
          removeButtonProps={{
            'aria-label': `Remove the condition ${conditionWords(text, fields)}`,
            tabIndex: 0,
            'aria-hidden': false,
          }}
        >
          {conditionWords(text, fields)}
        </Pill>
      ))}
      <Button variant="subtle" size="compact-sm" className={classes.clear} onClick={() => onChange(noFilters)}>
        Clear filters
      </Button>
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
