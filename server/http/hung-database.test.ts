import { expect, test, vi } from 'vitest';
import type { Context } from '../context.ts';
import { isDatabaseAway } from '../lib/temporary.ts';
import { unlessDatabaseHangs } from './hung-database.ts';

const context = (answersWithin: () => Promise<boolean>) => ({ db: { answersWithin } }) as unknown as Context;
const never = new Promise<string>(() => undefined);

test('a request that takes long is answered when the database does not answer, and only then', async () => {
  let alive = true;
  let asked = 0;
  const ctx = context(async () => {
    asked += 1;
    return alive;
  });
  const hung = unlessDatabaseHangs(ctx, never, 5).catch((error: unknown) => error);
  await vi.waitUntil(() => asked >= 3);
  alive = false;
  expect(isDatabaseAway(await hung)).toBe(true);
});

test('a result and a failure come through, and nobody is asked', async () => {
  const ask = vi.fn(async () => true);
  expect(await unlessDatabaseHangs(context(ask), Promise.resolve('done'))).toBe('done');
  await expect(unlessDatabaseHangs(context(ask), Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(ask).not.toHaveBeenCalled();
});
