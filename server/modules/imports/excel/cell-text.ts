/** What a number format makes of numbers: a date, a time of day, or digits with zeros before them up to a width. */
export type NumberLook = 'date' | 'time' | { readonly zeros: number } | undefined;

/** Formats that every workbook has without writing them down (ECMA-376, part 1, 18.8.30), those of dates and times; 27 to 58 are those of East Asia. */
const builtInDates: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);
const builtInTimes: ReadonlySet<number> = new Set([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47]);

/** What a number format, by its id and its code if it has one of its own, is for. */
export function lookOfFormat(id: number, code: string | undefined): NumberLook {
  if (code === undefined) return builtInDates.has(id) ? 'date' : builtInTimes.has(id) ? 'time' : undefined;
  // Colours, conditions and countries stand in brackets, words in quotation marks or after a backslash; only the first part is for positive numbers.
  const [bare = ''] = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';');
  if (/^0{2,}$/.test(bare)) return { zeros: bare.length };
  if (/general/i.test(bare)) return undefined;
  if (/[dy]/i.test(bare)) return 'date';
  return /[hs]/i.test(bare) ? 'time' : /^m+$/i.test(bare) ? 'date' : undefined;
}

/**
 * A number of a cell as text: days as dates, digits all of them. A number beyond 15 digits has lost its last ones in Excel, which shows them as
 * zeros; it is written as it stands in the file.
 *
 * @example numberText('12025550123', undefined, false) // '12025550123', never 1.20255E+10
 */
export function numberText(raw: string, look: NumberLook, from1904: boolean): string {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return raw.trim();
  if (look === 'date' || look === 'time') return dayText(value, look, from1904) ?? plainNumber(raw, value);
  const text = plainNumber(raw, value);
  return typeof look === 'object' && /^\d+$/.test(text) ? text.padStart(look.zeros, '0') : text;
}

/** Without an exponent, and without the digits that a computer's fractions add: 0.1 and not 0.10000000000000001. */
function plainNumber(raw: string, value: number): string {
  if (/^-?\d+$/.test(raw)) return raw;
  if (Number.isSafeInteger(value)) return String(value);
  const rounded = String(Number(value.toPrecision(15)));
  if (!rounded.includes('e')) return rounded;
  return Math.abs(value) >= 1 ? BigInt(Math.round(value)).toString() : value.toFixed(20).replace(/0+$/, '');
}

const dayMs = 86_400_000;
/** The last day that Excel knows: 31 December 9999. */
const lastDay = 2_958_465;

/** Days since the last of 1899; Excel counts a 29 February 1900 that never was. Some Macs count from 1904. */
function dayText(value: number, look: 'date' | 'time', from1904: boolean): string | undefined {
  if (value < 0 || value > lastDay + 1) return undefined;
  const minutes = Math.round((value % 1) * 1440);
  const whole = Math.floor(value) + (minutes === 1440 ? 1 : 0);
  const clock = `${String(Math.floor((minutes % 1440) / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  if (look === 'time' && whole === 0) return clock;
  const days = from1904 ? whole + 1462 : whole;
  const date = new Date(Date.UTC(1899, 11, 30) + (days < 60 ? days + 1 : days) * dayMs).toISOString().slice(0, 10);
  return minutes % 1440 === 0 ? date : `${date} ${clock}`;
}

/** Characters that XML cannot hold are written as _x000D_. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([\da-f]{4})_/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
