import { isBrokenCell } from '@tidings/core/contacts/source-columns';
import type { CsvRecord } from '../imports/csv/records.ts';
import { bareCell, type ReadRow } from '../imports/read-row.ts';
import { hashRow } from './content.ts';
import type { RunFacts } from './run-facts.ts';
import { type Blanks, blanksOf } from './said.ts';

/** A row of the sheet on its way to the merge. */
export interface SheetRow extends Blanks {
  readonly hash: string;
  readonly read: ReadRow;
  /** The cell that says whether they agreed could not be read. */
  readonly consentBroken: boolean;
  /** That cell as it stands there. */
  readonly consentCell: string;
}

export function hashOf(run: RunFacts, record: CsvRecord): string {
  return hashRow(run.source.mapping_version, record.cells, run.used);
}

/** Whether the row says yes to texts. */
export function saysYes(run: RunFacts, record: CsvRecord): boolean {
  if (run.mapping.consent.kind === 'statement') return true;
  return run.consentAt !== undefined && run.consentOf(cellAt(record, run.consentAt)) === 'yes';
}

const cellAt = (record: CsvRecord, place: number): string => bareCell(record.cells[place] ?? '').trim();

/** Reads a row. Cells with a formula or its error are left out, and said. */
export function readSheetRow(run: RunFacts, record: CsvRecord): SheetRow {
  const { consentAt } = run;
  const consentCell = consentAt === undefined ? '' : cellAt(record, consentAt);
  const read = run.read(record);
  return {
    hash: hashOf(run, record),
    read,
    consentBroken: isBrokenCell(consentCell),
    consentCell,
    ...blanksOf(run, record.cells.map(bareCell), read.problems),
  };
}
