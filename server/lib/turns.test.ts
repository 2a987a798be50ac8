import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

it('does at most so much at once, in the order in which it was asked for, whatever fails', async () => {
  const turns = new Turns(2);
  const ends: Array<() => void> = [];
  const begun: number[] = [];
  const all = [0, 1, 2, 3, 4].map((n) =>
    turns.take(async () => {
      begun.push(n);
      await new Promise<void>((resolve) => {
        ends[n] = resolve;
      });
      if (n === 1) throw new Error('broken');
      return n;
    }),
  );
  const settled = Promise.allSettled(all);
  const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
  await breathe();
  expect(begun).toEqual([0, 1]);
  ends[1]?.();
  await breathe();
  expect(begun).toEqual([0, 1, 2]);
  ends[0]?.();
  await breathe();
  expect(begun).toEqual([0, 1, 2, 3]);
  ends[3]?.();
  await breathe();
  ends[2]?.();
  ends[4]?.();
  expect((await settled).map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  // A place is there again for each that ended.
  expect(await Promise.all([turns.take(async () => 'a'), turns.take(async () => 'b')])).toEqual(['a', 'b']);
});
