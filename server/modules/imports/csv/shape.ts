import { importDelimiters } from '@tidings/core/contract/imports';
import { type CsvRecord, RecordReader, type RecordShape } from './records.ts';

export type Delimiter = (typeof importDelimiters)[number];

/** A carriage return alone ends lines only where there is no line feed at all. */
export function findNewline(start: string): '\n' | '\r' {
  return start.includes('\n') || !start.includes('\r') ? '\n' : '\r';
}

/** The first records of a file. The last one of the text may be cut off: it is left out, unless there is no other. */
export function firstRecords(start: string, shape: RecordShape, most: number): CsvRecord[] {
  const reader = new RecordReader(shape);
  const complete = reader.push(start);
  return (complete.length > 0 ? complete : reader.end()).slice(0, most);
}

/** The delimiter that cuts most of the first records into the same number of cells, the more cells the better. */
export function findDelimiter(start: string, newline: '\n' | '\r'): Delimiter {
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of importDelimiters) {
    const widths = firstRecords(start, { delimiter, newline }, 100).map((record) => record.cells.length);
    const width = usualWidth(widths);
    if (width < 2) continue;
    const share = widths.filter((one) => one === width).length / widths.length;
    // Agreement counts most: a comma inside of names must not win over tabs that are everywhere.
    const score = share * share * Math.sqrt(Math.min(width, 20));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** The width that most records have; of two the larger. */
export function usualWidth(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
