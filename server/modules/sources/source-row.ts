import { isBrokenCell } from '@tidings/core/contacts/source-columns';
import type { RowProblem } from '@tidings/core/contract/import-preview';
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
  const broken = run.used.filter((place) => isBrokenCell((record.cells[place] ?? '').trim()));
  const { consentAt } = run;
  const consentBroken = consentAt !== undefined && broken.includes(consentAt);
  const common = {
    hash: hashOf(run, record),
    consentBroken,
    consentCell: consentAt === undefined ? '' : cellAt(record, consentAt),
  };
  const bare = record.cells.map(bareCell);
  if (broken.length === 0) {
    const read = run.read(record);
    return { ...common, read, ...blanksOf(run, bare, read.problems) };
  }
  const cells = record.cells.map((cell, place) => (broken.includes(place) ? '' : cell));
  const read = run.read({ ...record, cells });
  const problems = broken.map((column): RowProblem => {
    const shown = (record.cells[column] ?? '').trim().slice(0, 40);
    return { column, severity: 'warning', message: `“${shown}” is a formula or its error, not a value; it was left out.` };
  });
  const all = [...problems, ...read.problems];
  return { ...common, read: { ...read, problems: all }, ...blanksOf(run, bare, all) };
}
