import { formatMoney, formatNumber } from '../lib/format.ts';

const tabular = { fontVariantNumeric: 'tabular-nums' } as const;

/** A number with separators, in digits of one width. */
export function NumberText({ value, options }: { value: number; options?: Intl.NumberFormatOptions }) {
  return <span style={tabular}>{formatNumber(value, options)}</span>;
}

/** Money in millionths of the currency's unit. */
export function Money({ micros, currency }: { micros: number; currency: string }) {
  return <span style={tabular}>{formatMoney(micros, currency)}</span>;
}
