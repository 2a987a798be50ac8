import type { ApiError } from '../../lib/api-error.ts';
import { roughMoney } from '../../lib/format.ts';

/** The sum that a refusal wants a yes to, in millionths of a dollar; undefined for any other refusal. */
export function sumToAccept({ code, fields }: Pick<ApiError, 'code' | 'fields'>): number | undefined {
  if (code !== 'cost_not_accepted') return undefined;
  return fields.find((one) => one.field === 'accept_cost_micros')?.at_least;
}

/** The question of the confirm page, asked of a change that makes a scheduled broadcast so dear. */
export const costQuestion = (micros: number) => ({
  title: `It may cost up to ${roughMoney(micros)}`,
  words:
    'This workspace asks before it spends so much on one broadcast. With a yes your changes are saved, and it goes out at its time.',
  confirmLabel: 'Yes, save at this cost',
  cancelLabel: 'Not yet',
});
