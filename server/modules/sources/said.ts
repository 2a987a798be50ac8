import { decideStep, type Here, type Said, type SourceStep } from '@tidings/core/contacts/source-step';
import type { ImportTarget } from '@tidings/core/contract/import-mapping';
import type { RowProblem } from '@tidings/core/contract/import-preview';
import type { MatchedRow } from '../imports/match-rows.ts';
import type { PlainColumn, StagedRow } from '../imports/staged-row.ts';
import type { Snapshot } from './rows-store.ts';
import type { RunFacts } from './run-facts.ts';
import type { SaidRow } from './said-store.ts';

type Values = Record<string, string | number | boolean>;

/** What a row says of its person. Parts of a name that we split ourselves are none of its words. */
export function saidOf({ fullName, splitName, plain, birthday, custom, entry, phones, emails, tags }: StagedRow): Said {
  const { first_name, last_name, ...others } = plain;
  const values: Values = { ...others };
  if (fullName !== null) values['full_name'] = fullName;
  if (!splitName && first_name !== undefined) values['first_name'] = first_name;
  if (!splitName && last_name !== undefined) values['last_name'] = last_name;
  if (birthday !== null) values['birthday'] = birthday;
  for (const [key, value] of Object.entries(custom ?? {})) values[`custom:${key}`] = value;
  for (const [key, value] of Object.entries(entry ?? {})) values[`entry:${key}`] = value;
  return { values, phones, emails, tags };
}

const kinds: Readonly<Partial<Record<ImportTarget, string>>> = {
  phone: 'phones',
  other_phone: 'phones',
  email: 'emails',
  other_email: 'emails',
};

/** Under which name a column's values are compared; null for those that are not. An id is what people are recognised by, and never emptied. */
const fieldOf = (target: ImportTarget): string | null =>
  ['ignore', 'consent', 'external_id', 'new_field'].includes(target) ? null : (kinds[target] ?? target);

/** Fields of a row whose cells are empty, and those of which a cell cannot be read. */
export interface Blanks {
  readonly emptied: ReadonlySet<string>;
  readonly unreadable: ReadonlySet<string>;
}

/** Finds what a row leaves open. */
export function blanksOf(
  { mapping }: Pick<RunFacts, 'mapping'>,
  cells: readonly string[],
  problems: readonly RowProblem[],
): Blanks {
  const emptied = new Set<string>();
  const unreadable = new Set<string>();
  const filled = new Set<string>();
  for (const { column, target } of mapping.columns) {
    const field = fieldOf(target);
    if (field === null) continue;
    if (problems.some((one) => one.column === column)) unreadable.add(field);
    if ((cells[column] ?? '').trim() === '') emptied.add(field);
    else filled.add(field);
  }
  return { emptied: emptied.difference(filled).difference(unreadable), unreadable };
}

/** What is known of the people of some rows: by their rows as they were, and by rows that are still there, of this sheet or another. */
export interface SaidBefore {
  readonly before: readonly Said[];
  readonly also: readonly Said[];
}

export function saidByContact(
  rows: readonly SaidRow[],
  { ids }: { readonly ids: ReadonlySet<number> },
  listId: string,
): ReadonlyMap<string, SaidBefore> {
  const said = new Map<string, { before: Said[]; also: Said[] }>();
  for (const row of rows) {
    const of = said.get(row.contact_id) ?? { before: [], also: [] };
    said.set(row.contact_id, of);
    if (ids.has(row.id)) of.before.push(row.said);
    else of.also.push(row.list_id === listId ? row.said : withoutDetails(row.said));
  }
  return said;
}

/** Details are of one list: those of another have nothing to do with this one's. */
const withoutDetails = (said: Said): Said => ({
  ...said,
  values: Object.fromEntries(Object.entries(said.values).filter(([field]) => !field.startsWith('entry:'))),
});

/** What a changed row changes, and the row as it is merged: without what the sheet left as it was. Null where nothing is known of before. */
export function stepOf(
  run: RunFacts,
  match: MatchedRow,
  group: readonly Blanks[],
  known: { readonly said: SaidBefore | undefined; readonly rows: number; readonly person: Snapshot | undefined },
): { step: SourceStep; match: MatchedRow } | null {
  const { said, person } = known;
  if (run.plan.existing !== 'update' || !person || !said || said.before.length === 0) return null;
  // Rows of the person that come later may still say what this one does not: nothing is emptied until all are there.
  const all = group.length >= known.rows;
  const step = decideStep({
    ...said,
    sheet: saidOf(match.row),
    emptied: all ? group.map((one) => one.emptied).reduce((a, b) => a.intersection(b)) : new Set(),
    unreadable: all ? new Set(group.flatMap((one) => [...one.unreadable])) : new Set(['phones', 'emails', 'tags']),
    here: hereOf(person),
    whole: run.sync.whole,
  });
  return { step, match: { ...match, row: asTaken(match.row, step) } };
}

const several = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split(', '));

function hereOf({ values, details, tags }: Snapshot): Here {
  const { phone, email, tags: _tags, ...others } = values;
  const entries = Object.entries(details).map(([key, value]) => [`entry:${key}`, String(value)]);
  return { values: { ...others, ...Object.fromEntries(entries) }, phones: several(phone), emails: several(email), tags };
}

/** The row with the values that are taken over, and no others. */
function asTaken(row: StagedRow, { values, tags }: SourceStep): StagedRow {
  const { full_name: fullName, birthday, ...rest } = values;
  const pick = (prefix: string): Values | null => {
    const some = Object.entries(rest).filter(([name]) => name.startsWith(prefix));
    return some.length === 0 ? null : Object.fromEntries(some.map(([name, value]) => [name.slice(prefix.length), value]));
  };
  const split = row.splitName && fullName !== undefined;
  const { first_name, last_name } = row.plain;
  const plain: Partial<Record<PlainColumn, string>> = {};
  if (split && first_name !== undefined) plain.first_name = first_name;
  if (split && last_name !== undefined) plain.last_name = last_name;
  for (const [name, value] of Object.entries(rest)) if (!name.includes(':')) plain[name as PlainColumn] = String(value);
  return {
    ...row,
    fullName: fullName === undefined ? null : String(fullName),
    splitName: split,
    plain,
    birthday: birthday === undefined ? null : String(birthday),
    custom: pick('custom:'),
    entry: pick('entry:'),
    tags: tags.give,
  };
}
