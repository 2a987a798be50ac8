import { isOddMoment, orderOfDate } from '@tidings/core/contacts/field-dates';
import type { ImportColumn } from '@tidings/core/contract/imports';
import type { CsvRecord } from './csv/records.ts';

/** Lines that are named where both orders occur: enough to find them. */
const namedLines = 5;

class ColumnDates {
  either = 0;
  moments = 0;
  readonly dmy: number[] = [];
  readonly mdy: number[] = [];
  dayFirst = 0;
  monthFirst = 0;

  add(cell: string, line: number, zone: string): void {
    if (cell.charCodeAt(4) === 45) {
      if (isOddMoment(cell, zone)) this.moments += 1;
      return;
    }
    const order = orderOfDate(cell);
    if (order === 'either') this.either += 1;
    if (order === 'dmy') this.dayFirst = noted(this.dmy, line, this.dayFirst);
    if (order === 'mdy') this.monthFirst = noted(this.mdy, line, this.monthFirst);
  }
}

function noted(lines: number[], line: number, before: number): number {
  if (lines.length < namedLines) lines.push(line);
  return before + 1;
}

/** Looks over the dates of a whole file: which order each column has, and where both occur. Made for a million rows. */
export class DateTally {
  readonly #zone: string;
  readonly #columns = new Map<number, ColumnDates>();

  /** @param zone the workspace's */
  constructor(zone: string) {
    this.#zone = zone;
  }

  add({ cells, line }: CsvRecord): void {
    for (let at = 0; at < cells.length; at += 1) {
      const cell = cells[at] ?? '';
      if (cell.length < 6 || cell.length > 60 || !mayBeDate(cell)) continue;
      let column = this.#columns.get(at);
      if (column === undefined) {
        column = new ColumnDates();
        this.#columns.set(at, column);
      }
      column.add(cell, line, this.#zone);
    }
  }

  /** What was found in a column. */
  of(column: number): ImportColumn['dates'] {
    const found = this.#columns.get(column);
    if (!found || found.dayFirst + found.monthFirst + found.either === 0) return undefined;
    return { day_first: found.dayFirst, month_first: found.monthFirst, either: found.either };
  }

  /** What somebody should know before dates are read. */
  notices(columns: readonly Pick<ImportColumn, 'column' | 'name'>[]): string[] {
    return columns.flatMap(({ column, name }) => {
      const found = this.#columns.get(column);
      if (!found) return [];
      const mixed = found.dayFirst > 0 && found.monthFirst > 0 ? [mixedWords(name, found)] : [];
      return found.moments > 0 ? [...mixed, momentWords(name, found.moments, this.#zone)] : mixed;
    });
  }
}

/** A digit, and a slash, hyphen or blank after the first or second one, or after the year. */
function mayBeDate(cell: string): boolean {
  const first = cell.charCodeAt(0);
  if (first < 48 || first > 57) return false;
  return isMark(cell.charCodeAt(1)) || isMark(cell.charCodeAt(2)) || (cell.charCodeAt(4) === 45 && cell.charCodeAt(7) === 45);
}

const isMark = (code: number): boolean => code === 47 || code === 45 || code === 32;

function mixedWords(name: string, { dayFirst, monthFirst, either, dmy, mdy }: ColumnDates): string {
  const could = either === 0 ? '' : ` ${many(either, 'other date', 'other dates')} could be either.`;
  return `“${name}” has dates in both orders: the day first in ${lines(dmy, dayFirst)}, the month first in ${lines(mdy, monthFirst)}.${could} Make them alike, or look at each after the import.`;
}

function momentWords(name: string, moments: number, zone: string): string {
  return `“${name}” has ${many(moments, 'moment', 'moments')} in UTC that are not midnight in ${zone}, such as a script writes for days of another time zone. Let the script answer what the cells show: getDisplayValues().`;
}

const many = (n: number, one: string, more: string) => `${n.toLocaleString('en-US')} ${n === 1 ? one : more}`;

function lines(some: readonly number[], all: number): string {
  if (some.length === 1) return `line ${some[0]}`;
  const more = all > some.length ? ` and ${(all - some.length).toLocaleString('en-US')} more` : '';
  return `lines ${some.slice(0, more === '' ? -1 : undefined).join(', ')}${more || ` and ${some.at(-1)}`}`;
}
