import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from './lib/logger.ts';
import { eventually, type TestProduct, testProduct } from './testing/product.ts';
import { pauseAfter, runLoops } from './worker.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

test('a loop that goes on failing is logged now and then, with how often it failed', async () => {
  const lines: Array<Record<string, unknown>> = [];
  const log = createLogger('warn', 'test', { write: (line: string) => void lines.push(JSON.parse(line)) });
  let at = Date.parse('2026-05-05T15:00:00Z');
  let runs = 0;
  const run = async () => {
    runs += 1;
    if (runs === 4) at += 31_000;
    throw new Error('no such column');
  };
  const ctx = { ...product.ctx, log, clock: { now: () => new Date(at) } };
  const stop = runLoops(ctx, [{ name: 'broken', everyMs: 1, run }]);
  await eventually(() => runs >= 4, 'four rounds');
  await stop();
  expect(lines).toMatchObject([
    { loop: 'broken', times: 1 },
    { loop: 'broken', times: 3 },
  ]);
});

test('pauses grow with failures in a row, up to five seconds', () => {
  expect([0, 1, 2, 3, 6, 7, 5_000].map(pauseAfter)).toEqual([0, 100, 200, 400, 3_200, 5_000, 5_000]);
});
