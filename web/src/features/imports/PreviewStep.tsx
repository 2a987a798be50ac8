import { Alert, Button, Stack, Text } from '@mantine/core';
import type { ImportPreview, PreviewRow } from '@tidings/core/contract/import-preview';
import { type Import, importsApi } from '@tidings/core/contract/imports';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApi } from '../../lib/query.ts';
import { FormError } from '../../ui/FormError.tsx';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatCard } from '../../ui/StatCard.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Tone } from '../../ui/tone.ts';
import classes from './Imports.module.css';
import { targetWords } from './import-words.ts';
import { useChoices } from './use-choices.ts';

interface PreviewStepProps {
  readonly one: Import;
  readonly onBack: () => void;
  readonly onStart: () => void;
  readonly isStarting: boolean;
  readonly error: unknown;
}

/** The first rows as they would be stored, and what the import would do. */
export function PreviewStep({ one, onBack, onStart, isStarting, error }: PreviewStepProps) {
  const preview = useApi(importsApi.previewImport, {
    params: { import_id: one.id },
    query: { limit: 50 },
    topics: ['contacts', 'suppressions'],
    staleTime: 5_000,
  });
  return (
    <Stack gap="md">
      {preview.data !== undefined && <Totals one={one} preview={preview.data} />}
      {preview.data !== undefined && <ConsentValues preview={preview.data} />}
      {preview.data !== undefined && <Rows one={one} preview={preview.data} />}
      {preview.data === undefined && preview.error === null && <LoadingState rows={8} />}
      {preview.data === undefined && preview.error !== null && (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      )}
      <FormError error={error} />
      <div className={classes.footer}>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button
          onClick={onStart}
          loading={isStarting}
          disabled={preview.data === undefined || preview.data.totals.reject === preview.data.totals.rows}
        >
          {startWords(one, preview.data?.totals)}
        </Button>
      </div>
    </Stack>
  );
}

/** The button in numbers: people where every row was looked at, else rows. */
function startWords(one: Import, totals: ImportPreview['totals'] | undefined): string {
  if (totals === undefined || totals.rows < one.rows_total) return `Import ${plural(one.rows_total, 'row', 'rows')}`;
  // People who are left alone, or just so already, are not imported; with nobody new there is no number worth naming.
  const people = totals.create + (one.mapping?.existing === 'skip' ? 0 : totals.existing - totals.unchanged);
  return people === 0 ? 'Import' : `Import ${plural(people, 'person', 'people')}`;
}

function Totals({ one, preview: { totals } }: { one: Import; preview: ImportPreview }) {
  const all = totals.rows >= one.rows_total;
  const scope = all ? 'All rows' : `The first ${formatNumber(totals.rows)} of ${formatNumber(one.rows_total)} rows`;
  return (
    <>
      <Text size="sm" c="dimmed">
        {scope}, read as they would be imported. Nothing is stored yet.
      </Text>
      <div className={classes.stats}>
        <StatCard label="New people" value={totals.create} />
        <StatCard
          label="Here already"
          value={totals.existing}
          {...(totals.unchanged > 0 ? { hint: `${formatNumber(totals.unchanged)} without a change` } : {})}
        />
        <StatCard label="Agreed to texts" value={totals.consent_yes} />
        {totals.consent_no > 0 && <StatCard label="Said no to texts" value={totals.consent_no} />}
        <StatCard label="Cannot be imported" value={totals.reject} {...(totals.reject > 0 ? { tone: 'warning' as const } : {})} />
      </div>
      {totals.reject === totals.rows && (
        <Alert color="red" variant="light">
          No row can be imported like this. Go back and look whether the right columns were chosen.
        </Alert>
      )}
      {totals.kept_opted_out > 0 && (
        <Alert color="amber" variant="light">
          {plural(totals.kept_opted_out, 'person', 'people')} said no here before and will stay opted out, though the file says
          yes.
        </Alert>
      )}
      {totals.asked_to_be_deleted > 0 && (
        <Alert color="amber" variant="light">
          {formatNumber(totals.asked_to_be_deleted)} will stay opted out: asked to be deleted. Only the{' '}
          {totals.asked_to_be_deleted === 1 ? 'person themselves' : 'people themselves'} can opt in again.
        </Alert>
      )}
      {totals.duplicate > 0 && (
        <Text size="sm">
          {plural(totals.duplicate, 'row repeats', 'rows repeat')} a person of an earlier row; what they add is taken.
        </Text>
      )}
    </>
  );
}

const meaningTone: Readonly<Record<ImportPreview['consent_values'][number]['meaning'], Tone>> = {
  yes: 'success',
  no: 'danger',
  nothing: 'neutral',
};

function ConsentValues({ preview }: { preview: ImportPreview }) {
  if (preview.consent_values.length === 0) return null;
  return (
    <Section title="How the consent column is read">
      <Stack gap={6}>
        {preview.consent_values.map(({ value, rows, meaning }) => (
          <Text key={value} size="sm" component="div">
            “<bdi>{value}</bdi>” in {plural(rows, 'row', 'rows')}{' '}
            <StatusBadge tone={meaningTone[meaning]}>{meaning === 'nothing' ? 'says nothing' : meaning}</StatusBadge>
          </Text>
        ))}
      </Stack>
    </Section>
  );
}

const outcomeWords: Readonly<Record<PreviewRow['outcome'], { label: string; tone: Tone }>> = {
  create: { label: 'New', tone: 'success' },
  update: { label: 'Update', tone: 'info' },
  unchanged: { label: 'No change', tone: 'neutral' },
  fill_gaps: { label: 'Fill gaps', tone: 'info' },
  skip: { label: 'Left alone', tone: 'neutral' },
  duplicate: { label: 'Repeats', tone: 'neutral' },
  reject: { label: 'Rejected', tone: 'danger' },
};

function Rows({ one, preview }: { one: Import; preview: ImportPreview }) {
  const { fields } = useChoices(one.mapping?.list_ids);
  const looked = preview.rows.some(({ problems }) => problems.length > 0);
  const columns = (one.mapping?.columns ?? []).filter(({ target }) => target !== 'ignore');
  const labels = columns.map(({ target, new_field: wish }) => wish?.label ?? targetWords(target, fields));
  return (
    <Section title="First rows" flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label="First rows of the file">
        <table className={classes.rows}>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Outcome</th>
              {looked && <th scope="col">To look at</th>}
              {columns.map(({ column }, at) => (
                <th scope="col" key={column}>
                  <bdi>{labels[at]}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row) => (
              <Row
                key={row.line}
                row={row}
                withReasons={looked}
                columns={columns.map(({ column }) => column)}
                labels={labels}
                names={one.columns.map(({ name }) => name)}
              />
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}

interface RowProps {
  readonly row: PreviewRow;
  readonly withReasons: boolean;
  readonly columns: readonly number[];
  /** What they become, in the same order: the names of the values on a narrow screen. */
  readonly labels: readonly string[];
  readonly names: readonly string[];
}

function Row({ row, withReasons, columns, labels, names }: RowProps) {
  const { label, tone } = outcomeWords[row.outcome];
  return (
    <tr>
      <td data-label="Line">{row.line}</td>
      <td data-label="Outcome">
        <StatusBadge tone={tone}>{label}</StatusBadge>
      </td>
      {withReasons && (
        <td className={classes.reasons} data-label="To look at">
          {row.problems.map(({ column, message }) => (
            <div key={`${column} ${message}`}>
              {column !== null && (
                <>
                  <bdi>{names[column] ?? ''}</bdi>:{' '}
                </>
              )}
              {message}
            </div>
          ))}
        </td>
      )}
      {columns.map((column, at) => {
        const problem = row.problems.find((one) => one.column === column);
        const cell = row.cells[column]?.trim() ?? '';
        const stored = row.stored[column];
        return (
          <td key={column} data-severity={problem?.severity} data-label={labels[at]}>
            {stored !== undefined && stored !== '' && <bdi>{stored}</bdi>}
            {cell !== '' && cell !== stored && (
              <Text size="xs" c="dimmed" td={stored === undefined ? 'line-through' : undefined}>
                <bdi>{cell}</bdi>
              </Text>
            )}
          </td>
        );
      })}
    </tr>
  );
}
