import { Alert, Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ColumnMapping, ImportMapping, ImportTarget } from '@tidings/core/contract/import-mapping';
import type { Import, ImportColumn } from '@tidings/core/contract/imports';
import type { ReactNode } from 'react';
import { countryChoices } from '../../lib/places.ts';
import { useMay } from '../../lib/workspace.ts';
import { FormError } from '../../ui/FormError.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import classes from './Imports.module.css';
import { columnProblems, hasDates, orderWords, withColumn } from './import-draft.ts';
import { targetChoices } from './import-words.ts';
import { useChoices } from './use-choices.ts';

interface ColumnsStepProps {
  readonly one: Pick<Import, 'columns' | 'notices'>;
  /** The list that a source feeds; left out for a file, whose lists are chosen. */
  readonly listId?: string;
  /** What stands above the columns, such as how the file is read. */
  readonly above?: ReactNode;
  readonly draft: ImportMapping;
  readonly onDraft: (draft: ImportMapping) => void;
  readonly onNext: () => void;
  readonly isSaving: boolean;
  readonly error: unknown;
}

const fieldTypes = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'date', label: 'Date' },
  { value: 'boolean', label: 'Yes or no' },
];

const dateOrders = [
  { value: 'mdy', label: 'Month first: 03/04 is March 4' },
  { value: 'dmy', label: 'Day first: 03/04 is 3 April' },
  { value: 'ymd', label: 'Year first: 26/03/04 is 4 March 2026' },
];

/** What each column of the file becomes. */
export function ColumnsStep({ one, listId, above, draft, onDraft, onNext, isSaving, error }: ColumnsStepProps) {
  const { fields } = useChoices(listId === undefined ? draft.list_ids : [listId]);
  const mayMakeFields = useMay('fields:manage');
  const choices = targetChoices(fields, mayMakeFields);
  const problems = columnProblems(draft);
  const blocked = problems.byColumn.size > 0 || problems.inAll !== undefined;
  return (
    <Stack gap="md">
      {above}
      {one.notices.map((notice) => (
        <Alert key={notice} color="amber" variant="light" icon={<IconAlertTriangle size={18} />}>
          {notice}
        </Alert>
      ))}
      <Section
        title="What is in each column?"
        subtitle="We guessed from the names and the values. Look over it and correct what is wrong."
        flush
      >
        {one.columns.map((column) => {
          const mapped = draft.columns.find((entry) => entry.column === column.column);
          return (
            <ColumnRow
              key={column.column}
              column={column}
              mapped={mapped ?? { column: column.column, target: 'ignore' }}
              choices={choices}
              problem={problems.byColumn.get(column.column)}
              onChange={(change) => onDraft(withColumn(draft, change))}
            />
          );
        })}
      </Section>
      <Section title="How numbers and dates are meant">
        <Stack gap="sm" maw={420}>
          <Select
            label="Country of numbers written without one"
            data={countryChoices()}
            value={draft.default_country}
            onChange={(value) => value !== null && onDraft({ ...draft, default_country: value })}
            searchable
            allowDeselect={false}
          />
          {hasDates(draft, fields) && (
            <Select
              label="Dates such as 03/04/2026"
              description={orderWords(one.columns)}
              data={dateOrders}
              value={draft.date_order}
              onChange={(value) => value !== null && onDraft({ ...draft, date_order: value as ImportMapping['date_order'] })}
              allowDeselect={false}
            />
          )}
        </Stack>
      </Section>
      {problems.inAll !== undefined && (
        <Alert color="amber" variant="light" role="status">
          {problems.inAll}
        </Alert>
      )}
      <FormError error={error} />
      <div className={classes.footer}>
        <span />
        <Button onClick={onNext} disabled={blocked} loading={isSaving}>
          Continue
        </Button>
      </div>
    </Stack>
  );
}

interface ColumnRowProps {
  readonly column: ImportColumn;
  readonly mapped: ColumnMapping;
  readonly choices: ReturnType<typeof targetChoices>;
  readonly problem: string | undefined;
  readonly onChange: (change: ColumnMapping) => void;
}

function ColumnRow({ column, mapped, choices, problem, onChange }: ColumnRowProps) {
  const place = column.column;
  const change = (target: ImportTarget) =>
    onChange(
      target === 'new_field'
        ? { column: place, target, new_field: { label: column.name.slice(0, 60), type: 'text' } }
        : { column: place, target },
    );
  const wish = mapped.new_field;
  return (
    <div className={classes.column}>
      <div>
        <Text fw={600} component="div">
          <bdi>{column.name}</bdi> <GuessBadge column={column} target={mapped.target} />
        </Text>
        <p className={classes.samples}>
          {column.samples.length === 0 ? 'No values in the first rows' : <Samples values={column.samples} />}
        </p>
      </div>
      <Stack gap="xs">
        <Select
          aria-label={`What is in ${column.name}`}
          data={choices}
          value={mapped.target}
          onChange={(value) => value !== null && change(value as ImportTarget)}
          error={wish === undefined ? problem : undefined}
          searchable
          allowDeselect={false}
          maxDropdownHeight={320}
        />
        {wish !== undefined && (
          <Stack gap="xs">
            <TextInput
              aria-label="Name of the new field"
              value={wish.label}
              maxLength={60}
              onChange={(event) => onChange({ ...mapped, new_field: { ...wish, label: event.currentTarget.value } })}
              error={problem}
            />
            <Select
              aria-label="What the new field holds"
              data={fieldTypes}
              value={wish.type}
              onChange={(value) =>
                value !== null && onChange({ ...mapped, new_field: { ...wish, type: value as typeof wish.type } })
              }
              allowDeselect={false}
            />
          </Stack>
        )}
      </Stack>
    </div>
  );
}

/** Values side by side, each in its own direction. */
function Samples({ values }: { values: readonly string[] }) {
  return values.map((value, at) => (
    // Samples of a column are different values.
    <span key={value}>
      {at > 0 && ' · '}
      <bdi>{value}</bdi>
    </span>
  ));
}

/** How sure the guess is, as long as it stands. */
function GuessBadge({ column, target }: { column: ImportColumn; target: ImportTarget }) {
  const { guess } = column;
  if (guess.target !== target || guess.from === 'nothing') return null;
  if (guess.confidence === 'high') return <StatusBadge tone="success">Recognised</StatusBadge>;
  return <StatusBadge tone="warning">{guess.confidence === 'medium' ? 'Likely' : 'Please check'}</StatusBadge>;
}
