import type { ColumnMapping, ImportMapping } from '@tidings/core/contract/import-mapping';
import type { Import } from '@tidings/core/contract/imports';

type Read = Pick<Import, 'columns' | 'mapping'> & Partial<Pick<Import, 'recalled'>>;

/** The mapping as it stands on the screen: what was saved, else what was chosen for the last file of this kind, else what was guessed. */
export function draftOf(one: Read, country: string, listId?: string): ImportMapping {
  if (one.mapping) return one.mapping;
  if (one.recalled) {
    const { mapping } = one.recalled;
    // What this file shows of its dates counts before what the last one had.
    return {
      ...mapping,
      date_order: foundOrder(one.columns) ?? mapping.date_order,
      list_ids: listId === undefined ? [] : [listId],
    };
  }
  return guessedDraft(one, country, listId);
}

/** The mapping as it was guessed from the columns. */
export function guessedDraft(one: Pick<Import, 'columns'>, country: string, listId?: string): ImportMapping {
  return {
    columns: one.columns.map(({ column, guess }) => ({ column, target: guess.target })),
    default_country: country,
    // Most of the world writes the day first; North America does not.
    date_order: foundOrder(one.columns) ?? (country === 'US' ? 'mdy' : 'dmy'),
    existing: 'update',
    match_by: ['external_id', 'phone', 'email'],
    consent: one.columns.some(({ guess }) => guess.target === 'consent')
      ? { kind: 'column', yes_values: [], no_values: [] }
      : { kind: 'none' },
    consent_purpose: 'all',
    list_ids: listId === undefined ? [] : [listId],
    tag_ids: [],
  };
}

/** The order of dates that the columns show: one 25/12/2026 decides. Undefined when none does, or as many say the one as the other. */
export function foundOrder(columns: Import['columns']): 'mdy' | 'dmy' | undefined {
  const sum = (key: 'day_first' | 'month_first') => columns.reduce((all, { dates }) => all + (dates?.[key] ?? 0), 0);
  const [day, month] = [sum('day_first'), sum('month_first')];
  return day === month ? undefined : day > month ? 'dmy' : 'mdy';
}

/** What a choice of the order of dates rests on, in words. */
export function orderWords(columns: Import['columns']): string {
  const either = columns.filter(({ dates }) => (dates?.either ?? 0) > 0).map(({ name }) => name);
  const found = foundOrder(columns);
  const first = found === 'dmy' ? 'the day' : 'the month';
  if (found !== undefined) return `The dates of the file show that ${first} comes first.`;
  return either.length === 0
    ? 'No date in the file could be read in two ways.'
    : `Please check: those in ${either.join(', ')} could be either.`;
}

/** The draft with a column's target changed, and what depends on it. */
export function withColumn(draft: ImportMapping, change: ColumnMapping): ImportMapping {
  const columns = draft.columns.map((one) => (one.column === change.column ? change : one));
  const mapped = columns.some(({ target }) => target === 'consent');
  const { kind } = draft.consent;
  if (mapped && kind !== 'column') return { ...draft, columns, consent: { kind: 'column', yes_values: [], no_values: [] } };
  if (!mapped && kind === 'column') return { ...draft, columns, consent: { kind: 'none' } };
  return { ...draft, columns };
}

/**
 * The draft with the given column saying who agreed, or none of them. A column that said so until now becomes again what it was
 * guessed to be, if that place is still free.
 */
export function withConsentColumn(draft: ImportMapping, found: Import['columns'], chosen: number | undefined): ImportMapping {
  const taken = new Set(draft.columns.filter(({ column }) => column !== chosen).map(({ target }) => target));
  const formerly = (column: number): ColumnMapping => {
    const target = found.find((one) => one.column === column)?.guess.target ?? 'ignore';
    const free = target !== 'consent' && target !== 'new_field' && !taken.has(target);
    return { column, target: free ? target : 'ignore' };
  };
  const columns = draft.columns.map((one): ColumnMapping => {
    if (one.column === chosen) return { column: one.column, target: 'consent' };
    return one.target === 'consent' ? formerly(one.column) : one;
  });
  return { ...draft, columns };
}

/** The column that says who agreed, if one does. */
export function consentColumn(draft: ImportMapping): number | undefined {
  return draft.columns.find(({ target }) => target === 'consent')?.column;
}

/** The draft as it can be saved while the columns are chosen: how they agreed is asked after that. */
export function columnsOnly(draft: ImportMapping): ImportMapping {
  const { kind } = draft.consent;
  const open = kind === 'statement' || (kind === 'column' && consentColumn(draft) === undefined);
  return open ? { ...draft, consent: { kind: 'none' } } : draft;
}

/** Why the columns cannot stay as they are, by column and in all; nothing when they can. */
export function columnProblems(draft: ImportMapping): { byColumn: ReadonlyMap<number, string>; inAll: string | undefined } {
  const byColumn = new Map<number, string>();
  const seen = new Map<string, number>();
  for (const { column, target, new_field: wish } of draft.columns) {
    if (target === 'new_field' && (wish?.label.trim() ?? '') === '') byColumn.set(column, 'Give the new field a name.');
    if (['ignore', 'other_phone', 'other_email', 'tags', 'new_field'].includes(target)) continue;
    const before = seen.get(target);
    if (before !== undefined) byColumn.set(column, 'Another column goes there already. Choose one of the two.');
    seen.set(target, column);
  }
  const recognisable = ['phone', 'other_phone', 'email', 'other_email', 'external_id'].some((target) =>
    draft.columns.some((one) => one.target === target),
  );
  const inAll = recognisable
    ? undefined
    : 'Choose a column with phone numbers, e-mail addresses or external ids: people are recognised by them.';
  return { byColumn, inAll };
}

/** What is missing about how they agreed, by field; as the API would say it of the field. */
export interface ConsentProblems {
  readonly column?: string;
  readonly wording?: string;
  readonly confirmed?: string;
}

export function consentProblems(draft: ImportMapping): ConsentProblems {
  const { consent } = draft;
  if (consent.kind === 'column' && consentColumn(draft) === undefined)
    return { column: 'Choose the column that says who agreed.' };
  if (consent.kind !== 'statement') return {};
  return {
    ...(consent.wording.trim().length < 10 ? { wording: 'Say how these people agreed, in at least 10 characters.' } : {}),
    ...(consent.confirmed ? {} : { confirmed: 'Tick this if it is so. If not, choose “Not known” above.' }),
  };
}

/** How a mapping names a field: details of a list are under `entry.`. */
const fieldTarget = ({ key }: { readonly key: string }) =>
  key.startsWith('entry.') ? `entry:${key.slice('entry.'.length)}` : `custom:${key}`;

/** Whether dates are among the values that are taken. */
export function hasDates(draft: ImportMapping, fields: readonly { key: string; type: string }[]): boolean {
  return draft.columns.some(
    ({ target, new_field: wish }) =>
      target === 'birthday' ||
      (target === 'new_field' && wish?.type === 'date') ||
      fields.some((field) => field.type === 'date' && target === fieldTarget(field)),
  );
}
