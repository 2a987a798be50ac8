import { type FoundColumns, findColumns } from '@tidings/core/contacts/source-columns';
import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { Context } from '../../context.ts';
import { waitsForYes } from '../contacts/double-opt-in-store.ts';
import type { CsvRecord } from '../imports/csv/records.ts';
import { customFields, hasEntryColumns, readableColumns } from '../imports/mapping.ts';
import type { MergePlan } from '../imports/merge-plan.ts';
import { consentMeaning, makeRowReader, type ReadRow } from '../imports/read-row.ts';
import { dayIn } from '../imports/run.ts';
import { timeZoneOf } from '../imports/store.ts';
import { SourceProblem } from './problem.ts';
import type { SourceRow } from './store.ts';
import type { SyncRow } from './syncs-store.ts';

/** What a sync works by, once its header is known. */
export interface RunFacts {
  readonly source: SourceRow;
  readonly sync: SyncRow;
  readonly mapping: ImportMapping;
  /** Places of the columns that the mapping takes, in the sheet as it is now. */
  readonly used: readonly number[];
  /** The names that they had when they were chosen, by their places now. */
  readonly names: ReadonlyMap<number, string>;
  /** Place of the column that says who agreed. */
  readonly consentAt: number | undefined;
  readonly consentOf: (cell: string) => 'yes' | 'no' | 'unknown' | null;
  readonly plan: MergePlan;
  readonly read: (record: CsvRecord) => ReadRow;
}

/** Prepares a sync: finds the mapped columns in the header and makes the reader of its rows. Throws SourceProblem. */
export async function prepareRun(ctx: Context, source: SourceRow, sync: SyncRow, header: readonly string[]): Promise<RunFacts> {
  const former = source.mapping;
  if (former === null || source.columns === null) throw new SourceProblem('not_mapped', 'Choose first what each column becomes.');
  const found = foundColumns(source, former, header);
  if ('code' in found) throw new SourceProblem(found.code, found.words);
  const mapping = moved(former, found.places);
  const { workspace_id: workspaceId } = source;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const zone = (await timeZoneOf(tx, workspaceId)).time_zone;
    const { columns, fields } = readableColumns(mapping, await customFields(tx, workspaceId, [source.list_id]));
    const today = dayIn(zone, ctx.clock.now());
    const used = mapping.columns.flatMap(({ column, target }) => (target === 'ignore' ? [] : [column])).sort((a, b) => a - b);
    return {
      source,
      sync,
      mapping,
      used,
      names: namesOf(source, found.places),
      consentAt: mapping.columns.find(({ target }) => target === 'consent')?.column,
      consentOf: consentMeaning(mapping),
      plan: planOf(source, sync, mapping, await waitsForYes(tx, workspaceId, 'import')),
      // Cells beyond the header have no name and mean nothing here.
      read: makeRowReader({ mapping, columns, fields, columnCount: Number.POSITIVE_INFINITY, today, zone }),
    };
  });
}

/** The mapping with its columns where they are in this header; null when some are not there any more, or none was made. */
export function movedMapping(source: SourceRow, header: readonly string[]): ImportMapping | null {
  if (source.mapping === null) return null;
  const found = foundColumns(source, source.mapping, header);
  return 'code' in found ? null : moved(source.mapping, found.places);
}

function foundColumns(source: SourceRow, { columns }: ImportMapping, header: readonly string[]): FoundColumns {
  const used = columns.flatMap(({ column, target }) => (target === 'ignore' ? [] : [column]));
  const former = (source.columns ?? []).map(({ column, name }) => ({ column, name }));
  return findColumns(former, used, header.map(asNamed));
}

function moved(mapping: ImportMapping, places: ReadonlyMap<number, number>): ImportMapping {
  const taken = mapping.columns.filter(({ target }) => target !== 'ignore');
  return { ...mapping, columns: taken.map((one) => ({ ...one, column: places.get(one.column) ?? one.column })) };
}

function namesOf({ columns }: SourceRow, places: ReadonlyMap<number, number>): ReadonlyMap<number, string> {
  return new Map([...places].map(([former, now]) => [now, columns?.find((one) => one.column === former)?.name ?? '']));
}

/** A header as its name is kept: see analysis.ts of imports. */
const asNamed = (cell: string): string => (cell.length > 200 ? `${cell.slice(0, 199)}…` : cell).trim();

function planOf(source: SourceRow, sync: SyncRow, mapping: ImportMapping, yesWaitsDays: number | null): MergePlan {
  return {
    workspaceId: source.workspace_id,
    importId: sync.id,
    from: 'sheet',
    fileName: source.name,
    actorName: sync.approved_by ?? sync.requested_by.name ?? source.created_by_name,
    existing: mapping.existing,
    matchBy: mapping.match_by,
    wording: mapping.consent.kind === 'statement' ? mapping.consent.wording : null,
    purpose: mapping.consent_purpose,
    yesWaitsDays,
    listIds: [source.list_id],
    entryColumns: hasEntryColumns(mapping),
    tagIds: mapping.tag_ids,
    tagColumn: mapping.columns.some(({ target }) => target === 'tags'),
  };
}
