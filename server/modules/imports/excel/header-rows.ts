import { detectHeader, type GuessOptions } from '@tidings/core/contacts/import-mapping';
import type { MergedCells } from './sheet-reader.ts';

/** So many of the first rows may belong to the header. */
export const headRows = 30;
/** A header of more rows than this is none. */
const mostBand = 3;

/**
 * Makes one header row of what people put above their data: titles over the whole sheet go, cells that are merged name each of their columns, and
 * headers of several rows become one ("Phone" above "Mobile" and "Home"). Rows that were used up become blank, so that each row keeps its number.
 * Without titles and merged cells nothing changes. Pure.
 */
export function settleHeader(
  rows: readonly (readonly string[])[],
  merged: readonly MergedCells[],
  options: GuessOptions,
): (readonly string[])[] {
  const settled = rows.map((row) => [...row]);
  let first = nextFilled(settled, 0);
  while (first !== -1 && isTitle(settled, first, merged, options)) {
    settled[first] = [];
    first = nextFilled(settled, first + 1);
  }
  if (first === -1) return settled;
  const here = merged.filter((one) => one.top === first && one.right - one.left < 500);
  if (here.length === 0) return settled;
  const last = lastOfBand(settled, first, here);
  const inBand = merged.filter((one) => one.top >= first && one.top <= last && one.right - one.left < 500);
  for (const { top, left, right } of inBand) {
    const row = settled[top] ?? [];
    for (let column = left + 1; column <= right; column += 1) row[column] = row[left] ?? '';
    settled[top] = Array.from(row, (cell) => cell ?? '');
  }
  const band = settled.slice(first, last + 1);
  const width = Math.max(...band.map((row) => row.length));
  const names = Array.from({ length: width }, (_, column) => {
    const parts = band.map((row) => (row[column] ?? '').trim()).filter((part) => part !== '');
    return [...new Set(parts)].join(' ');
  });
  for (let row = first; row < last; row += 1) settled[row] = [];
  settled[last] = names;
  return settled;
}

const filled = (row: readonly string[] | undefined): string[] => (row ?? []).filter((cell) => cell.trim() !== '');

function nextFilled(rows: readonly (readonly string[])[], from: number): number {
  return rows.findIndex((row, at) => at >= from && filled(row).length > 0);
}

/** One cell alone above a wider table, if it is merged or stands above what reads like a header. Never an address: that may be somebody. */
function isTitle(
  rows: readonly (readonly string[])[],
  at: number,
  merged: readonly MergedCells[],
  options: GuessOptions,
): boolean {
  const [only, ...others] = filled(rows[at]);
  if (only === undefined || others.length > 0 || /@|\d{7}/.test(only.replace(/[\s().-]/g, ''))) return false;
  const next = nextFilled(rows, at + 1);
  if (next === -1) return false;
  const wide = merged.some((one) => one.top === at && one.right > one.left);
  const below = rows.slice(next).filter((row) => filled(row).length > 0);
  if (below.every((row) => filled(row).length < 2)) return false;
  if (wide) return true;
  return (
    filled(rows[next]).length > 1 && detectHeader(below, options).confidence === 'high' && detectHeader(below, options).hasHeader
  );
}

/** Cells that are merged downwards tell how far the header reaches; else a row of words below merged names belongs to it. */
function lastOfBand(rows: readonly (readonly string[])[], first: number, here: readonly MergedCells[]): number {
  const down = Math.max(...here.map((one) => one.bottom));
  if (down > first) return Math.min(down, first + mostBand - 1);
  const below = rows[first + 1] ?? [];
  const parts = here.flatMap(({ left, right }) => below.slice(left, right + 1)).filter((cell) => cell.trim() !== '');
  const words = parts.length > 1 && filled(below).every((cell) => !/[\d@]/.test(cell) && cell.length <= 40);
  // Names that stand there already need no second row: what is below a full row of names are people.
  const gaps = here.some(({ left, right }) => right > left);
  return words && gaps ? first + 1 : first;
}
