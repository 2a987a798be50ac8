import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { expect, it } from 'vitest';
import { leftOutBy, reachedBy } from './forecast-numbers.ts';

const skip = (reason: string, n: number) => ({ reason, label: reason, words: '', n });
const hours = { left_out: [skip('frequency_cap', 30), skip('expired', 5)] } as unknown as BroadcastEstimate['hours'];

it('does not count as reached who is left out when their turn comes', () => {
  expect(reachedBy({ will_get: 100, hours })).toBe(65);
});

it('lists everybody who is left out, most first', () => {
  const all = leftOutBy({ skipped: [skip('opted_out', 10)], hours });
  expect(all.map((one) => [one.reason, one.n])).toEqual([
    ['frequency_cap', 30],
    ['opted_out', 10],
    ['expired', 5],
  ]);
});
