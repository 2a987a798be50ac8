import { formatMoney } from '../../lib/format.ts';

/** An estimate is no invoice: cents are enough, and less than one is said as that. */
export function roughMoney(micros: number): string {
  return micros > 0 && micros < 10_000 ? 'under a cent' : formatMoney(Math.round(micros / 10_000) * 10_000, 'USD');
}
