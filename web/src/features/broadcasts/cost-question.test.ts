import { expect, it } from 'vitest';
import { problemFrom } from '../../lib/api-error.ts';
import { costQuestion, sumToAccept } from './cost-question.ts';

const refusal = (code: string, errors: readonly object[]) =>
  problemFrom(409, JSON.stringify({ code, detail: 'It would cost up to $4.20.', errors }), null);

it('reads the sum that a refused change wants a yes to, and of no other refusal', () => {
  const errors = [{ field: 'body.accept_cost_micros', message: 'must be at least 4200000', at_least: 4_200_000 }];
  expect(sumToAccept(refusal('cost_not_accepted', errors))).toBe(4_200_000);
  expect(sumToAccept(refusal('version_changed', errors))).toBeUndefined();
  expect(sumToAccept(refusal('cost_not_accepted', []))).toBeUndefined();
  expect(costQuestion(4_200_000).title).toContain('4.20');
});
