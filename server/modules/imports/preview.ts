import type { ColumnMapping as CoreMapping } from '@tidings/core/contacts/import-mapping';
import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { ImportPreview, PreviewRow } from '@tidings/core/contract/import-preview';
import type { Context } from '../../context.ts';
import { bulkTransaction } from '../../db/bulk.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { Refusal } from '../../lib/errors.ts';
import { waitsForYes } from '../contacts/double-opt-in-store.ts';
import { erasedAmong } from '../contacts/erased.ts';
import { matchWords } from './chunk-builder.ts';
import type { CsvRecord } from './csv/records.ts';
import { pieces, rowsOf } from './file.ts';
import { joinByKey, lookUp, withErased } from './known-store.ts';
import { customFields, entryPrefix, readableColumns } from './mapping.ts';
import { type MatchedRow, matchRows, saidByFile } from './match-rows.ts';
import { stageRows } from './merge-store.ts';
import { mappingOf, shapeOf } from './present.ts';
import { bareCell, consentMeaning, makeRowReader, type ReadRow } from './read-row.ts';
import { dayIn, planOf } from './run.ts';
import { getImport } from './service.ts';
import type { StagedRow } from './staged-row.ts';
import { timeZoneOf } from './store.ts';
import { linesThatChange } from './update-store.ts';

/** Rows that the totals are over: enough for a picture, few enough to answer at once. */
const sampled = 1_000;

/** Reads the first rows as the import would, looks up whom they are about, and stores nothing. */
export async function previewImport(ctx: Context, actor: WorkspaceActor, id: string, limit: number): Promise<ImportPreview> {
  const { workspaceId } = actor;
  const row = await getImport(ctx, actor, id);
  const shape = shapeOf(row);
  const mapping = mappingOf(row);
  if (row.state !== 'ready' || !shape || !mapping || row.file_id === null) {
    throw new Refusal('wrong_state', 'A preview is there once the columns are chosen, until the import is started.');
  }
  const { fields, zone } = await ctx.db.workspace(workspaceId, async (tx) => ({
    fields: await customFields(tx, workspaceId, mapping.list_ids),
    zone: (await timeZoneOf(tx, workspaceId)).time_zone,
  }));
  const readable = readableColumns(mapping, fields);
  const today = dayIn(zone, ctx.clock.now());
  const columnNames = shape.has_header ? shape.columns.map((column) => column.name) : [];
  const read = makeRowReader({ mapping, ...readable, columnCount: shape.columns.length, columnNames, today, zone });
  const rows = (await firstRows(rowsOf(pieces(ctx, workspaceId, id, row.file_id), shape))).map(read);
  const staged = rows.flatMap((one) => one.staged ?? []);
  const { matched, joined, changing } = await bulkTransaction(ctx.db, workspaceId, async (bulk) => {
    await joinByKey(bulk.tx);
    const phones = staged.flatMap((one) => one.phones);
    const erased = await erasedAmong(ctx, bulk.tx, workspaceId, phones);
    const known = withErased(await lookUp(bulk.tx, { workspaceId, importId: id }, staged), erased);
    const { rows: matched, joined } = matchRows(staged, known, mapping);
    const plan = planOf(row, mapping, await waitsForYes(bulk.tx, workspaceId, 'import'));
    const some = matched.length > 0 && (await stageRows(bulk, matched));
    return { matched, joined, changing: some ? await linesThatChange(bulk.tx, plan) : new Set<number>() };
  });
  const matches = new Map(matched.map((match) => [match.row.line, match]));
  const described = rows.map((one) => describe(one, { mapping, columns: readable.columns, matches, joined, changing }));
  return {
    rows: described.slice(0, limit).map(({ preview }) => preview),
    totals: totalsOf(described),
    consent_values: consentValues(rows, mapping),
  };
}

async function firstRows(source: AsyncIterable<readonly CsvRecord[]>): Promise<CsvRecord[]> {
  const rows: CsvRecord[] = [];
  for await (const some of source) {
    rows.push(...some.slice(0, sampled - rows.length));
    if (rows.length >= sampled) break;
  }
  return rows;
}

interface Facts {
  readonly mapping: ImportMapping;
  readonly columns: readonly CoreMapping[];
  readonly matches: ReadonlyMap<number, MatchedRow>;
  readonly joined: ReadonlyMap<number, number>;
  /** Lines that change somebody who is here. */
  readonly changing: ReadonlySet<number>;
}

interface Described {
  readonly preview: PreviewRow;
  /** What counts of the consent of the person, not only of this row. */
  readonly said: 'yes' | 'no' | null;
  readonly keptOptedOut: boolean;
  readonly erased: boolean;
}

function describe({ record, staged, problems }: ReadRow, facts: Facts): Described {
  const match = facts.matches.get(record.line);
  const earlier = facts.joined.get(record.line);
  const notes = [...problems];
  const note = (message: string) => notes.push({ column: null, severity: 'warning', message });
  if (earlier !== undefined) note(`The same person as in line ${earlier}.`);
  if (match && match.sharesWith !== null) note(matchWords.sharesWith(match.sharesWith));
  if (match?.sharedPhone) note(matchWords.shared);
  if (match?.erased) note(matchWords.erased);
  else if (match?.keptOptedOut) note(matchWords.kept);
  const said = match ? saidByFile(match, facts.mapping.existing) : null;
  const preview: PreviewRow = {
    line: record.line,
    outcome: outcomeOf(staged, earlier, match, facts),
    cells: record.cells.map((cell) => (cell.length > 200 ? `${cell.slice(0, 199)}…` : cell)),
    stored: staged ? storedValues(staged, facts.columns, record.cells) : {},
    name: staged ? (staged.fullName ?? [staged.plain.first_name, staged.plain.last_name].filter(Boolean).join(' ')) : '',
    phones: [...(staged?.phones ?? [])],
    emails: [...(staged?.emails ?? [])],
    consent:
      match?.keptOptedOut || match?.erased ? 'no' : staged?.agreed?.length === 0 ? 'unknown' : (staged?.consent ?? 'unknown'),
    problems: notes,
  };
  return { preview, said, keptOptedOut: match?.keptOptedOut ?? false, erased: match?.erased ?? false };
}

function outcomeOf(
  staged: StagedRow | null,
  earlier: number | undefined,
  match: MatchedRow | undefined,
  { mapping, changing }: Facts,
): PreviewRow['outcome'] {
  if (!staged) return 'reject';
  if (earlier !== undefined) return 'duplicate';
  if (!match?.known) return 'create';
  return mapping.existing === 'skip' || changing.has(match.row.line) ? mapping.existing : 'unchanged';
}

/** What each column's cell becomes, by the column's place. */
function storedValues(staged: StagedRow, columns: readonly CoreMapping[], cells: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { column, target } of columns) {
    const value = addressesOf(staged, columns, { column, target }, cells) ?? storedValue(staged, target);
    if (value !== undefined && value !== null && value !== '') values[column] = value;
  }
  return values;
}

/** A cell may hold several numbers or addresses; those of the first column are all of them that no further column holds. */
function addressesOf(
  { phones, emails, labels }: StagedRow,
  columns: readonly CoreMapping[],
  { column, target }: CoreMapping,
  cells: readonly string[],
): string | undefined {
  const kind =
    target === 'phone' || target === 'other_phone' ? 'phone' : target === 'email' || target === 'other_email' ? 'email' : null;
  if (kind === null) return undefined;
  const of = columns.filter((one) => one.target === kind || one.target === `other_${kind}`);
  const filled = of.filter((one) => (cells[one.column] ?? '').trim() !== '');
  const all = kind === 'phone' ? phones : emails;
  return filled.length === 1 && filled[0]?.column === column ? all.map((one) => withLabel(one, labels)).join(', ') : undefined;
}

/** An address with what stood beside it. */
function withLabel(value: string, labels: StagedRow['labels']): string {
  const label = labels?.[value];
  return label === undefined ? value : `${value} (${label})`;
}

function storedValue(staged: StagedRow, target: CoreMapping['target']): string | null | undefined {
  const labelled = (value: string) => withLabel(value, staged.labels);
  if (target.startsWith('custom:')) {
    const key = target.slice('custom:'.length);
    const value = key.startsWith(entryPrefix) ? staged.entry?.[key.slice(entryPrefix.length)] : staged.custom?.[key];
    return value === undefined ? undefined : String(value);
  }
  switch (target) {
    case 'phone':
      return staged.phones.slice(0, 1).map(labelled).join();
    case 'other_phone':
      return staged.phones.slice(1).map(labelled).join(', ');
    case 'email':
      return staged.emails.slice(0, 1).map(labelled).join();
    case 'other_email':
      return staged.emails.slice(1).map(labelled).join(', ');
    case 'full_name':
      return staged.fullName;
    case 'birthday':
      return staged.birthday;
    case 'external_id':
      return staged.externalId;
    case 'tags':
      return staged.tags.join(', ');
    case 'consent':
      return staged.consent;
    case 'ignore':
      return undefined;
    default:
      return staged.plain[target as keyof StagedRow['plain']];
  }
}

function totalsOf(described: readonly Described[]): ImportPreview['totals'] {
  const count = (test: (row: PreviewRow) => boolean) => described.filter(({ preview }) => test(preview)).length;
  const taken = (row: PreviewRow) => row.outcome !== 'reject' && row.outcome !== 'duplicate';
  return {
    rows: described.length,
    create: count((row) => row.outcome === 'create'),
    existing: count((row) => taken(row) && row.outcome !== 'create'),
    unchanged: count((row) => row.outcome === 'unchanged'),
    duplicate: count((row) => row.outcome === 'duplicate'),
    reject: count((row) => row.outcome === 'reject'),
    warned: count((row) => row.outcome !== 'reject' && row.problems.length > 0),
    consent_yes: described.filter((one) => one.said === 'yes').length,
    consent_no: described.filter((one) => one.said === 'no').length,
    kept_opted_out: described.filter((one) => one.keptOptedOut && !one.erased).length,
    asked_to_be_deleted: described.filter((one) => one.erased).length,
    without_phone: count((row) => taken(row) && row.phones.length === 0),
  };
}

function consentValues(rows: readonly ReadRow[], mapping: ImportMapping): ImportPreview['consent_values'] {
  const column = mapping.columns.find(({ target }) => target === 'consent')?.column;
  if (column === undefined || mapping.consent.kind !== 'column') return [];
  const meaning = consentMeaning(mapping);
  const counts = new Map<string, number>();
  for (const { record } of rows) {
    const value = bareCell(record.cells[column] ?? '')
      .trim()
      .slice(0, 100);
    if (value !== '' && !record.broken) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 20)
    .map(([value, n]) => {
      const means = meaning(value);
      return { value, rows: n, meaning: means === 'yes' || means === 'no' ? means : ('nothing' as const) };
    });
}
